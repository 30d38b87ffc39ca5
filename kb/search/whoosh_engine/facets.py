"""How often each value of the facets stands in what was found in a segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.engine import FACETS
from kb.search.whoosh_engine.arrays import ranges
from kb.search.whoosh_engine.schema import value_field
from kb.search.whoosh_engine.segment import NO_IDS, Ids, Segment

Mask = npt.NDArray[np.bool_]
Counts = Mapping[str, Counter[str]]
_SPARSE: Final = 4  # documents in all for each that was found, from which on few are looked up


class FacetTable(NamedTuple):
    """The values of all facets by document: `sizes[d]` numbers from `firsts[d]` on.

    A number stands for a facet and a value of it.
    """

    values: tuple[tuple[str, str], ...]
    numbers: Ids
    firsts: npt.NDArray[Any]
    sizes: npt.NDArray[Any]

    def tally(self, ids: Ids) -> npt.NDArray[np.intp]:
        """In how many of these documents each value stands."""
        if len(ids) * _SPARSE < len(self.sizes):
            picked = self.numbers[ranges(self.firsts[ids], self.sizes[ids])]
        else:
            found = np.zeros(len(self.sizes), np.bool_)
            found[ids] = True
            picked = self.numbers[found.repeat(self.sizes)]
        return np.bincount(picked, minlength=len(self.values))


def facet_table(segment: Segment) -> FacetTable:
    """The values of a segment, those of deleted documents left out."""
    return segment.cache.get((segment.version, "facets"), lambda: _table(segment))


def _table(segment: Segment) -> FacetTable:
    values = [(name, value) for name in FACETS for value in segment.lexicon(value_field(name))]
    lists = [segment.postings(value_field(name), value)[0] for name, value in values]
    documents = np.concatenate([NO_IDS, *lists])
    numbers = np.repeat(np.arange(len(values), dtype=np.int32), [len(ids) for ids in lists])
    sizes = np.bincount(documents, minlength=segment.number)
    numbers = numbers[np.argsort(documents, kind="stable")]
    return FacetTable(tuple(values), numbers, np.cumsum(sizes) - sizes, sizes)


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
    present = tally.nonzero()[0]
    for number, count in zip(present.tolist(), tally[present].tolist(), strict=True):
        name, value = table.values[number]
        if name in names:
            counts[name][value] += count
