"""Migrations run both ways on both databases and lose no row."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic import command
from sqlalchemy import inspect, text

from kb.cli.init import prepare
from kb.core import migrate
from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.settings import Settings
from kb.entries.check import check_database


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return {
            table: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in tables
        }


def test_an_empty_database_goes_up_down_and_up_again(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    assert migrate.migrate(database)
    tables = set(counts(database))
    downgrade(database, "base")
    assert set(counts(database)) <= {"alembic_version", "sqlite_sequence"}
    assert migrate.migrate(database)
    assert set(counts(database)) == tables
    assert not migrate.migrate(database)
    database.close()


def test_the_tables_are_exactly_those_that_the_code_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        command.check(migrate.alembic_config(connection))


def test_migrating_a_seeded_database_again_keeps_every_row(seeded_settings: Settings) -> None:
    with closing(Database(seeded_settings.resolved_database_url)) as database:
        before = counts(database)
        assert before["entry"] >= 398
        for target in migrate.steps()[1:]:
            downgrade(database, target)
            assert migrate.migrate(database)
        assert not migrate.migrate(database)
        check_database(database, repair=True)  # as `kb init` does: projections come back empty
        assert counts(database) == before


@pytest.mark.one_database  # reading all documents anew has tests on both
def test_init_fills_the_columns_that_a_migration_added(seeded_settings: Settings) -> None:
    with closing(Database(seeded_settings.resolved_database_url)) as database:
        downgrade(database, migrate.steps()[-1])
        prepare(seeded_settings)
        assert check_database(database) == []


def test_two_starters_migrate_once(empty_database_url: str) -> None:
    import threading

    outcomes: list[bool] = []

    def start() -> None:
        database = Database(empty_database_url)
        outcomes.append(migrate.migrate(database))
        database.close()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 3
    database = Database(empty_database_url)
    assert migrate.current_revision(database) == migrate.head_revision()
    database.close()


def test_a_database_of_a_newer_version_is_refused_in_one_sentence(database: Database) -> None:
    with database.writing() as session:
        session.connection().execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ConfigurationError, match="made by a newer version"):
        migrate.migrate(database)


def downgrade(database: Database, target: str) -> None:
    with migrate.exclusive(database) as connection:
        command.downgrade(migrate.alembic_config(connection), target)
