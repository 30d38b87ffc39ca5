"""How often each value of the facets stands in what was found in a segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.engine import FACETS
from kb.search.whoosh_engine.postings import Ids
from kb.search.whoosh_engine.schema import value_field
from kb.search.whoosh_engine.segment import Segment

Mask = npt.NDArray[np.bool_]
Counts = Mapping[str, Counter[str]]
_WORD: Final = 64  # documents
_SPARSE: Final = 80  # documents in all for each that was found, from which on bits are picked


class FacetTable(NamedTuple):
    """A row of bits, one for each document, for every value of all facets.

    `values` are those of the rows, `columns` tell which rows each facet has.
    """

    values: tuple[str, ...]
    columns: Mapping[str, slice]
    bits: npt.NDArray[np.uint64]

    def tally(self, ids: Ids) -> npt.NDArray[np.uint32]:
        """In how many of these documents each value stands."""
        size = self.bits.shape[1] * _WORD
        if len(ids) * _SPARSE < size:
            picked = self.bits.view(np.uint8)[:, ids >> 3] >> (7 - (ids & 7)).astype(np.uint8)
            return _sums(picked & 1)
        found = np.zeros(size, np.bool_)
        found[ids] = True
        common = self.bits & np.packbits(found).view(np.uint64)
        return _sums(np.bitwise_count(common))


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
        field = value_field(name)
        first = len(values)
        for value in segment.lexicon(field):
            having = np.zeros(size, np.bool_)
            having[segment.postings(field, value)[0]] = True
            rows.append(np.packbits(having))
            values.append(value)
        columns[name] = slice(first, len(values))
    bits = np.concatenate(rows).reshape(len(values), size // 8).view(np.uint64)
    return FacetTable(tuple(values), columns, bits)


def count_facets(segment: Segment, ids: Ids, masks: Mapping[str, Mask], counts: Counts) -> None:
    """Count what is found; a facet counts it under every filter but its own."""
    table = facet_table(segment)
    kept = ids
    for mask in masks.values():
        kept = kept[mask[kept]]
    _count(table, kept, [name for name in FACETS if name not in masks], counts)
    for own in masks.keys() & set(FACETS):
        kept = ids
        for name, mask in masks.items():
            if name != own:
                kept = kept[mask[kept]]
        _count(table, kept, [own], counts)


def _count(table: FacetTable, ids: Ids, names: list[str], counts: Counts) -> None:
    if not len(ids):
        return
    tally = table.tally(ids)
    for name in names:
        values, found = table.values[table.columns[name]], tally[table.columns[name]].tolist()
        counts[name].update({
            value: count for value, count in zip(values, found, strict=True) if count
        })  # fmt: skip
