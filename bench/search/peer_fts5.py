"""SQLite FTS5: stemmed, BM25 with the title counting double, facets by a join of a narrow table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

FACETS = ("kind", "jurisdiction", "status")


class Engine:
    """One database; every thread opens a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.connection: sqlite3.Connection | None = None

    def _connect(self) -> sqlite3.Connection:
        made = sqlite3.connect(
            self.folder / "fts5.db", check_same_thread=False, isolation_level=None
        )
        for setting in ("journal_mode=wal", "synchronous=normal", "mmap_size=4000000000",
                        "cache_size=-65536"):  # fmt: skip
            made.execute(f"PRAGMA {setting}")
        return made

    def build(self, rows: Iterable[dict[str, Any]]) -> None:
        """One transaction, then FTS5's own optimisation."""
        c = self._connect()
        c.execute("CREATE TABLE doc (id INTEGER PRIMARY KEY, title, text)")
        c.execute("CREATE TABLE facet (id INTEGER PRIMARY KEY, kind, jurisdiction, status, day)")
        c.execute(
            "CREATE VIRTUAL TABLE fts USING fts5 (title, text, content='doc', content_rowid='id', "
            "tokenize='porter unicode61')"
        )
        c.execute("INSERT INTO fts (fts, rank) VALUES ('rank', 'bm25(2.0, 1.0)')")
        c.execute("BEGIN")
        for row in rows:
            self._put(c, row)
        c.execute("COMMIT")
        c.execute("INSERT INTO fts (fts) VALUES ('optimize')")
        c.execute("PRAGMA wal_checkpoint(truncate)")
        c.close()

    @staticmethod
    def _put(c: sqlite3.Connection, row: dict[str, Any]) -> None:
        number = row["id"]
        c.execute("INSERT INTO doc VALUES (?, ?, ?)", (number, row["title"], row["text"]))
        facets = [row[name] for name in (*FACETS, "day")]
        c.execute("INSERT INTO facet VALUES (?, ?, ?, ?, ?)", (number, *facets))
        c.execute(
            "INSERT INTO fts (rowid, title, text) VALUES (?, ?, ?)",
            (number, row["title"], row["text"]),
        )

    def open(self) -> None:
        """Open the first connection."""
        self.connection = self._connect()

    def another(self) -> Engine:
        """The same database for another thread."""
        made = Engine(self.folder)
        made.open()
        return made

    def add(self, row: dict[str, Any]) -> None:
        """Commit one entry, visible to the next search."""
        assert self.connection is not None
        self.connection.execute("BEGIN IMMEDIATE")
        self._put(self.connection, row)
        self.connection.execute("COMMIT")

    def rest(self) -> None:
        """Nothing: it merges with every change."""

    def search(self, query: dict[str, Any]) -> int | None:
        """A page: twenty results with snippets, the total and three facets."""
        words = query["words"]
        match query["kind"]:
            case "fuzzy":
                return None
            case "phrase":
                found = '"' + " ".join(words) + '"'
            case "prefix":
                found = f'"{words[0]}" *'
            case "or4":
                found = " OR ".join(f'"{word}"' for word in words)
            case _:
                found = " AND ".join(f'"{word}"' for word in words)
        return self._page(found, query["filters"])

    def _page(self, found: str, filters: dict[str, str]) -> int:
        assert self.connection is not None
        narrowed = "".join(f" AND f.{name} = ?" for name in filters)
        given = [found, *filters.values()]
        snippet = "snippet(fts, 1, '<mark>', '</mark>', '…', 34)"
        if filters:
            newest = (
                "SELECT f.id, f.day FROM fts JOIN facet f ON f.id = fts.rowid "
                f"WHERE fts MATCH ?{narrowed} ORDER BY f.day DESC LIMIT 20"
            )
            page = (
                f"SELECT d.id, d.title, {snippet} FROM ({newest}) x JOIN fts ON fts.rowid = x.id "
                "JOIN doc d ON d.id = x.id WHERE fts MATCH ? ORDER BY x.day DESC"
            )
            self.connection.execute(page, [*given, found]).fetchall()
        else:
            page = (
                f"SELECT rowid, title, {snippet} FROM fts WHERE fts MATCH ? ORDER BY rank LIMIT 20"
            )
            self.connection.execute(page, [found]).fetchall()
        counts = (
            "SELECT f.kind, f.jurisdiction, f.status, count(*) FROM fts "
            f"JOIN facet f ON f.id = fts.rowid WHERE fts MATCH ?{narrowed} GROUP BY 1, 2, 3"
        )
        total = 0
        facets: dict[tuple[str, str], int] = {}
        for *values, count in self.connection.execute(counts, given):
            total += count
            for name_value in zip(FACETS, values, strict=True):
                facets[name_value] = facets.get(name_value, 0) + count
        return total
