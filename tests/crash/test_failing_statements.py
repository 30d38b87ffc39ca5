"""A failure at any statement of an editorial deed leaves the old state, whole."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlmodel import Session, SQLModel

from kb.core import audit
from kb.core.database import Database
from kb.editorial import decide, lifecycle
from kb.editorial.bulk import read_import, run_import
from kb.editorial.saving import save
from kb.entries.check import check_database
from kb.entries.documents import document_json
from kb.entries.proposals import Submission, submit
from kb.entries.tables import Proposal
from tests.support.actors import ADMIN, CONTRIBUTOR, EDITOR
from tests.support.documents import changed, policy
from tests.support.endurance import QUICK
from tests.support.publishing import publish

pytestmark = QUICK
BETTER = changed(policy(), summary="A better summary.")
WHY = "For the test"


def _accept(session: Session) -> object:
    return decide.accept(session, 1, actor=EDITOR, paths=["title"])


def _save(session: Session) -> object:
    return save(session, actor=EDITOR, document=BETTER, entry_id=1, reason=WHY)


def _rename(session: Session) -> object:
    return lifecycle.rename(session, "policy", "gallery", "new", actor=EDITOR, reason=WHY)


def _merge(session: Session) -> object:
    return lifecycle.merge_into(session, "policy", "gallery", "other", actor=EDITOR, reason=WHY)


def _retract(session: Session) -> object:
    return lifecycle.retract(session, "policy", "gallery", actor=EDITOR, reason=WHY)


def _submit(session: Session) -> object:
    document = changed(policy(), title="Yet another title")
    submission = Submission(document, WHY, "contributor", entry_id=1, receipt="secret")
    return submit(session, submission, actor=CONTRIBUTOR)


@pytest.fixture
def prepared(database: Database) -> Database:
    """Two entries, and a proposal to change one of them in two fields."""
    publish(database, policy())
    publish(database, policy("other"))
    with database.writing() as session:
        document = changed(BETTER, title="Another title")
        submission = Submission(document, WHY, "contributor", entry_id=1)
        submit(session, submission, actor=CONTRIBUTOR)
    return database


@pytest.mark.parametrize("deed", [_accept, _save, _rename, _merge, _retract, _submit])
def test_a_failure_at_any_statement_leaves_the_old_state(
    prepared: Database, deed: Callable[[Session], object]
) -> None:
    def do() -> None:
        with prepared.writing() as session:
            deed(session)

    before = _state(prepared)
    statements = 0
    while _fails_at(prepared, do, statement=statements):
        assert _state(prepared) == before, f"statement {statements} left something behind"
        statements += 1
    assert statements > 5
    assert _state(prepared) != before
    assert check_database(prepared) == []
    with prepared.reading() as session:
        audit.verify(session)


def test_a_failure_at_any_statement_of_an_import_costs_repetition_only(
    database: Database, tmp_path: Path
) -> None:
    (tmp_path / "a.json").write_text(document_json(policy()), encoding="utf-8")
    (tmp_path / "b.json").write_text(document_json(policy("other")), encoding="utf-8")
    incoming = read_import(tmp_path)

    def do() -> None:
        run_import(database, incoming, actor=ADMIN, publish=True)

    statement = 0
    while _fails_at(database, do, statement=statement):
        assert check_database(database) == []
        statement += 1
    with database.reading() as session:
        assert session.get(Proposal, 1) is None
        assert audit.verify(session) == 3  # two published, one import
    assert check_database(database) == []


class Broken(Exception):
    """What the test throws between two statements."""


def _fails_at(database: Database, deed: Callable[[], None], *, statement: int) -> bool:
    """Do it, raising before the n-th statement; False once there are no more statements."""
    seen = -1

    def strike(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == statement:
            raise Broken

    event.listen(database.engine, "before_cursor_execute", strike)
    try:
        deed()
    except Broken:
        return True
    finally:
        event.remove(database.engine, "before_cursor_execute", strike)
    return False


def _state(database: Database) -> str:
    """A digest of every row of every table."""
    digest = hashlib.sha256()
    with database.reading() as session:
        for table in SQLModel.metadata.sorted_tables:
            rows = session.connection().execute(table.select()).all()
            digest.update("\n".join(sorted(map(repr, rows))).encode())
    return digest.hexdigest()
