"""Results by words and results by meaning as one list, by reciprocal rank.

Only questions and sentences in plain words are blended, and only where no entry has all of their
telling words. Meaning counts the more, the fewer of the words are found together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from kb.search import analysis, widening
from kb.search.engine import Contribution, Key
from kb.search.meaning.vectors import Near
from kb.search.meaning.words import NearWord
from kb.search.query import ParsedQuery
from kb.search.tree import AtLeast, Listed, Node, Term
from kb.search.widening import Slot

#: The usual constant of reciprocal rank fusion: how slowly later places count less.
CONSTANT: Final = 60
#: What the first place on the matter of a question counts beside the first by meaning, and the
#: least share of it that is left where words decide.
MATTER_WEIGHT: Final = 2.5
LEAST_MATTER: Final = 0.45
#: What an entry by whose name the question goes has beside that, and the share of it for an entry
#: of another kind than the question asks for.
NAME_WEIGHT: Final = 1.2
NAME_OF_OTHER_KIND: Final = 0.3
#: By how much an entry of a kind that is asked for rises.
KIND_WEIGHT: Final = 0.1
MOST_BY_WORDS: Final = 50
MOST_BY_MEANING: Final = 20
_LANGUAGES: Final = ("en", "de", "fr", "ru")
#: So many words like "the", "of", "my" make a sentence of a list of words.
_JOINING_WORDS: Final = 2
_SHORTEST_RUN: Final = 8
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
_HIRAGANA: Final = re.compile("[\u3040-\u309f]")

#: Said above the results.
NOTICE: Final = (
    "Searched by meaning, too: some results answer the question without having its words."
)

Count = Callable[[Node], int]
#: Entries with their scores, the best first.
Scored = Sequence[tuple[Key, float]]


def is_spoken(parsed: ParsedQuery) -> bool:
    """Whether a query is a question or a sentence: neither a name nor a list of words."""
    if not parsed.is_plain:
        return False
    if widening.is_question(parsed):
        return True
    if len(parsed.plain) >= widening.SENTENCE_WORDS:
        words = set(re.findall(r"\w+", parsed.text.casefold()))
        joining = (words & analysis.stop_words(language) for language in _LANGUAGES)
        return max(map(len, joining)) >= _JOINING_WORDS
    signs = len(_UNSPACED.findall(parsed.text))
    return signs >= _SHORTEST_RUN and _HIRAGANA.search(parsed.text) is not None


def share_found(slots: Sequence[Slot], count: Count) -> float:
    """The largest share of the telling words that any one entry has, from 0 to 1.

    `count` says how many entries a tree finds. Words decide as far as they are found together.
    """
    nodes = tuple(slot.node for slot in _telling(slots))
    low, high = 0, len(nodes)  # some entry has `low` of the words, none has more than `high`
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count(AtLeast(middle, nodes)) else (low, middle - 1)
    return low / len(nodes) if nodes else 0.0


def _telling(slots: Sequence[Slot]) -> list[Slot]:
    return [slot for slot in slots if not widening.is_filler(slot.word)] or list(slots)


def with_near_words(slots: Sequence[Slot], near: Mapping[str, Sequence[NearWord]]) -> list[Slot]:
    """The slots with near words beside what was typed; the nearer, the more they count."""
    wider: list[Slot] = []
    for slot in slots:
        terms = tuple(
            Term("text", (one.word,), exact=True, boost=one.similarity**2)
            for one in near.get(slot.word, ())
        )
        wider.append(replace(slot, others=(*slot.others, *terms)))
    return wider


@dataclass(frozen=True)
class Blend:
    """The one list, as a tree, and what words and meaning gave to each entry in it."""

    tree: Listed
    by_words: Mapping[Key, float]
    by_meaning: Mapping[Key, float]
    on_matter: Mapping[Key, float]
    by_name: Mapping[Key, float]

    def explanation(self, key: Key, words: Sequence[Contribution]) -> tuple[Contribution, ...]:
        """The parts of an entry's score: those of its words, scaled to their share, and meaning."""
        share = self.by_words.get(key, 0.0)
        total = sum(part.score for part in words)
        parts = [replace(part, score=part.score * share / total) for part in words if total]
        if key in self.by_meaning:
            parts.append(Contribution("meaning", "", "whole entry", self.by_meaning[key]))
        if key in self.on_matter:
            parts.append(Contribution("matter", "", "everyday words", self.on_matter[key]))
        if key in self.by_name:
            parts.append(Contribution("name", "", "name in the question", self.by_name[key]))
        return tuple(parts)


def blend(
    by_words: Scored, near: Sequence[Near], on_matter: Mapping[Key, float], by_name: Scored,
    *, kinds: Collection[str], share: float,
) -> Blend:  # fmt: skip
    """Merge the lists, the best first in each; `share` is how well words decide, below 1.

    A first place gives 1 by words, and by meaning or on the matter the less, the better words
    decide. `on_matter` has what a place there gives. `kinds` are those that are asked for.
    """
    words = {
        key: (of_place(place) + score) / 2
        for place, (key, score) in enumerate(_beside_best(by_words))
    }
    meaning = {one.key: of_place(place) * (1 - share) for place, one in enumerate(near)}
    left = MATTER_WEIGHT * max(1 - share, LEAST_MATTER)
    matter = {key: worth * left for key, worth in on_matter.items()}
    named = {
        key: NAME_WEIGHT * score * (1.0 if _is_asked_for(key, kinds) else NAME_OF_OTHER_KIND)
        for key, score in _beside_best(by_name)
    }
    lists = (words, meaning, matter, named)
    scores = {
        key: sum(one.get(key, 0.0) for one in lists) * (1 + KIND_WEIGHT * (key[0] in kinds))
        for key in dict.fromkeys(key for one in lists for key in one)
    }
    ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return Blend(Listed(tuple(ordered)), *lists)


def _beside_best(found: Scored) -> Scored:
    """The same with scores beside that of the best; all alike where none has any."""
    best = found[0][1] if found else 0.0
    return [(key, score / best if best else 1.0) for key, score in found]


def _is_asked_for(key: Key, kinds: Collection[str]) -> bool:
    return not kinds or key[0] in kinds


def best_of(made: Blend, count: int) -> Blend:
    """The first so many of a list."""
    return replace(made, tree=Listed(made.tree.scores[:count]))


def of_place(place: int) -> float:
    """What a place in a list gives: 1 for the first."""
    return (CONSTANT + 1) / (CONSTANT + 1 + place)
