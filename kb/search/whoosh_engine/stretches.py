"""Queries that look into stretches of texts: the statements of an entry, or all else of it.

A segment is seen as if each stretch were a document of its own, so that the same executor
evaluates a tree over them; what is found leads to the entries that have it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from kb.search import terms
from kb.search.narrowing import CAPTURES
from kb.search.tree import (
    Everything,
    Fuzzy,
    Named,
    Node,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)
from kb.search.whoosh_engine.arrays import (
    NO_IDS,
    NO_PLACES,
    NO_WEIGHTS,
    NOT_FOUND,
    POSITION_BITS,
    Found,
    Places,
    firsts_of,
)
from kb.search.whoosh_engine.executor import Executor
from kb.search.whoosh_engine.postings import Ids, Weights
from kb.search.whoosh_engine.segment import Segment, Spans

_POSITION = (1 << POSITION_BITS) - 1
_ZONES = len(terms.ZONES)  # the kinds before this number are no statements


class Stretches(Segment):
    """A segment of which each stretch of the wanted groups counts as a document.

    What is no statement counts as one stretch, that of the entry's first words.
    """

    def __init__(self, segment: Segment, groups: tuple[str, ...]) -> None:
        self.segment = segment
        self.id, self.live, self.version = segment.id, None, segment.version
        self.has_captured = CAPTURES in groups
        self._spans = spans = segment.spans(captured=self.has_captured)
        self.starts, self.documents = spans.starts, spans.documents
        self.number = self.count = len(spans.starts)
        first = np.searchsorted(spans.documents, np.arange(segment.number, dtype=np.int32))
        is_zone = spans.kinds < _ZONES
        owners = np.where(is_zone, first[spans.documents], np.arange(self.number))
        self.owners: Ids = owners.astype(np.int32)
        names = np.array([kind in groups for kind in terms.SPAN_KINDS])
        names[:_ZONES] = "entries" in groups
        self.wanted: npt.NDArray[np.bool_] = names[spans.kinds]
        if segment.live is not None:
            self.wanted = self.wanted & segment.live[spans.documents]

    def spans(self, *, captured: bool = False) -> Spans:
        """The stretches that were looked into, and those beside them."""
        return self._spans

    def every(self) -> Ids:
        """All stretches of the groups, ascending."""
        return np.unique(self.owners[self.wanted])

    def _at(self, field: str, term: str) -> tuple[Ids, Places]:
        """The stretches in which the term stands, and the places."""
        places = self.segment.places(field, term)
        if not len(places):
            return NO_IDS, NO_PLACES
        at = np.searchsorted(self.starts, places, "right") - 1
        kept = self.wanted[at]
        return self.owners[at[kept]], places[kept]

    def present(self, field: str, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the forms that stand anywhere in the segment."""
        return self.segment.present(field, forms)

    def postings(self, field: str, term: str) -> tuple[Ids, Weights]:
        """The stretches that have the term, ascending, and how often."""
        found = self._at(field, term)[0]
        if not len(found):
            return NO_IDS, NO_WEIGHTS
        ids, counts = np.unique(found, return_counts=True)
        return ids, counts.astype(np.float32)

    def places(self, field: str, term: str) -> Places:
        """Every occurrence in the stretches, ascending."""
        found, places = self._at(field, term)
        return np.sort((found.astype(np.int64) << POSITION_BITS) + (places & _POSITION))

    def any_form(self, field: str, forms: tuple[str, ...]) -> Found:
        """The stretches that have a form of a word."""
        return self._any_form(field, self.present(field, forms))

    def any_place(self, field: str, forms: tuple[str, ...]) -> Places:
        """Every occurrence of a form of a word in the stretches, ascending."""
        return self._any_place(field, self.present(field, forms))

    def matching(self, field: str, pattern: Prefix | Wildcard | Fuzzy) -> list[str]:
        """The terms of the whole segment that a pattern means."""
        return self.segment.matching(field, pattern)


class StretchExecutor(Executor):
    """Evaluates a tree over stretches; what is no word of the text is asked of the entry."""

    def __init__(self, entries: Executor, groups: tuple[str, ...]) -> None:
        self.stretches = Stretches(entries.segment, groups)
        super().__init__(self.stretches, entries.statistics, entries.limits)
        self.entries = entries

    def run(self, node: Node) -> Found:
        """The stretches that a tree finds."""
        return self._of_entries(node) if isinstance(node, Within) else super().run(node)

    def _leaf(self, node: Node) -> Found:
        match node:
            case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy() if node.scope == "text":
                return super()._leaf(node)
            case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy() if node.scope == "captured":
                return super()._leaf(node) if self.stretches.has_captured else NOT_FOUND
            case Everything():
                return super()._leaf(node)
            case Named():
                return NOT_FOUND
            case _:
                return self._of_entries(node)

    def _of_entries(self, node: Node) -> Found:
        """Every stretch of the entries that the node finds."""
        found, weights = self.entries.run(node)
        scores = np.full(self.entries.segment.number, -1.0, np.float32)
        scores[found] = weights
        ids = self.stretches.every()
        ids = ids[scores[self.stretches.documents[ids]] >= 0]
        return ids, scores[self.stretches.documents[ids]]


class EntryExecutor(Executor):
    """Evaluates whole queries: over entries, and inside `Within` over stretches."""

    def run(self, node: Node) -> Found:
        """The entries that a tree finds."""
        return self._within(node) if isinstance(node, Within) else super().run(node)

    def stretch(self, groups: tuple[str, ...]) -> StretchExecutor:
        """What evaluates the inside of `Within`."""
        return StretchExecutor(self, groups)

    def _within(self, node: Within) -> Found:
        inside = self.stretch(node.groups)
        ids, scores = inside.run(node.child)
        if not len(ids):
            return NOT_FOUND
        entries = inside.stretches.documents[ids]
        firsts = firsts_of(entries)
        return entries[firsts], np.maximum.reduceat(scores, firsts)
