"""The public state as one SQLite file that needs nothing else to be read.

`entry` has a row for each entry with its whole document; the other tables are what the document
says, taken apart as for our own pages, and joined by `entry_id`. `metadata` says what the file is.
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Final

from sqlalchemy import Boolean, Integer
from sqlmodel import SQLModel

from kb.entries import tables
from kb.entries.documents import dump_document
from kb.entries.projection import PROJECTED, rows
from kb.entries.views import EntryPage
from kb.exports.entry_json import moment, version_url

FORMAT: Final = 1  # of the tables, also the file's user_version
_ENTRY: Final = (
    "id INTEGER PRIMARY KEY", "kind TEXT NOT NULL", "slug TEXT NOT NULL", "title TEXT NOT NULL",
    "short_name TEXT", "status TEXT", "jurisdiction TEXT NOT NULL", "language TEXT NOT NULL",
    "date TEXT", "as_of TEXT NOT NULL", "answer TEXT NOT NULL", "summary TEXT NOT NULL",
    "court TEXT", "version INTEGER NOT NULL", "published_at TEXT NOT NULL", "url TEXT NOT NULL",
    "sha256 TEXT NOT NULL", "document TEXT NOT NULL", "UNIQUE (kind, slug)",
)  # fmt: skip
_SOURCE: Final = ("key", "position", "url", "title", "publisher", "kind", "date")
#: Sources are written with their addresses; identifiers are keys for searching.
_TABLES: Final = tuple(
    table for table in PROJECTED if table not in {tables.EntrySource, tables.EntryIdentifier}
)


def write_sqlite(
    path: Path, pages: Iterable[EntryPage], *, base_url: str, metadata: Mapping[str, str]
) -> None:
    """Write the file, which must not exist."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        # The file is given its name when it is complete, so that it need not survive a crash.
        file.execute("PRAGMA journal_mode = OFF")
        file.execute("PRAGMA synchronous = OFF")
        file.execute(f"PRAGMA user_version = {FORMAT}")
        file.execute("BEGIN")
        _create(file)
        count = 0
        for count, page in enumerate(pages, start=1):
            _insert(file, count, page, base_url=base_url)
        facts = {**metadata, "entries": str(count), "format": str(FORMAT)}
        file.executemany("INSERT INTO metadata VALUES (?, ?)", facts.items())
        for name in [*(table.__tablename__ for table in _TABLES), "entry_source"]:
            file.execute(f'CREATE INDEX "ix_{name}_entry_id" ON "{name}" (entry_id)')
        file.execute("COMMIT")


def _create(file: sqlite3.Connection) -> None:
    file.execute("CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT NOT NULL)")
    file.execute(f"CREATE TABLE entry ({', '.join(_ENTRY)})")
    key = "entry_id INTEGER NOT NULL REFERENCES entry (id)"
    for table in _TABLES:
        columns = [f'"{name}" {kind}' for name, kind in _columns(table).items()]
        file.execute(f'CREATE TABLE "{table.__tablename__}" ({", ".join([key, *columns])})')
    columns = [f"{name} {'INTEGER' if name == 'position' else 'TEXT'}" for name in _SOURCE]
    file.execute(f"CREATE TABLE entry_source ({', '.join([key, *columns])})")


@cache
def _columns(table: type[SQLModel]) -> dict[str, str]:
    """The columns of a projected table without its keys, with their types."""
    columns = table.__table__.columns  # type: ignore[attr-defined]  # SQLModel hides it
    return {
        column.name: "INTEGER" if isinstance(column.type, Integer | Boolean) else "TEXT"
        for column in columns
        if column.name not in {"id", "entry_id"}
    }


def _insert(file: sqlite3.Connection, number: int, page: EntryPage, *, base_url: str) -> None:
    card, document = page.card, page.document
    entry = (
        number, card.kind, card.slug, card.title, card.short_name, card.status, card.jurisdiction,
        card.language, card.date, card.as_of, card.answer, document.summary, card.detail,
        page.version, moment(page.published_at), base_url + version_url(card, page.version),
        page.sha256, json.dumps(dump_document(document), ensure_ascii=False),
    )  # fmt: skip
    _insert_row(file, "entry", entry)
    projected = rows(document)
    for table in _TABLES:
        names = _columns(table)
        for row in projected[table]:
            values = (_value(row.get(name)) for name in names)
            _insert_row(file, str(table.__tablename__), (number, *values))
    for place, one in enumerate(document.sources):
        source = (one.id, place, one.url, one.title, one.publisher, one.kind, one.date)
        _insert_row(file, "entry_source", (number, *source))


def _insert_row(file: sqlite3.Connection, table: str, row: Sequence[object]) -> None:
    places = ", ".join("?" * len(row))
    file.execute(f'INSERT INTO "{table}" VALUES ({places})', row)  # noqa: S608  # our own names


def _value(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value
