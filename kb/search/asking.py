"""Questions in plain words, answered by words, by names, by the matter they are about, by meaning.

The lists are merged into one by reciprocal rank. Only questions and sentences are, and only
where no entry has all of their telling words: there the words answer. What comes out is one list
of entries with scores, which filters narrow and facets count like anything that was found.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.search import widening
from kb.search.engine import GROUPS, Key
from kb.search.everyday import Matter, everyday
from kb.search.meaning import MeaningIndex, blend
from kb.search.meaning.vectors import Near
from kb.search.naming import names_in
from kb.search.narrowing import CAPTURES
from kb.search.phrases import whole_name
from kb.search.query import ParsedQuery, parse
from kb.search.reader import Reader, Wanted
from kb.search.synonyms import synonyms
from kb.search.tree import And, Listed, Maybe, Named, Node, Term, Within
from kb.search.widening import Slot

#: The matters of one question that are looked into, and the entries of each.
MOST_MATTERS: Final = 3
MOST_OF_MATTER: Final = 30
#: From so many words of a cue on, a list of words is a question on the matter.
LIST_STRENGTH: Final = 3
#: So many words after one that asks ("how do I …") are a question.
ASKING_WORDS: Final = 2
#: Entries whose name stands in the question.
MOST_BY_NAME: Final = 10
#: What an entry with which the page of the topic argues has beside the score of its words.
LEADING_SCORE: Final = 12.0
#: The same where words answer the question.
LEADING_BOOST: Final = 1.0
#: What a word of the question adds to an entry on its matter, beside a word of the matter.
QUESTION_BOOST: Final = 1.5
#: A question is hardly about anything here if no matter is known for it, no statement has more of
#: its telling words, and no entry is nearer in meaning; then so many entries are shown.
LITTLE_FOUND, LITTLE_NEAR, FEW_SHOWN = 0.5, 0.3, 5
#: Of entries with most of the words, so many are shown, and up to so many more if they have at
#: least this share of the best score.
SURELY_SHOWN, MOST_SHOWN, LEAST_SCORE = 20, 50, 0.5
#: Where words must stand together to be an answer: in one statement, or in the text beside them.
_TOGETHER: Final = tuple(group for group in GROUPS if group != CAPTURES)
#: What asks in Chinese and Japanese.
_ASKING_RUN: Final = re.compile(
    r"[吗嗎谁誰]|什么|什麼|如何|怎么|怎麼|是否|能否|可否|か\s*$|[?？]\s*$"
)
#: Said above the results.
STRANGE: Final = "Nothing here seems to answer this question; these entries come nearest to it."
_BY_WORDS: Final = Wanted("relevance", 0, blend.MOST_BY_WORDS, facets=False)
_BY_NAME: Final = Wanted("relevance", 0, MOST_BY_NAME, facets=False)
_ONLY_COUNT: Final = Wanted("relevance", 0, 0, facets=False)
_LOOSE: Final = Wanted("relevance", 0, MOST_SHOWN, facets=False)
_BY_MATTER: Final = Wanted("relevance", 0, MOST_OF_MATTER, facets=False)


def is_asked(parsed: ParsedQuery) -> bool:
    """Whether a query is a question or sentence, or a list of words about a known matter."""
    if not parsed.is_plain or blend.is_spoken(parsed):
        return parsed.is_plain
    if len(parsed.plain) >= ASKING_WORDS and widening.asks(parsed):
        return True
    is_run = _ASKING_RUN.search(parsed.text) is not None
    if not is_run and len(parsed.plain) < widening.SENTENCE_WORDS:
        return False
    about = everyday().about(parsed.text)
    return bool(about) and about[0][1] >= (1 if is_run else LIST_STRENGTH)


@dataclass(frozen=True)
class Asked:
    """The answer to a question: `tree` is that of its words, which tells what to mark."""

    tree: Node
    blend: blend.Blend
    notices: tuple[str, ...]


class Question:
    """A question that is asked of one state of an index; `meaning` is None without the extra."""

    def __init__(self, parsed: ParsedQuery, reader: Reader, meaning: MeaningIndex | None) -> None:
        self.parsed = parsed
        self.reader = reader
        self.meaning = meaning
        self.slots = widening.slots_of(parsed, synonyms(), reader.languages())
        self.matters = everyday().about(parsed.text)[:MOST_MATTERS]

    def answer(self, typed: Node) -> Asked | None:
        """What answers the question; None where words alone do."""
        if self._count(Named(whole_name(self.parsed.text)), ()):
            return None  # the whole of it is what an entry is called
        near: Sequence[Near] = ()
        if self.meaning is not None:
            near = self.meaning.nearest(self.parsed.text, limit=blend.MOST_BY_MEANING)
        # By words and matters alone, an entry that has all of the words somewhere will do.
        groups = _TOGETHER if near else ()
        share = blend.share_found(self.slots, lambda node: self._count(node, groups))
        by_name = self._scored(names_in(self.parsed.text, self.slots, self.reader), _BY_NAME)
        is_strange = not by_name and self._is_strange(share, near)
        kinds = everyday().kinds(self.parsed.text)
        if share == 1 and not self._names_another(by_name, typed, kinds):
            return None
        if not (near or self.matters or by_name or is_strange):
            return None
        tree = self._words(near_too=bool(near)) or typed
        by_words = self._scored(tree, _BY_WORDS)
        made = blend.blend(by_words, near, self._on_matters(), by_name, kinds=kinds, share=share)
        if is_strange:
            return Asked(tree, blend.best_of(made, FEW_SHOWN), (STRANGE,))
        named = "; ".join(matter.name for matter, _ in self.matters)
        notices = [f"Understood as a question of {named}."] if named else []
        return Asked(tree, made, (*notices, *([blend.NOTICE] if near else [])))

    def _scored(self, tree: Node, wanted: Wanted) -> blend.Scored:
        return [(row.key, row.score) for row in self.reader.select(tree, {}, (), wanted).rows]

    def _is_strange(self, share: float, near: Sequence[Near]) -> bool:
        """Whether a question seems to be about nothing here, as far as English ones tell."""
        if share > LITTLE_FOUND or self.matters or widening.languages_of(self.parsed):
            return False
        return not near or near[0].similarity < LITTLE_NEAR

    def _names_another(self, by_name: blend.Scored, typed: Node, kinds: Collection[str]) -> bool:
        """Whether a question names an entry, of the kind that it asks for, that has not its words.

        "Does Canva train on my art" asks about Canva, whoever else speaks of Canva and art.
        """
        if not by_name or not widening.asks(self.parsed):
            return False
        best = [key for key, score in by_name if score == by_name[0][1]]
        asked_for = tuple((key, 1.0) for key in best if not kinds or key[0] in kinds)
        found = self._count(And((typed, Listed(asked_for))), ()) if asked_for else 1
        return not found

    def _count(self, node: Node, groups: tuple[str, ...]) -> int:
        """How many entries have it, in one statement of the groups if there are any."""
        tree = Within(groups, node) if groups else node
        return self.reader.select(tree, {}, (), _ONLY_COUNT).total

    def _words(self, *, near_too: bool) -> Node | None:
        """Most of the words of a question, or words that mean nearly the same."""
        wider = self.slots
        if near_too and self.meaning is not None:
            words = [slot.word for slot in self.slots if slot.word]
            near = self.meaning.near_words(words, self.reader.vocabulary())
            wider = blend.with_near_words(self.slots, near)
        tree = widening.enough_of(self.parsed, wider, self.reader)
        return widening.of_its_language(tree, self.parsed) if tree is not None else None

    def _on_matters(self) -> Mapping[Key, float]:
        """What each entry on the matters of the question is worth, up to 1."""
        worth: dict[Key, float] = {}
        total = sum(strength for _, strength in self.matters)
        words = tuple(_words_of(self.slots))
        for matter, strength in self.matters:
            rows = self.reader.select(_on(matter, words, self.reader), {}, (), _BY_MATTER).rows
            for place, row in enumerate(rows):
                share = blend.of_place(place) * strength / total
                worth[row.key] = worth.get(row.key, 0.0) + share
        return worth


def with_leading(tree: Node, text: str) -> Node:
    """The tree, entries that lead on a matter of the question a little higher."""
    matters = everyday().about(text)[:MOST_MATTERS]
    leading = dict.fromkeys((key for one, _ in matters for key, _ in one.leading), LEADING_BOOST)
    return Maybe(tree, (Listed(tuple(leading.items())),)) if leading else tree


def best_by_words(tree: Node, reader: Reader) -> Node:
    """What a tree finds by most of the words of a query, without the long tail of weak results."""
    rows = reader.select(tree, {}, (), _LOOSE).rows
    scores = [(row.key, row.score) for row in rows]
    kept = scores[:SURELY_SHOWN]
    kept += [one for one in scores[SURELY_SHOWN:] if one[1] >= LEAST_SCORE * scores[0][1]]
    return Listed(tuple(kept))


def _on(matter: Matter, words: tuple[Node, ...], reader: Reader) -> Node:
    """The entries on a matter: first those that its topics argue with, then by words."""
    means = parse(matter.means, languages=reader.languages(), courts=reader.courts()).core
    leading = Listed(tuple((key, LEADING_SCORE * times) for key, times in matter.leading))
    return Maybe(means, (leading, *words))


def _words_of(slots: Sequence[Slot]) -> Sequence[Node]:
    return [
        Term("text", slot.typed.forms, exact=slot.typed.exact, boost=QUESTION_BOOST)
        for slot in slots
        if isinstance(slot.typed, Term) and not widening.is_filler(slot.word)
    ]
