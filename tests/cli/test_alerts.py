"""`kb alerts`: sending by hand, and how alerts stand."""

from __future__ import annotations

import json

import pytest

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.accounts import account
from tests.support.alerts import subscribe
from tests.support.command import call_kb
from tests.support.documents import case
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database


def test_alerts_are_sent_and_listed_by_hand(settings: Settings, database: Database) -> None:
    reader = account(database, "reader", name="Rita")
    subscribe(database, reader, mail="daily")
    subscribe(database, reader, webhook_url="http://127.0.0.1/hook")
    publish(database, case())
    done = call_kb("alerts", "run", settings=settings)
    assert done.returncode == 1  # the webhook is not on the public internet
    assert "webhook 2: failed" in done.stdout and "1 handled." in done.stdout
    again = call_kb("alerts", "run", settings=settings)
    assert (again.returncode, again.stdout.splitlines()[-1]) == (0, "0 handled.")
    listed = call_kb("alerts", "list", settings=settings).stdout
    assert "Rita: 2 alerts, 1 waiting, 1 failed, 0 uncertain" in listed
    assert "Mail is not sent: KB_SMTP_URL and KB_BASE_URL are needed." in listed
    told = json.loads(call_kb("alerts", "list", "--json", settings=settings).stdout)
    assert told == [
        {"account": "Rita", "subscriptions": 2, "waiting": 1, "failed": 1, "uncertain": 0}
    ]
