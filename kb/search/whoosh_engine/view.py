"""One generation of the index, read-only: its segments, and what is counted over all of them."""

from __future__ import annotations

import heapq
import math
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any, Final

import numpy as np

from kb.search.engine import FACETS, Contribution, Key
from kb.search.facets import facet_counts
from kb.search.lines import Lines
from kb.search.reader import Selection, Wanted
from kb.search.results import Statements
from kb.search.spellings import spellings_of
from kb.search.tree import Forms, Fuzzy, Node, Prefix, Value, Wildcard
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.damage import raw_read
from kb.search.whoosh_engine.executor import Limits
from kb.search.whoosh_engine.explain import Explainer
from kb.search.whoosh_engine.facets import count_facets, facet_table, packed, unpacked
from kb.search.whoosh_engine.postings import Ids, Weights
from kb.search.whoosh_engine.ranking import page
from kb.search.whoosh_engine.schema import exact_field, index_key, stem_field, value_field
from kb.search.whoosh_engine.segment import Segment
from kb.search.whoosh_engine.segment_file import SegmentFile
from kb.search.whoosh_engine.stretches import EntryExecutor

_WORDS: Final = exact_field("text")


@dataclass(frozen=True)
class Row:
    """A document that was found, and where it stands."""

    segment: Segment
    number: int
    score: float

    @property
    def key(self) -> Key:
        kind, _, slug = self.segment.text("key_sort", self.number).partition("/")
        return kind, slug

    @property
    def stored(self) -> dict[str, Any]:
        return self.segment.stored(self.number)

    @property
    def lines(self) -> Lines:
        return self.segment.lines(self.number)

    def captured(self) -> Statements:
        return self.segment.captured(self.number)

    def has_word(self, word: str) -> bool:
        ids = self.segment.postings(_WORDS, word)[0]
        return bool((ids == self.number).any())


class View:
    """Never changed once made, so threads may share it. Segments are taken over from `before`."""

    def __init__(
        self, folder: Path, segments: Iterable[Any], cache: ArrayCache, before: View | None = None
    ) -> None:
        """A view of the segments that a table of contents of Whoosh's names."""
        known = {segment.id: segment for segment in before.segments} if before else {}
        self.segments: list[Segment] = []
        with raw_read():
            for found in segments:
                same = known.get(found.segment_id())
                deleted = frozenset(found.deleted_docs())
                if same is not None and same.version == (same.id, len(deleted)):
                    self.segments.append(same)
                elif found.doc_count_all():
                    file = same.file if same is not None else SegmentFile(folder, found)
                    self.segments.append(Segment(file, deleted, cache))
        self.documents = sum(segment.count for segment in self.segments)
        self._idf: dict[tuple[str, Forms], float] = {}
        self._vocabulary: dict[str, int] | None = None
        self._languages, self._courts = self._values("lang"), self._values("court")

    # -- statistics

    def idf(self, field: str, forms: Forms) -> float:
        """How rare a word is: the logarithm of one in how many documents has it."""
        known = self._idf.get((field, forms))
        if known is None:
            having = sum(len(segment.any_form(field, forms)[0]) for segment in self.segments)
            known = math.log(1 + (self.documents - having + 0.5) / (having + 0.5))
            self._idf[field, forms] = known
        return known

    def languages(self) -> frozenset[str]:
        """The languages of the documents."""
        return self._languages

    def courts(self) -> frozenset[str]:
        """The ids of the courts of the documents."""
        return self._courts

    def _values(self, name: str) -> frozenset[str]:
        field = value_field(name)
        return frozenset(value for segment in self.segments for value in segment.lexicon(field))

    def frequency(self, word: str) -> int:
        """In how many documents a folded word stands."""
        return sum(len(segment.postings(_WORDS, word)[0]) for segment in self.segments)

    def vocabulary(self) -> dict[str, int]:
        """Every folded word, with about how many documents have it."""
        if self._vocabulary is None:
            counts: Counter[str] = Counter()
            for segment in self.segments:
                counts.update(segment.lexicon(_WORDS))
            self._vocabulary = dict(counts)
        return self._vocabulary

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words that a pattern means, in order."""
        field = exact_field(node.scope)
        return sorted({word for segment in self.segments for word in segment.matching(field, node)})

    def warm(self, *, words: int, until: float) -> None:
        """Decode facets, columns and the commonest words, up to a number and a moment."""
        spellings_of(self.vocabulary()).arrange()
        name = stem_field("text")
        for segment in self.segments:
            facet_table(segment)
            segment.days("day_sort")
            lexicon = segment.lexicon(name)
            for word in heapq.nlargest(words, lexicon, key=lexicon.__getitem__):
                if time.monotonic() > until:
                    return
                segment.postings(name, word)

    # -- selection

    def select(
        self, tree: Node, filters: Mapping[str, tuple[str, ...]], limits: tuple[Node, ...],
        wanted: Wanted,
    ) -> Selection:  # fmt: skip
        """Evaluate a tree. `filters` have facets of their own, `limits` only narrow."""
        notes = Limits()
        unfiltered = 0
        found: list[tuple[Segment, Ids, Weights]] = []
        counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        for segment in self.segments:
            executor = EntryExecutor(segment, self, notes)
            ids, scores = executor.run(tree)
            if not len(ids):
                continue
            unfiltered += len(ids)
            table = facet_table(segment)
            for limit in limits:
                kept = table.mask(executor.run(limit)[0])[ids]
                ids, scores = ids[kept], scores[kept]
            passing = {
                name: table.having(name, values)
                if name in FACETS
                else packed(table.mask(executor.run(Value(name, values))[0]))
                for name, values in filters.items()
                if values
            }
            every = ids
            if passing:
                kept = unpacked(reduce(np.bitwise_and, passing.values()))[ids]
                ids, scores = ids[kept], scores[kept]
            if wanted.facets:
                count_facets(table, every, ids, passing, counts)
            found.append((segment, ids, scores))
        total = sum(len(ids) for _, ids, _ in found)
        facets = {name: facet_counts(name, counts[name], filters) for name in FACETS}
        rows = [Row(*ranked) for ranked in page(found, wanted)] if wanted.count else []
        return Selection(
            total, rows, facets if wanted.facets else {}, notes.cut_short, unfiltered=unfiltered
        )

    def explain(self, tree: Node, rows: Sequence[Row]) -> list[tuple[Contribution, ...]]:
        """Why each of the rows has its score."""
        explainers: dict[int, Explainer] = {}
        found: list[tuple[Contribution, ...]] = []
        for row in rows:
            explainer = explainers.get(id(row.segment))
            if explainer is None:
                executor = EntryExecutor(row.segment, self, Limits())
                explainer = explainers[id(row.segment)] = Explainer(executor)
            found.append(tuple(explainer.parts(tree, row.number)))
        return found

    def find(self, key: Key) -> Row | None:
        """The document with this key."""
        for segment in self.segments:
            ids = segment.postings("key", index_key(key))[0]
            if len(ids):
                return Row(segment, int(ids[0]), 0.0)
        return None

    def having(self, stem: str) -> int:
        """How many documents have a stem in their text."""
        name = stem_field("text")
        return sum(len(segment.postings(name, stem)[0]) for segment in self.segments)

    def stored_documents(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Key and stored fields of every document."""
        for segment in self.segments:
            for number in segment.every().tolist():
                yield segment.text("key_sort", number), segment.stored(number)
