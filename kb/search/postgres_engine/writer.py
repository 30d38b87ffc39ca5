"""Writes the index: one transaction for every change, and one for a whole rebuild.

Whoever writes holds an advisory lock until the transaction ends, so a process that is killed
leaves neither a lock nor half a generation behind.
"""

from __future__ import annotations

import secrets
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

import numpy as np
from psycopg import sql
from sqlalchemy import ARRAY, Integer, Table, delete, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection
from sqlalchemy.schema import CreateSchema, DropSchema

from kb.core.database import Database
from kb.search.engine import IndexBusy, IndexDocument
from kb.search.postgres_engine.lexicon import numbers_of
from kb.search.postgres_engine.rows import POSTING, Analysed, Pair, analysed
from kb.search.postgres_engine.tables import (
    VERSION,
    create_generation,
    create_indexes,
    create_pointer,
    current,
    documents,
    located,
    stretches,
    vocabulary,
)

LOCK_WAIT: Final = 10.0  # seconds
_RETRY: Final = 0.05
_LOCKS: Final = 727005  # the advisory locks of search indexes
_BATCH: Final = 200  # documents


class Numbers:
    """The numbers of terms; one that is new gets the next number."""

    def __init__(self, known: dict[Pair, int], last: int) -> None:
        self.known = known
        self.last = last
        self.new: list[Pair] = []
        self.counts: Counter[int] = Counter()  # documents more or fewer that have the term

    def of(self, pair: Pair) -> int:
        """The number of a term."""
        number = self.known.get(pair)
        if number is None:
            self.last += 1
            number = self.known[pair] = self.last
            self.new.append(pair)
        return number


class Writer:
    """Writes one generation inside a transaction."""

    def __init__(self, connection: Connection, home: str, generation: str) -> None:
        self.connection = located(connection, home, generation)
        self.generation = generation

    @classmethod
    def of_new_generation(cls, connection: Connection, home: str) -> Writer:
        """A writer of a generation that is made here."""
        generation = f"{home}_g{secrets.token_hex(6)}"
        connection.execute(CreateSchema(generation))
        writer = cls(connection, home, generation)
        create_generation(writer.connection)
        return writer

    def fill(self, found: Iterable[IndexDocument]) -> int:
        """Write all documents of a new generation; how many they are."""
        numbers = Numbers({}, 0)
        keys: set[str] = set()
        rest = iter(found)
        while batch := list(islice(rest, _BATCH)):
            made = [analysed(document) for document in batch]
            self._add(made, numbers, first=len(keys) + 1)
            keys.update(one.key for one in made)
        self._record_terms(numbers)
        create_indexes(self.connection)
        for table in (documents, stretches, vocabulary):
            self.connection.exec_driver_sql(f'ANALYZE "{self.generation}"."{table.name}"')
        return len(keys)

    def change(self, put: Collection[IndexDocument], gone: Collection[str]) -> int:
        """Replace and remove documents; how many more there are."""
        made = [analysed(document) for document in put]
        pairs = {pair for one in made for pair in one.pairs()}
        known = {pair: entry.id for pair, entry in numbers_of(self.connection, pairs).items()}
        numbers = Numbers(known, self._last(vocabulary))
        removed = self._remove([*gone, *(one.key for one in made)], numbers)
        self._add(made, numbers, first=self._last(documents) + 1)
        self._record_terms(numbers)
        return len(made) - removed

    def _last(self, table: Table) -> int:
        return self.connection.execute(select(func.max(table.c.id))).scalar() or 0

    def _remove(self, keys: Collection[str], numbers: Numbers) -> int:
        query = delete(documents).where(documents.c.key.in_(keys))
        columns = documents.c.id, documents.c.postings, documents.c.captured_postings
        rows = self.connection.execute(query.returning(*columns)).all()
        for row in rows:
            held = np.frombuffer(row.postings + row.captured_postings, POSTING)
            numbers.counts.subtract(held["term"].tolist())
        ids = [row.id for row in rows]
        self.connection.execute(delete(stretches).where(stretches.c.document.in_(ids)))
        return len(rows)

    def _add(self, made: Collection[Analysed], numbers: Numbers, *, first: int) -> None:
        for one in made:
            numbers.counts.update(numbers.of(pair) for pair in one.postings)
        numbered = list(enumerate(made, first))
        self._copy(documents, (one.document_row(numbers.of, id_) for id_, one in numbered))
        self._copy(
            stretches, (row for id_, one in numbered for row in one.stretch_rows(numbers.of, id_))
        )

    def _record_terms(self, numbers: Numbers) -> None:
        """Write the new terms, and of the others how many documents have them now."""
        counts = numbers.counts
        self._copy(
            vocabulary,
            (
                {"id": (id_ := numbers.known[field, term]), "field": field, "term": term,
                 "documents": counts.pop(id_, 0)}
                for field, term in numbers.new
            ),
        )  # fmt: skip
        changed = [(id_, more) for id_, more in counts.items() if more]
        if not changed:
            return
        ids, more = zip(*changed, strict=True)
        changes = func.unnest(
            literal(list(ids), ARRAY(Integer)), literal(list(more), ARRAY(Integer))
        ).table_valued("id", "more", name="changes").render_derived()  # fmt: skip
        self.connection.execute(
            update(vocabulary)
            .values(documents=vocabulary.c.documents + changes.c.more)
            .where(vocabulary.c.id == changes.c.id)
        )

    def _copy(self, table: Table, rows: Iterable[dict[str, Any]]) -> None:
        names = [column.name for column in table.columns]
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(self.generation, table.name),
            sql.SQL(", ").join(map(sql.Identifier, names)),
        )
        driver: Any = self.connection.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])

    def switch(self, *, last_outbox_id: int, documents_in_all: int) -> None:
        """Make this generation the one that is read, or say that it has changed."""
        values = {
            "generation": self.generation,
            "version": VERSION,
            "last_outbox_id": last_outbox_id,
            "documents": documents_in_all,
        }
        query = insert(current).values(single=1, commits=1, **values)
        self.connection.execute(
            query.on_conflict_do_update(
                index_elements=[current.c.single],
                set_={**values, "commits": current.c.commits + 1},
            )
        )


@contextmanager
def writing(database: Database, home: str, *, wait: float) -> Iterator[Connection]:
    """A transaction that alone may write to the index; `IndexBusy` if another does for too long."""
    with database.writing() as session:
        connection = located(session.connection(), home)
        lock = select(
            func.pg_try_advisory_xact_lock(_LOCKS, zlib.crc32(home.encode()) & 0x7FFFFFFF)
        )
        deadline = time.monotonic() + wait
        while not connection.execute(lock).scalar():
            if time.monotonic() >= deadline:
                raise IndexBusy("Another process is writing to the search index.")
            time.sleep(_RETRY)
        connection.execute(CreateSchema(home, if_not_exists=True))
        create_pointer(connection)
        yield connection


def drop_others(connection: Connection, home: str, kept: str) -> None:
    """Drop every generation but one: the last one, and what an older version left."""
    query = text("SELECT nspname FROM pg_namespace WHERE nspname ~ :form AND nspname <> :kept")
    names = connection.execute(query, {"form": f"^{home}_g[0-9a-f]{{12}}$", "kept": kept})
    for name in names.scalars().all():
        connection.execute(DropSchema(name, cascade=True))
