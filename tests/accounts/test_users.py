"""Accounts are added, changed and disabled, each deed on record, and never without an admin."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from sqlmodel import Session, col, select

from kb.accounts import sessions, users
from kb.accounts.actors import VISITOR, command_line
from kb.accounts.errors import BadInput
from kb.accounts.permissions import Forbidden, NotSignedIn
from kb.accounts.tables import Account, PasswordLink
from kb.core import audit
from kb.core.database import Database
from kb.core.errors import Conflict, NotFound
from tests.support.accounts import PASSWORD, account, session_of


def test_a_name_in_another_case_is_the_same_name(database: Database) -> None:
    account(database, "editor", name="Ada Example")
    with database.writing() as session:
        assert users.named(session, "  ADA   example ").name == "Ada Example"
        with pytest.raises(BadInput, match="already"):
            users.add(session, actor=command_line(), name="ada example", role="reader")


@pytest.mark.parametrize(
    "name",
    ["", "x", "n" * 65, "a\x00b", "scraper: x", "Command Line", "<b>", "a\nb\u202e", "\u200b" * 4],
)
def test_a_name_that_could_mislead_is_refused(database: Database, name: str) -> None:
    with database.writing() as session, pytest.raises(BadInput):
        users.add(session, actor=command_line(), name=name, role="reader")


def test_every_fault_of_a_new_account_is_named_at_once(database: Database) -> None:
    with database.writing() as session, pytest.raises(BadInput) as caught:
        users.add(session, actor=command_line(), name="x", role="king", password="short")
    assert set(caught.value.faults) == {"name", "role", "password"}


@pytest.mark.parametrize("role", ["reader", "contributor", "editor"])
def test_only_an_admin_manages_accounts(database: Database, role: str) -> None:
    actor = account(database, role)
    with database.writing() as session:
        for deed in (
            lambda: users.add(session, actor=actor, name="Somebody", role="admin"),
            lambda: users.change_role(session, actor.account_id or 0, "admin", actor=actor),
            lambda: users.disable(session, actor.account_id or 0, actor=actor),
            lambda: users.enable(session, actor.account_id or 0, actor=actor),
            lambda: users.make_link(session, actor.account_id or 0, actor=actor),
        ):
            with pytest.raises(Forbidden):
                deed()
        with pytest.raises(NotSignedIn):
            users.add(session, actor=VISITOR, name="Somebody", role="admin")


def test_the_last_admin_stays(database: Database) -> None:
    only = account(database, "admin").account_id or 0
    with database.writing() as session:
        with pytest.raises(Conflict, match="only admin"):
            users.disable(session, only, actor=command_line())
        with pytest.raises(Conflict, match="only admin"):
            users.change_role(session, only, "reader", actor=command_line())
    account(database, "admin", name="Another")
    with database.writing() as session:
        users.disable(session, only, actor=command_line())


def test_another_role_or_no_access_ends_the_sessions(database: Database) -> None:
    actor = account(database, "editor")
    number = actor.account_id or 0
    changes: list[Callable[[Session], object]] = [
        lambda session: users.change_role(session, number, "reader", actor=command_line()),
        lambda session: users.disable(session, number, actor=command_line()),
    ]
    for change in changes:
        token = session_of(database, actor)
        with database.writing() as session:
            assert sessions.find(session, token) is not None
            change(session)
        with database.reading() as session:
            assert sessions.find(session, token) is None


def test_a_link_sets_a_password_once(database: Database) -> None:
    number = account(database, "editor").account_id or 0
    with database.writing() as session:
        older = users.make_link(session, number, actor=command_line())
        token = users.make_link(session, number, actor=command_line())
        with pytest.raises(NotFound):
            users.link_account(session, older)
        stored = session.exec(select(PasswordLink.token_sha256)).one()
        assert token not in stored
        found = users.link_account(session, token)
        users.set_password(session, found, PASSWORD, actor=sessions.acting(found))
        with pytest.raises(NotFound):
            users.link_account(session, token)


def test_a_link_ends_after_three_days(database: Database) -> None:
    number = account(database, "editor").account_id or 0
    with time_machine.travel("2026-11-22 12:00:00+00:00", tick=False) as clock:
        with database.writing() as session:
            token = users.make_link(session, number, actor=command_line())
        clock.shift(users.LINK_LIFETIME)
        with database.reading() as session, pytest.raises(NotFound, match="too old"):
            users.link_account(session, token)


def test_every_deed_is_on_record_and_no_secret_is(database: Database) -> None:
    number = account(database, "editor", name="Ada", password=PASSWORD).account_id or 0
    with database.writing() as session:
        users.change_role(session, number, "reader", actor=command_line())
        token = users.make_link(session, number, actor=command_line())
        users.set_password(
            session, session.get_one(Account, number), "another quiet bay", actor=command_line()
        )
        users.disable(session, number, actor=command_line())
        users.enable(session, number, actor=command_line())
    with database.reading() as session:
        rows = session.exec(select(audit.AuditRow).order_by(col(audit.AuditRow.id))).all()
        assert [row.action for row in rows] == [
            "account added", "role changed", "set-password link made", "password set",
            "account disabled", "account enabled",
        ]  # fmt: skip
        assert {row.subject for row in rows} == {"account Ada"}
        text = " ".join(f"{row.actor} {row.detail}" for row in rows)
        assert token not in text and PASSWORD not in text
        assert audit.verify(session) == 6
