"""Evaluates a query tree over the arrays of one segment.

Each node gives the documents that it finds, ascending, and their scores. What is found is
exact set algebra, equal to `tests/search/oracle.py` on any tree; Whoosh's own matchers are
not used, because they are wrong on some nested trees. Scores are BM25's, summed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from kb.search.tree import (
    And,
    AtLeast,
    DateRange,
    Everything,
    Forms,
    Fuzzy,
    Identified,
    Listed,
    Maybe,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Scope,
    Term,
    Value,
    Wildcard,
)
from kb.search.whoosh_engine.arrays import (
    NO_PLACES,
    NOT_FOUND,
    POSITION_BITS,
    SPARSE,
    Found,
    Places,
    common,
    firsts_of,
    member,
    minus,
    of_documents,
    union,
    within,
)
from kb.search.whoosh_engine.postings import Ids, Weights
from kb.search.whoosh_engine.schema import (
    MENTIONED,
    NAMES,
    NO_DAY,
    OTHER,
    OWN,
    exact_field,
    index_key,
    stem_field,
    value_field,
)
from kb.search.whoosh_engine.segment import Segment

SATURATION: Final = 4.0  # BM25's k1, for weights that the title alone makes 8
MOST_EXPANDED: Final = 1024
#: An entry's own number outranks any words; a shared one comes next, a mention after that.
OWN_SCORE, OTHER_SCORE, MENTION_SCORE = 1000.0, 400.0, 20.0
NAME_SCORE: Final = 1.0
_MOST_KEYS_COUNTED: Final = 3


class Statistics(Protocol):
    """What scores need to know of the whole index."""

    def idf(self, field: str, forms: Forms) -> float: ...


@dataclass
class Limits:
    """Notes, for the reader, that a pattern had too many words."""

    cut_short: bool = False


class Executor:
    """Evaluates trees over one segment."""

    def __init__(self, segment: Segment, statistics: Statistics, limits: Limits) -> None:
        self.segment = segment
        self.statistics = statistics
        self.limits = limits

    def run(self, node: Node) -> Found:
        match node:
            case And():
                return self._and(node)
            case Or():
                return self._boosted(self._or(node.children, best=node.best), node.boost)
            case AtLeast():
                return self._at_least(node)
            case Not():
                return minus(self._flat(self.segment.every(), 0.0), self.run(node.child)[0])
            case Maybe():
                return self._maybe(node)
            case _:
                return self._leaf(node)

    def _leaf(self, node: Node) -> Found:
        match node:
            case Term():
                return self._term(node)
            case Phrase():
                return self._phrase(node)
            case Prefix() | Wildcard() | Fuzzy():
                return self._expanded(node)
            case Identified():
                return self._identified(node)
            case Named():
                ids, _ = self.segment.postings(NAMES, node.name)
                return self._flat(ids, NAME_SCORE * node.boost)
            case Value():
                return self._value(node)
            case DateRange() | Listed():
                return self._date(node) if isinstance(node, DateRange) else self._listed(node)
            case Everything():
                return self._flat(self.segment.every(), 0.0)
            case Nothing():
                return NOT_FOUND
        raise AssertionError(node)

    @staticmethod
    def _flat(ids: Ids, score: float) -> Found:
        return ids, np.full(len(ids), score, np.float32)

    @staticmethod
    def _boosted(found: Found, boost: float) -> Found:
        return found if boost == 1.0 else (found[0], found[1] * np.float32(boost))

    # -- inner nodes

    def _and(self, node: And) -> Found:
        wanted: list[Found] = []
        for child in node.children:
            if not isinstance(child, Not):
                wanted.append(self.run(child))
                if not len(wanted[-1][0]):
                    return NOT_FOUND
        if not wanted:
            wanted = [self._flat(self.segment.every(), 0.0)]
        wanted.sort(key=lambda found: len(found[0]))
        ids, scores = wanted[0]
        for others, weights in wanted[1:]:
            at, there = member(ids, others)
            ids = ids[there]
            scores = scores[there] + weights[at[there]]
        found: Found = (ids, scores)
        for child in node.children:
            if isinstance(child, Not):
                found = minus(found, self.run(child.child)[0])
        return self._boosted(found, node.boost)

    def _or(self, children: tuple[Node, ...], *, best: bool) -> Found:
        parts = [self.run(child) for child in children]
        return union(parts, self.segment.number, best=best)

    def _at_least(self, node: AtLeast) -> Found:
        parts = [self.run(child) for child in node.children]
        counts = np.zeros(self.segment.number, np.int32)
        for ids, _ in parts:
            counts[ids] += 1
        ids, scores = union(parts, self.segment.number)
        kept = counts[ids] >= max(1, node.minimum)
        ids, scores = ids[kept], scores[kept]
        # Of two entries with the same sum, the one with more of the words comes first.
        share = counts[ids] / np.float32(max(1, len(parts)))
        return ids, (scores * share).astype(np.float32)

    def _maybe(self, node: Maybe) -> Found:
        ids, scores = self.run(node.required)
        if not len(ids):
            return NOT_FOUND
        for child in node.optional:
            # What is not required need only be looked for in what was found.
            others, weights = (
                self._phrase(child, among=ids) if isinstance(child, Phrase) else self.run(child)
            )
            at, there = member(ids, others)
            if there.any():
                scores = scores.copy()
                scores[there] += weights[at[there]]
        return ids, scores

    # -- leaves

    def _field(self, scope: Scope, *, exact: bool) -> str:
        return exact_field(scope) if exact else stem_field(scope)

    def _bm25(self, field: str, forms: Forms, weights: Weights, boost: float) -> Weights:
        idf = np.float32(self.statistics.idf(field, forms) * (SATURATION + 1) * boost)
        scored: Weights = idf * weights / (weights + np.float32(SATURATION))
        return scored

    def _term(self, node: Term) -> Found:
        field = self._field(node.scope, exact=node.exact)
        ids, weights = self.segment.any_form(field, node.forms)
        if not len(ids):
            return NOT_FOUND
        return ids, self._bm25(field, node.forms, weights, node.boost)

    def _phrase(self, node: Phrase, *, among: Ids | None = None) -> Found:
        field = self._field(node.scope, exact=node.exact)
        found: list[Found] = []
        for _, forms in node.parts:
            found.append(self.segment.any_form(field, forms))
            if not len(found[-1][0]):
                return NOT_FOUND
        documents = (self._chain(node, field, found, among) >> POSITION_BITS).astype(np.int32)
        if not len(documents):
            return NOT_FOUND
        firsts = firsts_of(documents)
        ids, counts = documents[firsts], np.append(firsts[1:], len(documents)) - firsts
        scores = np.zeros(len(ids), np.float32)
        for (_, forms), (every, weights) in zip(node.parts, found, strict=True):
            scores += self._bm25(field, forms, weights[every.searchsorted(ids)], node.boost)
        # Words that stand together count more than the same words apart.
        scores *= 1 + np.minimum(counts, 4).astype(np.float32) / 8
        return ids, scores

    def _chain(self, node: Phrase, field: str, found: list[Found], among: Ids | None) -> Places:
        """The places of the last part wherever all parts stand in their order."""
        rarest = min((ids for ids, _ in found), key=len)
        before = 0
        chain: Places | None = None
        for offset, forms in node.parts:
            places = self.segment.any_place(field, forms)
            if chain is None and among is not None:
                places = of_documents(places, among)
            if len(rarest) * SPARSE < len(places):
                places = of_documents(places, rarest)
            if chain is None:
                chain = places
            elif node.slop:
                chain = within(chain, places, node.slop + offset - before)
            else:
                chain = common(chain + (offset - before), places)
            before = offset
        return NO_PLACES if chain is None else chain

    def _expanded(self, node: Prefix | Wildcard | Fuzzy) -> Found:
        field = exact_field(node.scope)
        words = self._words(node, field)
        parts = [self.segment.postings(field, word) for word in words]
        ids, weights = union(parts, self.segment.number, best=True)
        return ids, weights / (weights + np.float32(SATURATION)) * np.float32(node.boost)

    def _words(self, node: Prefix | Wildcard | Fuzzy, field: str) -> list[str]:
        """The words of the segment that a pattern means, the commonest if there are too many."""
        words = self.segment.matching(field, node)
        if len(words) <= MOST_EXPANDED:
            return words
        self.limits.cut_short = True
        counts = {word: len(self.segment.postings(field, word)[0]) for word in words}
        return sorted(counts, key=lambda word: (-counts[word], word))[:MOST_EXPANDED]

    def _identified(self, node: Identified) -> Found:
        fields = [(OWN, OWN_SCORE), (OTHER, OTHER_SCORE)]
        if node.mentions:
            fields.append((MENTIONED, MENTION_SCORE))
        parts: list[Found] = []
        for field, score in fields:
            lists = [ids for key in node.keys if len(ids := self.segment.postings(field, key)[0])]
            if not lists:
                continue
            ids, counts = np.unique(np.concatenate(lists), return_counts=True)
            weights = np.minimum(counts, _MOST_KEYS_COUNTED).astype(np.float32)
            parts.append((ids, weights * np.float32(score)))
        return self._boosted(union(parts, self.segment.number), node.boost)

    def _value(self, node: Value) -> Found:
        field = value_field(node.field)
        parts = [self.segment.postings(field, value) for value in node.values]
        ids, _ = union(parts, self.segment.number, best=True)
        return self._flat(ids, node.boost)

    def _listed(self, node: Listed) -> Found:
        scores = np.zeros(self.segment.number, np.float32)
        for key, score in node.scores:
            scores[self.segment.postings("key", index_key(key))[0]] = score
        ids = np.flatnonzero(scores).astype(np.int32)
        return ids, scores[ids]

    def _date(self, node: DateRange) -> Found:
        first, last = self.segment.days("day_first"), self.segment.days("day_last")
        kept = first != NO_DAY
        if node.low is not None:
            kept &= first >= node.low.toordinal()
        if node.high is not None:
            kept &= last <= node.high.toordinal()
        if self.segment.live is not None:
            kept &= self.segment.live
        return self._flat(np.flatnonzero(kept).astype(np.int32), 0.0)
