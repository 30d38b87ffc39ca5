"""Sessions, and the only place that opens them.

`reading()` sees one consistent state and cannot write; `writing()` holds the write
lock from its first statement, commits at the end and rolls back on any exception.

SQLite needs care: the driver's own transactions start too late and lose updates, so
the driver is put into autocommit and BEGIN is sent here, IMMEDIATE for writers.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Engine, TypeDecorator, event, text
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, create_engine

from kb.core.errors import ConfigurationError

POOL_SIZE = 20  # more than the sixteen request threads, so that none waits for a connection
_BUSY_SECONDS = 30  # that a writer of SQLite waits for another

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in UTC in both databases; SQLite keeps no zone, so it is put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """One engine; safe to share between threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = (
            self._sqlite(url)
            if self.is_sqlite
            else create_engine(url, pool_size=POOL_SIZE, max_overflow=4, pool_pre_ping=True)
        )

    @staticmethod
    def _sqlite(url: str) -> Engine:
        engine = create_engine(
            url,
            pool_size=POOL_SIZE,
            max_overflow=4,
            connect_args={
                "check_same_thread": False,
                "isolation_level": None,
                "timeout": _BUSY_SECONDS,
            },
        )
        event.listen(engine, "connect", _sqlite_pragmas)
        event.listen(engine, "begin", _sqlite_begin)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one consistent snapshot that never commits."""
        options: dict[str, Any] = (
            {}
            if self.is_sqlite
            else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        )
        with self.engine.connect().execution_options(**options) as connection:
            session = Session(bind=connection, autoflush=False)
            try:
                yield session
            finally:
                session.expunge_all()  # what was read can be read on
                session.rollback()
                session.close()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session that commits when the block ends well and undoes everything otherwise."""
        with self.engine.connect().execution_options(kb_write=True) as connection:
            # What a service returns is read after the commit; the session is closed by then.
            session = Session(bind=connection, expire_on_commit=False)
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise
            finally:
                session.close()

    def check_reachable(self) -> None:
        """Open one connection; `ConfigurationError` with the reason if that fails."""
        try:
            with self.engine.connect() as connection:
                connection.execute(text("SELECT 1"))
        except OperationalError as error:
            reason = str(error.orig).strip().splitlines()[0]
            shown = self.engine.url.render_as_string(hide_password=True)
            raise ConfigurationError(f"The database {shown} cannot be opened: {reason}.") from error

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _sqlite_pragmas(connection: Any, record: object) -> None:
    cursor = connection.cursor()
    _write_ahead(cursor)
    # NORMAL is durable against a crash of the process and keeps the file sound after a power loss.
    for pragma in (
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "mmap_size=268435456",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _write_ahead(cursor: Any) -> None:
    """Turn on the write-ahead log, which lets readers go on while one writer commits.

    Whoever opens a new file first switches it. Those who come meanwhile are refused, or would
    wait for one another to the end; so none waits inside SQLite, and each tries again.
    """
    end = time.monotonic() + _BUSY_SECONDS
    cursor.execute("PRAGMA busy_timeout=0")
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY  # of whatever sort
            if not is_busy or time.monotonic() > end:
                raise
            time.sleep(0.005)
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_SECONDS * 1000}")


def _sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("kb_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def serialise_writers(session: Session) -> None:
    """Let one transaction at a time append to ordered tables (outbox, audit).

    SQLite has one writer anyway. In PostgreSQL numbers from a sequence may be committed
    out of order, and a reader that remembers the highest one would skip the late one.
    """
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("SELECT pg_advisory_xact_lock(727004)"))
