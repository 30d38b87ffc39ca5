"""PostgreSQL: a stored tsvector under a GIN index, ranked by ts_rank_cd, with ts_headline."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg

FACETS = ("kind", "jurisdiction", "status")
URL = "ARTDOCKET_BENCH_POSTGRES"  # in the environment: where the server is


class Engine:
    """One table; every thread opens a connection of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.table = f"entries_{folder.name}"
        self.connection: Any = None

    @staticmethod
    def _connect() -> Any:
        made = psycopg.connect(os.environ[URL], autocommit=True)
        made.execute("SET jit = off")
        return made

    def build(self, rows: Iterable[dict[str, Any]]) -> None:
        """COPY, then the indexes, then VACUUM ANALYZE."""
        c, table = self._connect(), self.table
        c.execute(f"DROP TABLE IF EXISTS {table}")
        c.execute(
            f"CREATE TABLE {table} (id bigint PRIMARY KEY, kind text, jurisdiction text, "
            "status text, day int, title text, text text, words tsvector GENERATED ALWAYS AS ("
            "setweight(to_tsvector('english', title), 'A') || to_tsvector('english', text)) STORED)"
        )
        names = ("id", *FACETS, "day", "title", "text")
        with c.cursor().copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
        c.execute("SET maintenance_work_mem = '512MB'")
        c.execute(f"CREATE INDEX ON {table} USING gin (words)")
        c.execute(f"CREATE INDEX ON {table} (kind, jurisdiction, day)")
        c.execute(f"VACUUM ANALYZE {table}")
        c.close()

    def open(self) -> None:
        """Open the first connection."""
        self.connection = self._connect()

    def another(self) -> Engine:
        """The same table for another thread."""
        made = Engine(self.folder)
        made.open()
        return made

    def add(self, row: dict[str, Any]) -> None:
        """Commit one entry, visible to the next search."""
        names = ("id", *FACETS, "day", "title", "text")
        places = ", ".join(["%s"] * len(names))
        self.connection.execute(
            f"INSERT INTO {self.table} ({', '.join(names)}) VALUES ({places})",
            [row[name] for name in names],
        )

    def rest(self) -> None:
        """Nothing: it cleans up by itself."""

    def search(self, query: dict[str, Any]) -> int | None:
        """A page: twenty results with snippets, the total and three facets."""
        words = query["words"]
        asked = "websearch_to_tsquery('english', %s)"
        match query["kind"]:
            case "fuzzy":
                return None
            case "phrase":
                text = '"' + " ".join(words) + '"'
            case "prefix":
                asked, text = "to_tsquery('english', %s)", f"{words[0]}:*"
            case "or4":
                text = " or ".join(words)
            case _:
                text = " ".join(words)
        return self._page(asked, text, query["filters"])

    def _page(self, asked: str, text: str, filters: dict[str, str]) -> int:
        narrowed = "".join(f" AND {name} = %s" for name in filters)
        order = "day DESC" if filters else "ts_rank_cd(words, q) DESC"
        found = f"FROM {self.table}, {asked} q WHERE words @@ q{narrowed}"
        given = [text, *filters.values()]
        self.connection.execute(
            "SELECT id, title, ts_headline('english', text, q, 'MaxWords=34, MinWords=15') FROM "
            f"(SELECT id, title, text, q {found} ORDER BY {order} LIMIT 20) best",
            given,
        ).fetchall()
        counts = self.connection.execute(
            f"SELECT kind, jurisdiction, status, count(*) {found} GROUP BY 1, 2, 3", given
        )
        total = 0
        facets: dict[tuple[str, str], int] = {}
        for *values, count in counts:
            total += count
            for name_value in zip(FACETS, values, strict=True):
                facets[name_value] = facets.get(name_value, 0) + count
        return total
