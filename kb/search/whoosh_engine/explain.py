"""Why a result has its score: what each word, name and number added, field by field.

The parts of a node are those of the nodes below it, scaled to the score that the executor
gives to the node itself; so they add up to the score of the result whatever a node does.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import numpy as np

from kb.search import terms
from kb.search.engine import Contribution
from kb.search.tree import (
    PLACED,
    And,
    AtLeast,
    Fuzzy,
    Identified,
    Maybe,
    Named,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
    children,
)
from kb.search.whoosh_engine.arrays import POSITION_BITS, Found, member
from kb.search.whoosh_engine.executor import MENTION_SCORE, OTHER_SCORE, OWN_SCORE, Executor
from kb.search.whoosh_engine.schema import MENTIONED, OTHER, OWN, exact_field, stem_field
from kb.search.whoosh_engine.stretches import EntryExecutor

_NUMBERS: Final = {
    OWN: ("own number", OWN_SCORE),
    OTHER: ("shared number", OTHER_SCORE),
    MENTIONED: ("mentioned number", MENTION_SCORE),
}


class Explainer:
    """Explains results of one segment; what a node finds is worked out once."""

    def __init__(self, executor: Executor, entries: Explainer | None = None) -> None:
        self.executor = executor
        self.entries = entries  # explains what is asked of the entry, not of the stretch
        self.segment = executor.segment
        self._found: dict[Node, Found] = {}

    def parts(self, node: Node, number: int) -> list[Contribution]:
        """What adds up to the score that the node gives to the document."""
        score = self._score(node, number)
        if not score:
            return []
        if self.entries and not _of_stretch(node):
            spans = self.segment.spans()
            return self.entries.parts(node, int(spans.documents[number]))
        if isinstance(node, Within) and isinstance(self.executor, EntryExecutor):
            return self._within(node, number, self.executor)
        below = [child for child in children(node) if not isinstance(child, Not)]
        if below:
            parts = [part for child in below for part in self.parts(child, number)]
        else:
            parts = self._leaf(node, number)
        return _scaled(parts or [Contribution("condition", "", "", score)], score)

    def _score(self, node: Node, number: int) -> float:
        if node not in self._found:
            self._found[node] = self.executor.run(node)
        ids, scores = self._found[node]
        at, there = member(np.array([number], np.int32), ids)
        return float(scores[at[0]]) if there[0] else 0.0

    def _within(self, node: Within, number: int, executor: EntryExecutor) -> list[Contribution]:
        """The parts of the best stretch."""
        inside = executor.stretch(node.groups)
        ids, scores = inside.run(node.child)
        own = np.flatnonzero(inside.stretches.documents[ids] == number)
        best = own[np.argmax(scores[own])]
        return Explainer(inside, self).parts(node.child, int(ids[best]))

    def _leaf(self, node: Node, number: int) -> list[Contribution]:
        match node:
            case Term() if node.scope == "text" and self.entries is None:
                return self._zones(node, number)
            case Term():
                return [Contribution("word", _spoken(node), node.scope, 1.0)]
            case Phrase():
                words = " ".join(forms[0].split("/")[0] for _, forms in node.parts)
                return [Contribution("phrase", words, node.scope, 1.0)]
            case Prefix():
                return [Contribution("pattern", f"{node.prefix}*", node.scope, 1.0)]
            case Wildcard():
                return [Contribution("pattern", node.pattern, node.scope, 1.0)]
            case Fuzzy():
                return [Contribution("pattern", f"{node.word}~{node.edits}", node.scope, 1.0)]
            case Identified():
                return self._numbers(node, number)
            case Named():
                return [Contribution("name", node.name, "whole title or short name", 1.0)]
        return []

    def _zones(self, node: Term, number: int) -> list[Contribution]:
        """A word of the text by where it stands, in the measure of the weights there."""
        field = exact_field(node.scope) if node.exact else stem_field(node.scope)
        spans = self.segment.spans()
        shares: dict[str, float] = {}
        for form in node.forms:
            places = self.segment.places(field, form)
            low, high = np.searchsorted(
                places, [number << POSITION_BITS, (number + 1) << POSITION_BITS]
            )
            for at in np.searchsorted(spans.starts, places[low:high], "right") - 1:
                zone = terms.SPAN_KINDS[spans.kinds[at]]
                shares[zone] = shares.get(zone, 0.0) + float(spans.shares[at])
        word = _spoken(node)
        return [Contribution("word", word, zone, share) for zone, share in shares.items()]

    def _numbers(self, node: Identified, number: int) -> list[Contribution]:
        found: list[Contribution] = []
        for field, (words, score) in _NUMBERS.items():
            if field == MENTIONED and not node.mentions:
                continue
            found += [
                Contribution("identifier", key, words, score)
                for key in sorted(node.keys)
                if (self.segment.postings(field, key)[0] == number).any()
            ]
        return found


def _of_stretch(node: Node) -> bool:
    """Whether a stretch has an answer of its own."""
    match node:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return node.scope in PLACED
        case And() | Or() | AtLeast() | Maybe():
            return True
    return False


def _spoken(node: Term) -> str:
    return node.word or node.forms[0].split("/")[0]


def _scaled(parts: list[Contribution], score: float) -> list[Contribution]:
    total = sum(part.score for part in parts)
    return [dataclasses.replace(part, score=part.score * score / total) for part in parts]
