"""One generation of the index, read-only: its segments, and what is counted over all of them."""

from __future__ import annotations

import heapq
import math
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kb.search.answering import Selection, Wanted
from kb.search.engine import FACETS, Contribution, Key
from kb.search.facets import facet_counts
from kb.search.tree import Forms, Node, Value
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.executor import Executor, Limits
from kb.search.whoosh_engine.explain import Explainer
from kb.search.whoosh_engine.schema import exact_field, index_key, stem_field, value_field
from kb.search.whoosh_engine.segment import Ids, Segment, Weights, raw_read
from kb.search.whoosh_engine.stretches import EntryExecutor

Mask = npt.NDArray[np.bool_]
_WORDS: Final = exact_field("text")


@dataclass(frozen=True)
class Row:
    """A document that was found, and where it stands."""

    segment: Segment
    number: int
    score: float

    @property
    def key(self) -> Key:
        kind, _, slug = self.segment.texts("key_sort")[self.number].partition("/")
        return kind, slug

    @property
    def stored(self) -> dict[str, Any]:
        return self.segment.stored(self.number)

    def has_word(self, word: str) -> bool:
        ids = self.segment.postings(_WORDS, word)[0]
        return bool((ids == self.number).any())


class View:
    """Never changed once made, so threads may share it. Segments are taken over from `before`."""

    def __init__(self, reader: Any, cache: ArrayCache, before: View | None = None) -> None:
        known = {segment.version: segment for segment in before.segments} if before else {}
        lock = threading.RLock()
        self.segments: list[Segment] = []
        with raw_read(lock):
            # An index without documents has one reader that stands for no segment.
            leaves = [leaf for leaf, _ in reader.leaf_readers() if leaf.doc_count_all()]
        for leaf in leaves:
            made = Segment(leaf, cache, lock)
            self.segments.append(known.get(made.version, made))
        self.documents = sum(segment.count for segment in self.segments)
        self._idf: dict[tuple[str, Forms], float] = {}
        self._vocabulary: dict[str, int] | None = None

    # -- statistics

    def idf(self, field: str, forms: Forms) -> float:
        """How rare a word is: the logarithm of one in how many documents has it."""
        known = self._idf.get((field, forms))
        if known is None:
            having = sum(self._having(segment, field, forms) for segment in self.segments)
            known = math.log(1 + (self.documents - having + 0.5) / (having + 0.5))
            self._idf[field, forms] = known
        return known

    @staticmethod
    def _having(segment: Segment, field: str, forms: Forms) -> int:
        lists = [ids for form in forms if len(ids := segment.postings(field, form)[0])]
        if not lists:
            return 0
        return len(lists[0]) if len(lists) == 1 else len(np.unique(np.concatenate(lists)))

    def languages(self) -> frozenset[str]:
        """The languages of the documents."""
        return self._values("lang")

    def courts(self) -> frozenset[str]:
        """The ids of the courts of the documents."""
        return self._values("court")

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

    def warm(self, *, words: int, until: float) -> None:
        """Decode facets, columns and the commonest words, up to a number and a moment."""
        self.vocabulary()
        name = stem_field("text")
        for segment in self.segments:
            for facet in FACETS:
                segment.facet(value_field(facet))
            segment.days("day_sort")
            segment.texts("key_sort")
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
        found: list[tuple[Segment, Ids, Weights]] = []
        counts: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
        for segment in self.segments:
            executor = EntryExecutor(segment, self, notes)
            ids, scores = executor.run(tree)
            for limit in limits:
                kept = _mask(segment, executor.run(limit)[0])[ids]
                ids, scores = ids[kept], scores[kept]
            masks = _filter_masks(segment, executor, filters)
            if wanted.facets:
                _count_facets(segment, ids, masks, counts)
            for mask in masks.values():
                kept = mask[ids]
                ids, scores = ids[kept], scores[kept]
            found.append((segment, ids, scores))
        total = sum(len(ids) for _, ids, _ in found)
        facets = {name: facet_counts(name, counts[name], filters) for name in FACETS}
        return Selection(
            total, _page(found, wanted), facets if wanted.facets else {}, notes.cut_short
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
            keys = segment.texts("key_sort")
            for number in segment.every().tolist():
                yield keys[number], segment.stored(number)


def _mask(segment: Segment, ids: Ids) -> Mask:
    mask = np.zeros(segment.number, np.bool_)
    mask[ids] = True
    return mask


def _filter_masks(
    segment: Segment, executor: Executor, filters: Mapping[str, tuple[str, ...]]
) -> dict[str, Mask]:
    return {
        name: _mask(segment, executor.run(Value(name, values))[0])
        for name, values in filters.items()
        if values
    }


def _count_facets(
    segment: Segment, ids: Ids, masks: dict[str, Mask], counts: dict[str, Counter[str]]
) -> None:
    """A facet counts what is found under every filter but its own."""
    found = _mask(segment, ids)
    for name in FACETS:
        kept = found
        for other, mask in masks.items():
            if other != name:
                kept = kept & mask
        values, documents, numbers = segment.facet(value_field(name))
        if not values:
            continue
        tally = np.bincount(numbers[kept[documents]], minlength=len(values))
        for number in np.flatnonzero(tally).tolist():
            counts[name][values[number]] += int(tally[number])


def _page(found: list[tuple[Segment, Ids, Weights]], wanted: Wanted) -> list[Row]:
    """One page. Documents that tie are ordered by their key, so pages neither gap nor repeat."""
    last = wanted.first + wanted.count
    candidates: list[tuple[tuple[Any, ...], Segment, int, float]] = []
    for segment, ids, scores in found:
        if not len(ids):
            continue
        days = segment.days("day_sort")[ids]
        primary, secondary = _order(wanted.sort, scores, days)
        kept = _best(primary, secondary, last) if primary is not None else range(len(ids))
        titles = segment.texts("title_sort") if wanted.sort == "title" else None
        keys = segment.texts("key_sort")
        for at in kept:
            number = int(ids[at])
            order: tuple[Any, ...]
            if primary is None:
                order = (titles[number] if titles else "", keys[number])
            else:
                order = (-float(primary[at]), -float(secondary[at]), keys[number])
            candidates.append((order, segment, number, float(scores[at])))
    candidates.sort(key=lambda candidate: candidate[0])
    return [Row(segment, number, score) for _, segment, number, score in
            candidates[wanted.first : last]]  # fmt: skip


def _order(sort: str, scores: Weights, days: npt.NDArray[np.int64]) -> tuple[Any, Any]:
    """The two numbers to sort by, the highest first; None to sort by title."""
    match sort:
        case "title":
            return None, None
        case "newest":
            return days, scores
        case "oldest":
            # A document without a date comes last in either direction.
            return np.where(days < 0, np.iinfo(np.int64).min + 1, -days), scores
        case _:
            # Scores that differ by rounding are equal: the newer entry comes first.
            return np.round(scores, 4), days


def _best(primary: Any, secondary: Any, count: int) -> list[int]:
    """The places of the best `count`, and of all that tie with the last of them."""
    order = np.lexsort((-secondary, -primary))
    if len(order) <= count:
        kept: list[int] = order.tolist()
        return kept
    last = order[count - 1]
    end = count
    while end < len(order) and (
        primary[order[end]] == primary[last] and secondary[order[end]] == secondary[last]
    ):
        end += 1
    best: list[int] = order[:end].tolist()
    return best
