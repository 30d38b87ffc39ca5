"""How often each value of the facets stands in what was found in a segment."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.engine import FACETS
from kb.search.whoosh_engine.postings import Ids
from kb.search.whoosh_engine.schema import value_field
from kb.search.whoosh_engine.segment import Segment

Mask = npt.NDArray[np.bool_]
Bits = npt.NDArray[np.uint64]
Counts = Mapping[str, dict[str, int]]
_WORD: Final = 64  # documents
_EVERY: Final = slice(None)
_SPARSE: Final = 80  # documents in all for each that was found, from which on bits are picked


class FacetTable(NamedTuple):
    """A row of bits, one for each document, for every value of all facets.

    `values` and `names` are those of the rows and of their facets, `columns` tell which rows
    each facet has, `rows` where each value of a facet stands.
    """

    values: tuple[str, ...]
    names: tuple[str, ...]
    columns: Mapping[str, slice]
    rows: Mapping[tuple[str, str], int]
    bits: Bits

    def tally(self, ids: Ids) -> npt.NDArray[np.uint32]:
        """In how many of these documents each value stands."""
        if len(ids) * _SPARSE >= self.bits.shape[1] * _WORD:
            return self.tally_of(packed(self.mask(ids)))
        picked = self.bits.view(np.uint8)[:, ids >> 3] >> (7 - (ids & 7)).astype(np.uint8)
        return _sums(picked & 1)

    def tally_of(self, documents: Bits, rows: slice = _EVERY) -> npt.NDArray[np.uint32]:
        """The same for documents that are given as a row of bits, of some values alone."""
        return _sums(np.bitwise_count(self.bits[rows] & documents))

    def having(self, name: str, values: Iterable[str]) -> Bits:
        """Which documents have any of these values of a facet."""
        found = np.zeros(self.bits.shape[1], np.uint64)
        for value in values:
            row = self.rows.get((name, value))
            if row is not None:
                found |= self.bits[row]
        return found

    def mask(self, ids: Ids) -> Mask:
        """Which documents these are, and none behind the last document of the segment."""
        found = np.zeros(self.bits.shape[1] * _WORD, np.bool_)
        found[ids] = True
        return found

    def add_to(
        self, into: Counts, tally: npt.NDArray[np.uint32], rows: slice = _EVERY,
        without: Collection[str] = (),
    ) -> None:  # fmt: skip
        """Add how often the values of these rows stand anywhere, but not those of some facets."""
        there = tally.nonzero()[0]
        numbers = (there + (rows.start or 0)).tolist()
        for row, number in zip(numbers, tally[there].tolist(), strict=True):
            name = self.names[row]
            if name not in without:
                held, value = into[name], self.values[row]
                held[value] = held.get(value, 0) + number


def packed(mask: Mask) -> Bits:
    """A mask as a row of bits."""
    return np.packbits(mask).view(np.uint64)


def unpacked(bits: Bits) -> Mask:
    """A row of bits as a mask."""
    return np.unpackbits(bits.view(np.uint8)).view(np.bool_)


def _sums(rows: npt.NDArray[Any]) -> npt.NDArray[np.uint32]:
    found: npt.NDArray[np.uint32] = rows.sum(axis=1, dtype=np.uint32)
    return found


def facet_table(segment: Segment) -> FacetTable:
    """The values of a segment, those of deleted documents left out."""
    return segment.cache.get((segment.version, "facets"), lambda: _table(segment))


def _table(segment: Segment) -> FacetTable:
    values: list[str] = []
    columns: dict[str, slice] = {}
    size = -(-segment.number // _WORD) * _WORD
    rows = [np.empty(0, np.uint8)]
    for name in FACETS:
        held, numbers, ids = segment.values(value_field(name))
        having = np.zeros((len(held), size), np.bool_)
        having[numbers, ids] = True
        rows.append(np.packbits(having))
        columns[name] = slice(len(values), len(values) + len(held))
        values += held
    bits = np.concatenate(rows).reshape(len(values), size // 8).view(np.uint64)
    places = {
        (name, values[row]): row
        for name, column in columns.items()
        for row in range(column.start, column.stop)
    }
    names = tuple(name for name, _ in places)
    return FacetTable(tuple(values), names, columns, places, bits)


def count_facets(
    table: FacetTable, found: Ids, kept: Ids, passing: Mapping[str, Bits], counts: Counts
) -> None:
    """Count what was found; a facet counts it under every filter but its own.

    `kept` is what all filters leave of what was found, `passing` what each of them lets pass.
    """
    if len(kept):
        table.add_to(counts, table.tally(kept), without=passing)
    own = passing.keys() & set(FACETS)
    if not own:
        return
    every = packed(table.mask(found))
    for name in own:
        others = (row for other, row in passing.items() if other != name)
        documents = reduce(np.bitwise_and, others, every)
        rows = table.columns[name]
        table.add_to(counts, table.tally_of(documents, rows), rows)
