"""What is known of all documents by their ids: when each is dated, and its values of the facets.

A document never changes under its id, and no id is used twice within a generation: so what is
known stays, and after a commit only what is new is asked for.
"""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kb.search.engine import FACETS
from kb.search.postgres_engine.rowsets import Numbers
from kb.search.postgres_engine.tables import documents, vocabulary
from kb.search.whoosh_engine.arrays import ranges
from kb.search.whoosh_engine.schema import value_field

_FIELDS: Final = {value_field(name): name for name in FACETS}
Array = npt.NDArray[Any]


class Known:
    """Of one generation; threads may share it."""

    def __init__(self, generation: str) -> None:
        self.generation = generation
        self._lock = threading.Lock()
        self._commits = -1
        self._ids: Array = np.empty(0, np.int64)
        self._days: Array = np.empty(0, np.int64)
        self._firsts: Array = np.empty(0, np.int64)
        self._sizes: Array = np.empty(0, np.int64)
        self._values: Array = np.empty(0, np.int64)
        self._names: dict[int, tuple[str, str]] = {}

    def follow(self, connection: Connection, commits: int) -> None:
        """Ask for what is new since the last commit that was followed."""
        with self._lock:
            if commits > self._commits:
                self._extend(connection)
                self._commits = commits

    def _extend(self, connection: Connection) -> None:
        last = int(self._ids[-1]) if len(self._ids) else 0
        columns = documents.c
        query = select(columns.id, columns.day_sort, columns.facets).where(columns.id > last)
        rows = connection.execute(query.order_by(columns.id)).all()
        if not rows:
            return
        sizes = np.array([len(row.facets) for row in rows], np.int64)
        values = [value for row in rows for value in row.facets]
        if not self._names.keys() >= set(values):
            self._learn_names(connection)
        self._firsts = np.append(self._firsts, len(self._values) + np.cumsum(sizes) - sizes)
        self._sizes = np.append(self._sizes, sizes)
        self._values = np.append(self._values, np.array(values, np.int64))
        self._days = np.append(self._days, np.array([row.day_sort for row in rows], np.int64))
        self._ids = np.append(self._ids, np.array([row.id for row in rows], np.int64))

    def _learn_names(self, connection: Connection) -> None:
        columns = vocabulary.c
        query = select(columns.id, columns.field, columns.term).where(columns.field.in_(_FIELDS))
        for row in connection.execute(query):
            self._names[row.id] = _FIELDS[row.field], row.term

    def days(self, ids: Numbers) -> Array:
        """The day by which each of the documents is sorted."""
        days: Array = self._days[self._ids.searchsorted(ids)]
        return days

    def tally(self, ids: Numbers) -> dict[str, Counter[str]]:
        """How many of the documents have each value, by facet."""
        at = self._ids.searchsorted(ids)
        picked = self._values[ranges(self._firsts[at], self._sizes[at])]
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        numbers, found = np.unique(picked, return_counts=True)
        for number, count in zip(numbers.tolist(), found.tolist(), strict=True):
            name, value = self._names[number]
            counts[name][value] = count
        return counts
