"""kill -9 while alerts are told or sent: nothing is lost, and nothing goes out twice."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
from pathlib import Path
from typing import Any

from sqlalchemy import event

from kb.alerts.telling import Teller
from kb.core import clock
from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.alerts import LEASE_SECONDS, AlertKeeper
from kb.search import open_engine
from kb.sources.bodies import BodyStore
from tests.support.accounts import account
from tests.support.alerts import KEY, deliveries, give_address, said, subscribe
from tests.support.command import KB, environment
from tests.support.documents import case, changed, law
from tests.support.endurance import QUICK
from tests.support.mail_server import mail_server
from tests.support.publishing import publish

pytestmark = QUICK


def test_a_mail_whose_sender_is_killed_before_the_answer_is_not_sent_again(
    settings: Settings, database: Database, time_machine: Any
) -> None:
    publish(database, case())
    reader = account(database, "reader")
    give_address(database, reader)
    subscribe(database, reader, mail="immediate")
    publish(database, changed(case(), status="settled"))
    with mail_server() as server:
        told = {"smtp_url": server.url, "secret_key": KEY.decode(), "base_url": "https://a.example"}
        wanted = settings.model_copy(update=told)
        server.go_on.clear()
        command = [str(KB), "alerts", "run"]
        with subprocess.Popen(command, env=environment(wanted)) as sender:
            assert server.has_text.wait(timeout=60)
            sender.send_signal(signal.SIGKILL)
        server.go_on.set()
        assert [one.state for one in deliveries(database)] == ["sending"]
        time_machine.move_to(clock.now() + dt.timedelta(seconds=LEASE_SECONDS + 1))
        publish(database, law())
        keeper = AlertKeeper(database, wanted, open_engine(wanted, database))
        keeper.look()
        keeper.look()
        assert [one.state for one in deliveries(database)] == ["uncertain", "sent"]
        subjects = [one["Subject"] for one in server.mails]
    assert len(subjects) == 2 and len(set(subjects)) == 2


def test_telling_that_fails_at_any_statement_is_made_good_and_tells_once(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    publish(database, case())
    reader = account(database, "reader")
    one = subscribe(database, reader, mail="daily", webhook_url="https://a.example/")
    teller = Teller(database, open_engine(settings, database), BodyStore(tmp_path))
    told, statement, failed = 0, 0, True
    while failed:
        status = ("settled", "stayed")[statement % 2]
        publish(database, changed(case(), status=status))
        failed = _fails_at(database, teller, statement)
        teller.tell()
        told += 1
        assert len(said(database, one)) == told, f"after a failure at statement {statement}"
        statement += 1
    assert statement > 15
    assert [made.channel for made in deliveries(database)].count("webhook") == told
    assert [made.channel for made in deliveries(database)].count("mail") == 1


class Broken(Exception):
    """What the test throws between two statements."""


def _fails_at(database: Database, teller: Teller, statement: int) -> bool:
    """Tell, raising before the n-th statement; False once there are no more statements."""
    seen = -1

    def strike(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Broken

    event.listen(database.engine, "before_cursor_execute", strike)
    try:
        teller.tell()
    except Broken:
        return True
    finally:
        event.remove(database.engine, "before_cursor_execute", strike)
    return False
