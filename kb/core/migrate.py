"""Brings a database to the schema that this version of the code expects.

One process migrates at a time. A database from a newer version is refused, because an
older program would write rows that the newer one does not understand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection

from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(resource_dir("migrations")))
    config.attributes["connection"] = connection
    return config


def head_revision() -> str:
    """The newest migration that this version of the code has."""
    return steps()[0]


def current_revision(database: Database) -> str | None:
    """The migration that the database is at, None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def migrate(database: Database) -> bool:
    """Upgrade to the head; True if anything had to be done.

    `ConfigurationError` if the database was made by a newer version.
    """
    found = current_revision(database)
    if found == head_revision():
        return False
    require_known(found)
    with exclusive(database) as connection:
        command.upgrade(alembic_config(connection), "head")
    return True


@cache
def steps() -> tuple[str, ...]:
    """Every migration that this version of the code has, newest first."""
    scripts = ScriptDirectory.from_config(alembic_config())
    return tuple(script.revision for script in scripts.walk_revisions())


def require_known(revision: str | None) -> None:
    """`ConfigurationError` unless this version of the code knows the migration."""
    if revision is not None and revision not in steps():
        raise ConfigurationError(
            f"The database was made by a newer version of Artdocket (its schema is {revision}); "
            "install that version or restore an older backup."
        )


def require_ready(database: Database) -> None:
    """`ConfigurationError` unless the database is at the head; it says what to do."""
    found = current_revision(database)
    require_known(found)
    if found != head_revision():
        raise ConfigurationError("The database is not ready: run kb init first.")


@contextmanager
def exclusive(database: Database) -> Iterator[Connection]:
    """A connection that holds the migration lock and has foreign keys off in SQLite.

    SQLite drops and recreates a table to alter it; with foreign keys on, the drop would
    take the child rows along.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")  # a pragma has no effect inside a transaction
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text("SELECT pg_advisory_xact_lock(727003)"))
        try:
            yield connection
            if database.is_sqlite:
                _refuse_orphans(connection)
            connection.commit()
        finally:
            connection.rollback()
            if database.is_sqlite:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.exec_driver_sql("BEGIN")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise ConfigurationError(
            f"The migration was undone: it would leave {len(orphans)} rows without their parent."
        )
