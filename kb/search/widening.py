"""A plain query with synonyms beside its words, and a question as most of its telling words.

A *slot* is a place of the query: what was typed there, and what means the same. All slots
together are the query with synonyms; enough of them are the query as a question. Only queries
of plain words are widened: never fields, quotation marks, operators or identifiers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from kb.search import analysis
from kb.search.phrases import NAME_BOOST, joined, phrase, whole_name
from kb.search.query import ParsedQuery
from kb.search.rescue import Words, loose_parts, near_words, or_near
from kb.search.synonyms import Group, Synonyms
from kb.search.tree import (
    And,
    AtLeast,
    Forms,
    Identified,
    Maybe,
    Named,
    Node,
    Or,
    Phrase,
    Term,
    Value,
    leaves,
)

SYNONYM_BOOST: Final = 0.5
PAIR_BOOST: Final = 0.6
TITLE_BOOST: Final = 0.6
MOST_SLOTS: Final = 12
MOST_OTHERS: Final = 8
MOST_IN_ALL: Final = 24
MOST_TOLD: Final = 8
LEAST_PAIRS: Final = 3
#: From so many telling words on, a sentence is taken for a question.
QUESTION_WORDS: Final = 3
SENTENCE_WORDS: Final = 4
#: Words of questions that tell nothing about the answer, beside the stop words.
_ASKING: Final = frozenset(
    {
        "anybody", "anyone", "asking", "could", "exactly", "explain", "happen", "happened",
        "happens", "may", "mean", "means", "might", "much", "many", "must", "need", "please",
        "shall", "somebody", "someone", "tell", "want", "whether", "whose", "without", "would",
    }
)  # fmt: skip
_ASKS: Final = re.compile(
    r"(?i)\s*(?:how|what|when|where|which|who|whose|whom|why|can|could|do|does|did|is|are|was|"
    r"were|has|have|will|would|should|must|may|am|"
    r"wer|wen|wem|wessen|wie|was|wann|wo|warum|wieso|welche[mnrs]?|darf|dürfen|muss|müssen|kann|"
    r"können|ist|sind|gibt|qui|que|quoi|quels?|quelles?|comment|pourquoi|quand|où|combien|"
    r"est-ce|puis-je|peut-on|dois-je|doit-on|faut-il|кто|что|как|где|когда|почему|зачем|сколько|"
    r"чей|чья|чьё|как(?:ой|ая|ое|ие)|можно|нужно|должен|должны|является)\b"
)
LANGUAGE_BOOST: Final = 8.0
_FOREIGN: Final = ("de", "fr", "ru")
#: By what the characters tell, the surest first.
_LANGUAGES_BY_SCRIPT: Final = (
    (re.compile("[\u3040-\u30ff]"), ("ja",)),
    (re.compile("[\uac00-\ud7af]"), ("ko",)),
    (re.compile("[\u3400-\u4dbf\u4e00-\u9fff]"), ("ja", "zh")),
    (re.compile("[\u0400-\u052f]"), ("ru",)),
)
_SCRIPTS: Final = re.compile("[\u3040-\u309f]+|[\u30a0-\u30ff]+|[^\u3040-\u30ff]+")


@dataclass(frozen=True)
class Slot:
    """`typed` is what stands there, `others` what means the same, by way of `groups`.

    `compounds` are the words among the others that the typed one is a part of or made of.
    """

    typed: Node
    others: tuple[Node, ...] = ()
    groups: tuple[Group, ...] = ()
    word: str = ""
    compounds: tuple[str, ...] = ()

    @property
    def node(self) -> Node:
        return Or((self.typed, *self.others), best=True) if self.others else self.typed


def is_question(parsed: ParsedQuery) -> bool:
    """Whether a query reads as a sentence: it asks, and has several telling words."""
    return len(parsed.plain) >= QUESTION_WORDS and asks(parsed)


def asks(parsed: ParsedQuery) -> bool:
    """Whether a query begins with a word that asks, or ends with a question mark."""
    text = parsed.text.strip()
    return text.endswith("?") or _ASKS.match(text) is not None


def is_sentence(parsed: ParsedQuery) -> bool:
    """Whether a query has so many words that few entries can be expected to have them all."""
    return parsed.is_plain and (len(parsed.plain) >= SENTENCE_WORDS or is_question(parsed))


def slots_of(parsed: ParsedQuery, table: Synonyms, languages: frozenset[str]) -> list[Slot]:
    """The slots of a plain query; none for any other."""
    if not parsed.is_plain:
        return []
    core = parsed.core
    nodes = core.children if isinstance(core, And) else (core,)
    slots: list[Slot] = []
    at = 0
    while at < len(nodes) and len(slots) < MOST_SLOTS:
        run = _run_of(nodes[at])
        if run:
            slots += _run_slots(run, table, languages)
            at += 1
            continue
        taken, groups = _longest(nodes[at:], table)
        typed = joined(list(nodes[at : at + taken]))
        assert typed is not None
        slots.append(_slot(typed, groups, languages))
        at += taken
    return _within_limit(slots[:MOST_SLOTS])


def _within_limit(slots: list[Slot]) -> list[Slot]:
    """The slots with as many synonyms in all as can be looked for in a bounded time."""
    left = MOST_IN_ALL
    kept: list[Slot] = []
    for slot in slots:
        others = slot.others[:left]
        left -= len(others)
        kept.append(replace(slot, others=others, groups=slot.groups if others else ()))
    return kept


def _forms(node: Node) -> tuple[Forms, ...]:
    match node:
        case Term():
            return (node.forms,)
        case Phrase():
            return tuple(forms for _, forms in node.parts)
        case _:
            return ()


def _longest(nodes: Sequence[Node], table: Synonyms) -> tuple[int, tuple[Group, ...]]:
    """How many of the nodes stand together in the table, from the first; one if none do."""
    for count in range(min(len(nodes), table.longest), 0, -1):
        words = [forms for node in nodes[:count] for forms in _forms(node)]
        groups = table.of(words) if words else ()
        if groups:
            return count, groups
    return 1, ()


def _slot(typed: Node, groups: tuple[Group, ...], languages: frozenset[str]) -> Slot:
    own = _forms(typed) if not isinstance(typed, And) else ()
    others: dict[Node, None] = {}
    for group in groups:
        for text in group.words:
            node = phrase(text, languages, boost=SYNONYM_BOOST)
            if node is not None and _forms(node) != own:
                others[node] = None
    word = typed.word if isinstance(typed, Term) else ""
    return Slot(typed, tuple(others)[:MOST_OTHERS], groups if others else (), word)


# -- writing without blanks


def _run_of(node: Node) -> str:
    """The text of a run of Chinese or Japanese, which was made into pairs of characters."""
    if not isinstance(node, Phrase) or node.quoted or node.slop:
        return ""
    # A sign that folding leaves nothing of makes an empty pair.
    pairs = [forms[0] for _, forms in node.parts if forms[0]]
    text = pairs[0] if pairs else ""
    for before, pair in pairwise(pairs):
        text += pair[1:] if before[-1] == pair[0] else pair
    return text if any(map(analysis.is_unspaced, pairs)) else ""


def _run_slots(run: str, table: Synonyms, languages: frozenset[str]) -> Iterator[Slot]:
    for piece, groups in table.in_run(run):
        if groups:
            node = phrase(piece, languages)
            if node is not None:
                yield _slot(node, groups, languages)
            continue
        for part in _SCRIPTS.findall(piece):
            # A single sign, and what Japanese writes in hiragana, joins words.
            telling = len(part) > 1 and not "\u3040" <= part[0] <= "\u309f"
            node = phrase(part, languages) if telling else None
            if node is not None:
                yield Slot(node, _most_pairs(node))


def _most_pairs(node: Node) -> tuple[Node, ...]:
    """A longer run as most of its pairs: it may be made of several words."""
    if not isinstance(node, Phrase) or len(node.parts) < LEAST_PAIRS:
        return ()
    pairs = tuple(
        Term(node.scope, forms, exact=node.exact, boost=node.boost * SYNONYM_BOOST)
        for _, forms in node.parts
    )
    return (AtLeast(len(pairs) // 2 + 1, pairs),)


# -- the trees


def in_words(slots: Sequence[Slot]) -> str:
    """What was looked for beside what was typed, for the reader."""
    texts = dict.fromkeys(
        f"\u201c{text}\u201d" for slot in slots for group in slot.groups for text in group.words
    )
    return ", ".join(list(texts)[:MOST_TOLD])


def in_compounds(slots: Sequence[Slot]) -> str:
    """The compounds and parts of compounds that were looked for, for the reader."""
    words = dict.fromkeys(f"\u201c{word}\u201d" for slot in slots for word in slot.compounds)
    return ", ".join(list(words)[:MOST_TOLD])


def of_its_language(tree: Node, parsed: ParsedQuery) -> Node:
    """The tree, entries in the language of the query a little higher."""
    languages = languages_of(parsed)
    if not languages:
        return tree
    return Maybe(tree, (Value("lang", languages, boost=LANGUAGE_BOOST),))


def languages_of(parsed: ParsedQuery) -> tuple[str, ...]:
    """The languages that a query may be in, by its script and stop words; none if English."""
    for script, languages in _LANGUAGES_BY_SCRIPT:
        if script.search(parsed.text):
            return languages
    return tuple(
        language
        for language in _FOREIGN
        if any(term.word in analysis.stop_words(language) for term in parsed.plain)
    )


def with_synonyms(tree: Node, slots: Sequence[Slot]) -> Node | None:
    """The tree, or the slots with synonyms allowed; None where there are none."""
    whole = joined([slot.node for slot in slots])
    if whole is None or not any(slot.others for slot in slots):
        return None
    best = Or((tree, whole), best=True)
    if len(slots) < 2:
        return Or((best, *names_of(slots)))
    return Maybe(best, tuple(_pairs(slots)))


def with_numbered(tree: Node, parsed: ParsedQuery) -> Node:
    """The tree of a question, or what has a number of it: "what does § 44b UrhG say about".

    What else is asked need not stand in an entry with that number. No condition is loosened.
    """
    every = list(leaves(parsed.core))
    numbers = [leaf for leaf in every if isinstance(leaf, Identified)]
    is_bare = all(map(_asks_no_more, every)) and every == list(leaves(parsed.core, negated=False))
    if not numbers or not is_bare or not asks(parsed):
        return tree
    return Or((tree, Maybe(Or(tuple(numbers)), parsed.plain)))


def _asks_no_more(leaf: Node) -> bool:
    """Whether a leaf is a number or a word as it stands, and no condition."""
    if isinstance(leaf, Term | Phrase):
        return leaf.scope == "text" and not (isinstance(leaf, Phrase) and leaf.quoted)
    return isinstance(leaf, Identified | Named)


def names_of(slots: Sequence[Slot]) -> tuple[Named, ...]:
    """The names that a query stands for if it is one text of the table: a case by its nickname."""
    if len(slots) != 1:
        return ()
    names = dict.fromkeys(whole_name(text) for group in slots[0].groups for text in group.words)
    return tuple(Named(name, boost=NAME_BOOST * SYNONYM_BOOST) for name in names)


def enough_of(parsed: ParsedQuery, slots: Sequence[Slot], words: Words) -> Node | None:
    """The query with most of its telling words enough; None for one word."""
    telling = [slot for slot in slots if not is_filler(slot.word)] or list(slots)
    if len(telling) < 2:
        return telling[0].node if telling and len(slots) > 1 else None
    children = tuple(_loosely(slot, words) for slot in telling)
    found: Node = AtLeast((len(children) + 1) // 2, children)
    names = [node for node in _alternatives(parsed.tree) if isinstance(node, Named)]
    if names:
        found = Or((found, *names))
    titles = [
        Term("title", slot.typed.forms, boost=TITLE_BOOST)
        for slot in telling
        if isinstance(slot.typed, Term) and not slot.typed.exact
    ]
    return Maybe(found, (*_pairs(telling), *titles))


def _alternatives(tree: Node) -> tuple[Node, ...]:
    if isinstance(tree, Maybe):
        return _alternatives(tree.required)
    return tree.children if isinstance(tree, Or) else ()


def _pairs(slots: Sequence[Slot]) -> Iterator[Phrase]:
    """Neighbouring words as phrases, which only raise the score."""
    for first, second in pairwise(slots):
        parts = (*_forms(first.typed), *_forms(second.typed))
        if len(parts) == 2:
            placed = tuple(enumerate(parts))
            yield Phrase("text", placed, slop=2, boost=PAIR_BOOST)


def _loosely(slot: Slot, words: Words) -> Node:
    """A slot with near spellings of a word that is unknown, or parts of one with a hyphen."""
    parts = None if slot.others else loose_parts(slot.typed)
    if parts is not None:
        return Or((slot.typed, parts), best=True)
    if not slot.word or not isinstance(slot.typed, Term) or words.frequency(slot.word):
        return slot.node
    near = near_words(slot.word, words)
    return Or((slot.node, or_near(slot.typed, near, known=False)), best=True) if near else slot.node


def is_filler(word: str) -> bool:
    """Whether a word only asks, or joins others in German, French or Russian."""
    if not word:
        return False
    if word in _ASKING:
        return True
    # A stop word of another language, in a sentence of that language.
    return any(word in analysis.stop_words(language) for language in _FOREIGN)
