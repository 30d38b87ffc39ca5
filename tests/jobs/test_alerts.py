"""Mails and webhooks really sent, to servers on loopback: once, signed, stoppable, given up."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlalchemy import insert
from sqlmodel import select
from werkzeug import Request, Response

from kb.accounts import links
from kb.accounts.actors import Actor
from kb.alerts import mail, outgoing, subscriptions, webhook
from kb.alerts.tables import Delivery, Subscription
from kb.core import clock, leases
from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.alerts import LEASE, AlertKeeper
from kb.jobs.postman import webhook_fault
from kb.search import open_engine
from tests.support.accounts import account
from tests.support.alerts import KEY, deliveries, give_address, subscribe
from tests.support.documents import case, changed, law
from tests.support.mail_server import MailServer, mail_server
from tests.support.publishing import publish

SITE = "https://artdocket.example"


@pytest.fixture
def mails() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def wanted(settings: Settings, mails: MailServer, httpserver: HTTPServer) -> Settings:
    """An installation that sends mail to the server, and lets webhooks ask the other one."""
    return settings.model_copy(
        update={
            "base_url": SITE,
            "smtp_url": mails.url,
            "webhook_allow": f"{httpserver.host}:{httpserver.port}",
            "secret_key": KEY.decode(),
        }
    )


@pytest.fixture
def keeper(database: Database, wanted: Settings) -> AlertKeeper:
    publish(database, case())
    return AlertKeeper(database, wanted, open_engine(wanted, database))


@pytest.fixture
def reader(database: Database) -> Actor:
    made = account(database, "reader")
    give_address(database, made)
    return made


def settle_case(database: Database) -> None:
    publish(database, changed(case(), status="settled", as_of="2026-03-01"))


def states(database: Database) -> list[str]:
    return [one.state for one in deliveries(database)]


def test_a_mail_says_what_changed_why_it_comes_and_how_it_is_stopped(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer
) -> None:
    subscribe(database, reader, "entry", "case/painter-v-model", mail="immediate",
              note="For <Ms B>’s brief")  # fmt: skip
    settle_case(database)
    keeper.look()
    assert keeper.look() == []
    (received,) = mails.mails
    assert received["To"] == "ada@example.org"
    assert received["From"] == "Artdocket <artdocket@artdocket.example>"
    assert received["Subject"].startswith("Painter v. Model Maker, Inc.: Status: Pending → Settled")
    assert received["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert received["Auto-Submitted"] == "auto-generated"
    (sent,) = deliveries(database)
    assert received["Message-ID"] == f"<{sent.key}@artdocket.example>"
    secret = links.secret(KEY, mail.UNSUBSCRIBE, sent.id or 0, sent.key)
    stop = f"{SITE}/unsubscribe/{secret}"
    assert received["List-Unsubscribe"] == f"<{stop}>"
    text, html = (part.get_content() for part in received.iter_parts())
    for part in (text, html):
        assert "/cases/painter-v-model/compare?from=1" in part and stop in part
        assert "You watch an entry: Painter v. Model Maker" in part
    assert "For <Ms B>’s brief" in text and "For &lt;Ms B&gt;’s brief" in html


def test_digests_gather_what_all_alerts_of_an_account_say_until_their_hour(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-04T12:00:00+00:00")  # a Wednesday
    subscribe(database, reader, mail="daily", name="All of it")
    subscribe(database, reader, "topic", "training-reproduction", mail="daily")
    subscribe(database, reader, mail="weekly")
    settle_case(database)
    publish(database, law())
    assert keeper.look() == [] and mails.mails == []
    time_machine.move_to("2026-03-05T06:00:01+00:00")
    keeper.look()
    (daily,) = mails.mails
    assert daily["Subject"] == "Daily digest: 4 changes that you follow"
    body = daily.get_body(("plain",))
    assert body is not None and "All of it" in body.get_content()
    time_machine.move_to("2026-03-09T06:00:01+00:00")
    keeper.look()
    assert mails.mails[1]["Subject"] == "Weekly digest: 2 changes that you follow"
    assert keeper.look() == []


@pytest.mark.one_database
def test_no_mail_goes_to_an_address_that_is_not_confirmed(
    keeper: AlertKeeper, database: Database, mails: MailServer
) -> None:
    stranger = account(database, "reader", name="Stranger")
    subscribe(database, stranger, mail="immediate")
    settle_case(database)
    keeper.look()
    assert mails.mails == [] and states(database) == ["waiting"]
    give_address(database, stranger, "late@example.org")
    keeper.look()
    assert [one["To"] for one in mails.mails] == ["late@example.org"]


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_not(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-04T12:00:00+00:00")
    subscribe(database, reader, mail="immediate")
    settle_case(database)
    mails.answers = {".": "451 later"}
    keeper.look()
    (held,) = deliveries(database)
    assert (held.state, held.attempts) == ("waiting", 1) and "451: later" in held.error
    assert keeper.look() == []
    for seconds in outgoing.RETRIES:
        time_machine.shift(seconds + 1)
        keeper.look()
    assert states(database) == ["failed"] and mails.mails == []
    publish(database, law())
    mails.answers = {"RCPT": "550 nobody here"}
    keeper.look()
    assert states(database) == ["failed", "failed"]
    with database.writing() as session:
        subscriptions.send_again(session, held.id or 0, actor=reader)
    mails.answers = {}
    keeper.look()
    assert [one["Message-ID"] for one in mails.mails] == [f"<{held.key}@artdocket.example>"]


@pytest.mark.one_database
def test_what_may_have_arrived_is_not_sent_again(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer
) -> None:
    subscribe(database, reader, mail="immediate")
    settle_case(database)
    mails.answers = {".": ""}  # it takes the text and says nothing
    keeper.look()
    assert states(database) == ["uncertain"]
    with database.writing() as session:
        died = session.exec(select(Delivery)).one()
        died.state = "sending"  # whoever sent it died
        session.add(died)
    publish(database, law())
    mails.answers = {}
    keeper.look()
    assert states(database) == ["uncertain", "sent"]
    assert [one["Subject"] for one in mails.mails] == ["Picture Act: New law: Picture Act"]


@pytest.mark.one_database
def test_a_mail_server_that_is_away_loses_nothing(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer
) -> None:
    subscribe(database, reader, mail="immediate")
    settle_case(database)
    mails.answers = {"EHLO": "", "HELO": ""}
    assert keeper.look() == []
    assert states(database) == ["waiting"] and deliveries(database)[0].attempts == 0


def test_a_webhook_gets_signed_json_with_an_id_that_stays(
    keeper: AlertKeeper, database: Database, reader: Actor, httpserver: HTTPServer,
    time_machine: Any,
) -> None:  # fmt: skip
    received: list[Request] = []

    def answer(request: Request) -> Response:
        received.append(request)
        return Response(status=503 if len(received) == 1 else 204)

    httpserver.expect_request("/hook", method="POST").respond_with_handler(answer)
    number = subscribe(database, reader, webhook_url=httpserver.url_for("/hook"), note="Mine")
    settle_case(database)
    keeper.look()
    assert states(database) == ["waiting"] and "It answered 503." in deliveries(database)[0].error
    time_machine.move_to(clock.now() + dt.timedelta(seconds=61))
    keeper.look()
    assert states(database) == ["sent"]
    first, second = received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    with database.reading() as session:
        nonce = session.get_one(Subscription, number).nonce
    secret = links.signing_secret(KEY, webhook.SIGNING, number, nonce)
    signed = ".".join((second.headers["webhook-id"], second.headers["webhook-timestamp"], ""))
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    mac = hmac.new(raw, signed.encode() + second.data, hashlib.sha256).digest()
    assert second.headers["webhook-signature"] == f"v1,{base64.b64encode(mac).decode()}"
    told = json.loads(second.data)
    assert told["type"] == "entries.changed" and told["data"]["subscription"]["note"] == "Mine"
    (entry,) = told["data"]["entries"]
    assert entry["url"] == f"{SITE}/cases/painter-v-model"
    assert entry["changes"][0]["meaning"] == "status"


@pytest.mark.one_database
def test_a_webhook_that_says_gone_is_switched_off_and_a_trial_is_tried_once(
    keeper: AlertKeeper, database: Database, reader: Actor, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/hook").respond_with_data(status=410)
    number = subscribe(database, reader, webhook_url=httpserver.url_for("/hook"))
    with database.writing() as session:
        subscriptions.try_webhook(session, number, actor=reader)
    keeper.look()
    assert states(database) == ["failed"] and webhook_of(database, number)
    settle_case(database)
    keeper.look()
    assert states(database) == ["failed", "failed"] and webhook_of(database, number) is None
    assert "It was switched off: http" in deliveries(database)[1].error


def webhook_of(database: Database, number: int) -> str | None:
    with database.reading() as session:
        return session.get_one(Subscription, number).webhook_url


@pytest.mark.one_database
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://10.0.0.7/hook", "http://169.254.169.254/",
        "http://2130706433/", "http://[::ffff:7f00:1]/", "http://127.0.0.1:22/", "http://0/",
        "http://user:word@example.org/",
    ],
)  # fmt: skip
def test_a_webhook_to_a_private_address_is_refused_when_it_is_made_and_when_it_is_asked(
    keeper: AlertKeeper, database: Database, reader: Actor, wanted: Settings, url: str
) -> None:
    assert webhook_fault(wanted, url)
    subscribe(database, reader, webhook_url=url)  # as if the name had changed its mind since
    settle_case(database)
    keeper.look()
    assert states(database) == ["failed"] and deliveries(database)[0].error


@pytest.mark.one_database
def test_a_webhook_is_not_followed_elsewhere(
    keeper: AlertKeeper, database: Database, reader: Actor, httpserver: HTTPServer
) -> None:
    moved = {"Location": "http://169.254.169.254/"}
    httpserver.expect_request("/hook").respond_with_data(status=302, headers=moved)
    subscribe(database, reader, webhook_url=httpserver.url_for("/hook"))
    settle_case(database)
    keeper.look()
    assert "It is not followed to another address." in deliveries(database)[0].error


def test_what_was_stopped_or_deleted_meanwhile_is_not_sent(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer, time_machine: Any
) -> None:
    time_machine.move_to("2026-03-04T12:00:00+00:00")
    gone, stopped = (subscribe(database, reader, mail="daily") for _ in range(2))
    settle_case(database)
    keeper.look()
    with database.writing() as session:
        subscriptions.end(session, gone, actor=reader)
        subscriptions.pause(session, stopped, actor=reader, paused=True)
    time_machine.move_to("2026-03-05T06:00:01+00:00")
    keeper.look()
    assert states(database) == ["dropped"] and mails.mails == []


@pytest.mark.one_database
def test_one_process_sends_at_a_time(
    keeper: AlertKeeper, database: Database, reader: Actor, mails: MailServer
) -> None:
    subscribe(database, reader, mail="immediate")
    settle_case(database)
    with database.writing() as session:
        assert leases.acquire(session, LEASE, holder="another process", seconds=60)
    assert keeper.look() is None and mails.mails == []
    with database.writing() as session:
        leases.release(session, LEASE, holder="another process")
    assert keeper.look() and len(mails.mails) == 1


@pytest.mark.one_database
def test_ten_thousand_alerts_are_told_in_bounded_time(
    keeper: AlertKeeper, database: Database, reader: Actor, wanted: Settings
) -> None:
    first = subscribe(database, reader, mail="daily")
    with database.writing() as session:
        row = session.get_one(Subscription, first).model_dump(exclude={"id"})
        session.connection().execute(insert(Subscription), [row] * 9_999)
    settle_case(database)
    begun = time.monotonic()
    keeper.look()
    assert time.monotonic() - begun < 20
    (digest,) = deliveries(database)
    assert digest.state == "waiting"
