"""Some documents of the index, read whole, so that they can be scored and explained.

To the executor they are a segment: it scores them exactly as it scores the embedded index, by
what is counted over the whole of this one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sqlalchemy import select
from sqlalchemy.engine import Connection

from kb.search.postgres_engine.asked import Pattern, asks_for_captured, asks_for_places
from kb.search.postgres_engine.rows import PLACE, POSTING, Pair
from kb.search.postgres_engine.tables import documents
from kb.search.tree import Node
from kb.search.whoosh_engine.arrays import NO_IDS, NO_PLACES, NO_WEIGHTS, POSITION_BITS, Places
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.postings import Ids, Weights
from kb.search.whoosh_engine.segment import Days, Segment, Spans, spans_of

Array = npt.NDArray[Any]
_NOWHERE: Final = slice(0, 0)
#: What is read of a document in any case, and where words stand in it.
_SCORED: Final = ("postings", "key", "title_sort", "day_first", "day_last", "day_sort")
_PLACED: Final = ("places", "spans")
_CAPTURED: Final = ("captured_postings", "captured_places", "captured_spans")
Loaded = tuple[Any, ...]


def columns_for(tree: Node, *, placed: bool = False) -> tuple[str, ...]:
    """The columns that are needed to score a tree, or to say where its words stand (`placed`)."""
    captured = asks_for_captured(tree)
    placed = placed or captured or asks_for_places(tree)
    return _SCORED + (_PLACED if placed else ()) + (_CAPTURED if captured else ())


def load(
    connection: Connection, cache: ArrayCache, generation: str, ids: Sequence[int],
    names: tuple[str, ...],
) -> list[Loaded]:  # fmt: skip
    """The columns of documents in the order of the ids; what was read before is kept."""
    keys = {id_: (generation, names, id_) for id_ in ids}
    held = {id_: cache.peek(key) for id_, key in keys.items()}
    missing = [id_ for id_, columns in held.items() if columns is None]
    if missing:
        columns = [documents.c[name] for name in names]
        query = select(documents.c.id, *columns).where(documents.c.id.in_(missing))
        for id_, *values in connection.execute(query):
            held[id_] = cache.get(keys[id_], partial(_same, tuple(values)))
    return [held[id_] for id_ in ids]  # type: ignore[misc]  # all were filled above


def _same(loaded: Loaded) -> Loaded:
    return loaded


class Candidates(Segment):
    """Documents as a segment that knows the terms of one query."""

    def __init__(
        self,
        loaded: Sequence[Loaded],
        names: tuple[str, ...],
        *,
        numbers: Mapping[Pair, int],
        words: Callable[[Pattern], Sequence[str]],
    ) -> None:
        self.id, self.live, self.version = "candidates", None, ("candidates", 0)
        self.cache = ArrayCache(0)  # of this query alone
        self.number = self.count = len(loaded)
        self.numbers = numbers
        self.words = words
        self._loaded = dict(zip(names, zip(*loaded, strict=True), strict=True))
        packed = self._packed("postings")
        table = np.frombuffer(b"".join(packed), POSTING)
        sizes = [len(one) // POSTING.itemsize for one in packed]
        of_term, counts = table["term"].copy(), table["count"].astype(np.int64)
        kept = np.flatnonzero(np.isin(of_term, np.fromiter(numbers.values(), np.uint32)))
        kept = kept[np.argsort(of_term[kept], kind="stable")]
        self._owners: Ids = np.repeat(np.arange(self.number, dtype=np.int32), sizes)[kept]
        self._weights: Weights = table["weight"][kept]
        self._counts: Array = counts[kept]
        self._firsts: Array = (np.cumsum(counts) - counts)[kept]
        held, firsts = np.unique(of_term[kept], return_index=True)
        ends = np.append(firsts[1:], len(kept))
        self._ranges = dict(zip(held.tolist(), map(slice, firsts, ends), strict=True))
        self._every_place: Array | None = None

    def _packed(self, name: str) -> list[bytes]:
        """A column of bytes by document, with what is of its captured texts at the end."""
        captured = self._loaded.get(f"captured_{name}")
        if captured is None:
            return list(self._loaded[name])
        return [*map(b"".join, zip(self._loaded[name], captured, strict=True))]

    def _range(self, field: str, term: str) -> slice:
        number = self.numbers.get((field, term))
        return _NOWHERE if number is None else self._ranges.get(number, _NOWHERE)

    def postings(self, field: str, term: str) -> tuple[Ids, Weights]:
        """The documents that have the term, ascending, and its weight in each."""
        if field == "key":
            return self._with_key(term)
        found = self._range(field, term)
        if found.start == found.stop:
            return NO_IDS, NO_WEIGHTS
        return self._owners[found], self._weights[found]

    def present(self, field: str, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the forms of a word that the index has."""
        return tuple(form for form in forms if (field, form) in self.numbers)

    def _with_key(self, key: str) -> tuple[Ids, Weights]:
        """The document with the key, which is no term here but a column."""
        if key not in self._loaded["key"]:
            return NO_IDS, NO_WEIGHTS
        return np.array([self._loaded["key"].index(key)], np.int32), np.ones(1, np.float32)

    def places(self, field: str, term: str) -> Places:
        """Every occurrence of the term, ascending."""
        found = self._range(field, term)
        if found.start == found.stop:
            return NO_PLACES
        if self._every_place is None:
            self._every_place = np.frombuffer(b"".join(self._packed("places")), PLACE)
        counts = self._counts[found]
        ends = np.cumsum(counts)
        at = np.repeat(self._firsts[found] - (ends - counts), counts) + np.arange(ends[-1])
        owners = np.repeat(self._owners[found].astype(np.int64), counts)
        places: Places = (owners << POSITION_BITS) + self._every_place[at]
        return places

    def matching(self, field: str, pattern: Pattern) -> list[str]:
        """The terms of a field that a pattern means, of which `words` knows."""
        return [*self.words(pattern)]

    def days(self, name: str) -> Days:
        """A column of days by document."""
        return np.array(self._loaded[name], np.int64)

    def texts(self, name: str) -> list[str]:
        """A column of texts by document."""
        return list(self._loaded[name])

    def spans(self, *, captured: bool = False) -> Spans:
        """The stretches of every document; with `captured` all of them."""
        return spans_of(self._packed("spans") if captured else self._loaded["spans"])
