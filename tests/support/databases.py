"""Databases for tests: empty, migrated or seeded, each a cheap copy of a template made once a run.

A template is what a file copy (SQLite) or CREATE DATABASE … TEMPLATE (PostgreSQL) starts from.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg

from kb.core.database import Database
from kb.core.migrate import migrate
from tests.support.postgres import server_url
from tests.support.run_folder import once, run_folder

BACKENDS = tuple(os.environ.get("KB_TEST_DATABASES", "sqlite,postgresql").split(","))


class Backend(ABC):
    """A kind of database; `create` gives the address of a new one."""

    name: str

    @abstractmethod
    def create(self, folder: Path, *, template: str | None = None) -> str:
        """A database of its own, empty or a copy of the template."""

    @abstractmethod
    def drop(self, url: str) -> None:
        """Throw the database away, whoever still has it open."""

    @abstractmethod
    def make_template(self, name: str, fill: Callable[[str], None]) -> str:
        """Have `fill` fill a database, once in the run, and return what `create` takes."""

    def migrated_template(self) -> str:
        """A template with the tables and no rows."""
        return self.make_template("migrated", _migrate)


class Sqlite(Backend):
    """A database is a file."""

    name = "sqlite"

    def create(self, folder: Path, *, template: str | None = None) -> str:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "artdocket.sqlite3"
        if template:
            shutil.copyfile(template, path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Nothing: pytest removes the folder."""

    def make_template(self, name: str, fill: Callable[[str], None]) -> str:
        def make() -> dict[str, str]:
            path = run_folder() / f"template-{name}.sqlite3"
            fill(f"sqlite:///{path}")
            # One plain file: copies are taken without the write-ahead log beside it.
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.execute("PRAGMA journal_mode=DELETE")
            return {"template": str(path)}

        return once(f"sqlite-{name}", make)["template"]


class Postgresql(Backend):
    """A database is one of the run's own server."""

    name = "postgresql"
    _numbers = itertools.count()

    def create(self, folder: Path, *, template: str | None = None) -> str:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        name = f"test_{worker}_{next(self._numbers)}"
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template or "template0"}"')
        return f"{server_url()}/{name}"

    def drop(self, url: str) -> None:
        name = url.rsplit("/", 1)[-1]
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def make_template(self, name: str, fill: Callable[[str], None]) -> str:
        def make() -> dict[str, str]:
            template = f"template_{name}"
            self._execute(f'CREATE DATABASE "{template}" TEMPLATE template0')
            fill(f"{server_url()}/{template}")
            return {"template": template}

        return once(f"postgresql-{name}", make)["template"]

    @staticmethod
    def _execute(statement: str) -> None:
        address = server_url().replace("+psycopg", "", 1) + "/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())


def backend_named(name: str) -> Backend:
    """The backend that a test's parameter names."""
    return {"sqlite": Sqlite, "postgresql": Postgresql}[name]()


def _migrate(url: str) -> None:
    database = Database(url)
    try:
        migrate(database)
    finally:
        database.close()
