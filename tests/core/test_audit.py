"""The audit record can be appended to and nothing else, and shows any tampering."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kb.core import audit
from kb.core.database import Database
from kb.core.errors import IntegrityFault
from tests.support.documents import case
from tests.support.publishing import publish


@pytest.fixture
def published(database: Database) -> Database:
    """A database with one published entry, so that every table of history has a row."""
    publish(database, case())
    return database


@pytest.fixture
def recorded(database: Database) -> Database:
    """A database with three rows of audit."""
    with database.writing() as session:
        for number in range(3):
            audit.append(session, actor="editor", action="publish", subject=f"case/{number}")
    return database


def test_an_untouched_record_verifies_and_counts_its_rows(recorded: Database) -> None:
    with recorded.reading() as session:
        assert audit.verify(session) == 3


@pytest.mark.parametrize("table", ["audit", "revision", "publication"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_history(published: Database, table: str, deed: str) -> None:
    with (
        pytest.raises(DBAPIError, match="append-only"),
        published.writing() as session,
    ):
        session.connection().execute(text(deed.format(table)))


@pytest.mark.parametrize("table", ["audit", "revision", "publication"])
def test_history_cannot_be_replaced_by_inserting_it_anew(published: Database, table: str) -> None:
    """SQLite's REPLACE deletes the old row without asking the triggers of DELETE."""
    anew = f"INTO {table} SELECT * FROM {table}"
    deed = f"INSERT OR REPLACE {anew}" if published.is_sqlite else f"INSERT {anew}"
    refusal = "append-only" if published.is_sqlite else "duplicate key"
    with pytest.raises(DBAPIError, match=refusal), published.writing() as session:
        session.connection().execute(text(deed))


@pytest.mark.parametrize("column", ["actor", "subject", "detail", "previous_hash", "hash"])
def test_one_changed_byte_is_found(recorded: Database, column: str) -> None:
    with recorded.writing() as session:
        connection = session.connection()
        if recorded.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_no_update"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text(f"UPDATE audit SET {column} = 'x' WHERE id = 2"))
    with recorded.reading() as session, pytest.raises(IntegrityFault, match="Audit row 2"):
        audit.verify(session)


def test_a_removed_row_is_found(recorded: Database) -> None:
    with recorded.writing() as session:
        connection = session.connection()
        if recorded.is_sqlite:
            connection.execute(text("DROP TRIGGER audit_no_delete"))
        else:
            connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text("DELETE FROM audit WHERE id = 2"))
    with recorded.reading() as session, pytest.raises(IntegrityFault, match="Audit row 3"):
        audit.verify(session)
