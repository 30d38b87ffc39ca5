"""Sessions and tokens live as long as they should and are stored as digests only."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from sqlmodel import select

from kb.accounts import sessions, tokens, users
from kb.accounts.actors import Actor, command_line
from kb.accounts.errors import BadInput
from kb.accounts.permissions import Forbidden
from kb.accounts.tables import ApiToken, LoginSession
from kb.core.database import Database
from kb.core.errors import NotFound
from tests.support.accounts import account, session_of, token_text

NOON = "2026-11-22 12:00:00+00:00"


def is_live(database: Database, token: str) -> bool:
    with database.reading() as session:
        return sessions.find(session, token) is not None


def test_a_session_ends_when_it_is_idle(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = session_of(database, account(database, "reader"))
        clock.shift(sessions.IDLE)
        assert is_live(database, token)
        clock.shift(1)
        assert not is_live(database, token)


def test_use_keeps_a_session_but_not_for_ever(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = session_of(database, account(database, "reader"))
        days = 0
        while is_live(database, token):
            with database.writing() as session:
                sessions.seen(session, token)
            clock.shift(dt.timedelta(hours=12))
            days += 1
        assert days == 2 * sessions.ABSOLUTE.days + 1


def test_use_is_written_down_at_most_every_ten_minutes(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = session_of(database, account(database, "reader"))
        for seconds, is_due in ((0, False), (599, False), (1, True)):
            clock.shift(seconds)
            with database.reading() as session:
                found = sessions.find(session, token)
                assert found is not None
                assert sessions.must_be_seen(found) is is_due


def test_only_digests_of_sessions_and_tokens_are_stored(database: Database) -> None:
    actor = account(database, "editor")
    secrets = [session_of(database, actor), token_text(database, actor, ["decide"])]
    with database.reading() as session:
        rows = [*session.exec(select(LoginSession)), *session.exec(select(ApiToken))]
        assert len(rows) == 2
        assert not [row for row in rows for secret in secrets if secret in str(row)]


def test_a_session_of_somebody_else_cannot_be_ended(database: Database) -> None:
    mine, other = account(database, "reader"), account(database, "editor")
    token = session_of(database, other)
    with database.writing() as session:
        number = session.exec(select(LoginSession.id)).one() or 0
        assert not sessions.end_one(session, mine.account_id or 0, number)
    assert is_live(database, token)


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Firefox/144.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36 Edg/156.0",
         "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1",
         "Safari on iPhone"),
        ("curl/8.14.1", "curl"),
        ("<script>alert(1)</script>", "An unnamed browser"),
        ("", "An unnamed browser"),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_words(user_agent: str, device: str) -> None:
    assert sessions.device(user_agent) == device


def make(database: Database, actor: Actor, *scopes: str, days: int = 30, label: str = "x") -> str:
    with database.writing() as session:
        return tokens.make(session, actor=actor, label=label, scopes=scopes, days=days)[1]


def test_a_token_acts_for_its_owner_within_its_scopes(database: Database) -> None:
    text = make(database, account(database, "editor", name="Ada"), "decide")
    with database.reading() as session:
        found = tokens.find(session, text)
        assert found is not None
        acting = tokens.actor(session, found)
    assert (acting.name, acting.role, acting.via) == ("Ada", "editor", "token")
    assert acting.scopes == {"read", "decide"}


def test_a_token_ends_on_its_day_and_rests_while_its_owner_is_disabled(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        owner = account(database, "editor")
        text = make(database, owner, days=7)
        number = owner.account_id or 0
        for change, is_found in ((users.disable, False), (users.enable, True)):
            with database.writing() as session:
                change(session, number, actor=command_line())
                assert (tokens.find(session, text) is not None) is is_found
        clock.shift(dt.timedelta(days=7))
        with database.reading() as session:
            assert tokens.find(session, text) is None
            assert tokens.of_account(session, number)[0].is_expired


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("label", {"label": " "}), ("label", {"label": "a\nb"}), ("scopes", {"scopes": ["root"]}),
        ("days", {"days": 0}), ("days", {"days": 5000}),
    ],
)  # fmt: skip
def test_a_token_that_cannot_be_made_says_why(
    database: Database, field: str, given: dict[str, object]
) -> None:
    actor = account(database, "reader")
    asked: dict[str, object] = {"label": "x", "scopes": ["propose"], "days": 30} | given
    with database.writing() as session, pytest.raises(BadInput) as caught:
        tokens.make(session, actor=actor, **asked)  # type: ignore[arg-type]  # on purpose
    assert set(caught.value.faults) == {field}


def test_tokens_are_made_and_revoked_by_their_owner_in_person(database: Database) -> None:
    owner, other = account(database, "editor"), account(database, "admin")
    text = make(database, owner, "admin")
    with database.writing() as session:
        found = tokens.find(session, text)
        assert found is not None and found.id is not None
        by_token = tokens.actor(session, found)
        with pytest.raises(Forbidden):
            tokens.make(session, actor=by_token, label="y", scopes=[], days=1)
        with pytest.raises(NotFound):
            tokens.revoke(session, found.id, actor=other)
        tokens.revoke(session, found.id, actor=owner)
        assert tokens.find(session, text) is None
