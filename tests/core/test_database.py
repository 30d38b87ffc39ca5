"""Writers never lose each other's updates; readers see one state."""

from __future__ import annotations

import datetime as dt
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlmodel import Session

from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.outbox import OutboxEvent
from kb.entries.tables import Fact


def value(session: Session, name: str) -> str:
    return session.get_one(Fact, name).value


def test_four_threads_that_read_then_write_lose_no_update(database: Database) -> None:
    with database.writing() as session:
        session.add(Fact(name="count", value="0"))
    threads = [threading.Thread(target=_count_up, args=(database, 25)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert value(session, "count") == "100"


def _count_up(database: Database, times: int) -> None:
    for _ in range(times):
        with database.writing() as session:
            statement = "SELECT value FROM fact WHERE name = 'count'"
            if not database.is_sqlite:
                statement += " FOR UPDATE"  # SQLite's writer has the lock from its BEGIN
            number = int(session.connection().execute(text(statement)).scalar_one())
            session.connection().execute(
                text("UPDATE fact SET value = :n WHERE name = 'count'"), {"n": str(number + 1)}
            )


def test_an_exception_undoes_everything_that_was_written(database: Database) -> None:
    with pytest.raises(RuntimeError):
        _fail_half_way(database)
    with database.reading() as session:
        assert session.get(Fact, "half") is None


def _fail_half_way(database: Database) -> None:
    with database.writing() as session:
        session.add(Fact(name="half", value="done"))
        session.flush()
        raise RuntimeError


def test_a_reader_goes_on_seeing_the_state_that_it_began_with(database: Database) -> None:
    with database.writing() as session:
        session.add(Fact(name="state", value="old"))
    with database.reading() as reader:
        assert value(reader, "state") == "old"
        with database.writing() as writer:
            writer.get_one(Fact, "state").value = "new"
        reader.expire_all()
        assert value(reader, "state") == "old"
    with database.reading() as reader:
        assert value(reader, "state") == "new"


def test_a_reader_cannot_leave_anything_behind(database: Database) -> None:
    with database.reading() as session:
        session.add(Fact(name="sneaky", value="x"))
    with database.reading() as session:
        assert session.get(Fact, "sneaky") is None


def test_moments_come_back_with_their_zone_and_naive_ones_are_refused(database: Database) -> None:
    moment = dt.datetime(2026, 3, 1, 12, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    with database.writing() as session:
        session.add(OutboxEvent(kind="published", entry_id=1, created_at=moment))
    with database.reading() as session:
        stored = session.get_one(OutboxEvent, 1).created_at
        assert stored == moment
        assert stored.utcoffset() == dt.timedelta(0)
    naive = dt.datetime(2026, 3, 1, 12)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StatementError, match="needs a time zone"):
        _store(database, naive)


def _store(database: Database, moment: dt.datetime) -> None:
    with database.writing() as session:
        session.add(OutboxEvent(kind="published", entry_id=1, created_at=moment))


def test_a_database_that_is_not_there_is_one_sentence_without_its_password() -> None:
    database = Database("postgresql+psycopg://kb:hunter2@127.0.0.1:9/none?connect_timeout=2")
    with pytest.raises(ConfigurationError) as error:
        database.check_reachable()
    assert "cannot be opened" in str(error.value)
    assert "hunter2" not in str(error.value)


def test_threads_that_open_a_new_file_at_once_all_get_in(tmp_path: Path) -> None:
    """Switching a file to its log needs it alone for a moment, and waits for nobody by itself."""
    faults: list[BaseException] = []

    def start(url: str, together: threading.Barrier) -> None:
        database = Database(url)
        together.wait()
        try:
            database.check_reachable()
        except ConfigurationError as error:
            faults.append(error)
        finally:
            database.close()

    for number in range(20):
        together = threading.Barrier(6)
        url = f"sqlite:///{tmp_path}/{number}.sqlite3"
        threads = [threading.Thread(target=start, args=(url, together)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not faults
