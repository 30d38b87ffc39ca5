"""What else a query may have meant: names written in one word or two, and misspelt words.

Everything here turns one tree into another, with the words of the index as the only help, so
it serves every engine alike.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from kb.search import analysis
from kb.search.query import ParsedQuery, together
from kb.search.spellings import spellings_of
from kb.search.tree import And, AtLeast, Forms, Maybe, Node, Or, Phrase, Scope, Term

SHORTEST_CHANGED: Final = 4  # letters; shorter words are taken as typed
TWO_EDITS_FROM: Final = 6
MOST_NEAR: Final = 8
SHORTEST_PART: Final = 3
MOST_SPLITS: Final = 4
RARE: Final = 2  # a word in so few entries may be two that somebody wrote as one
MOST_PAIRS: Final = 3
NEAR_BOOST: Final = 0.5
JOINED_BOOST: Final = 1.5
FEW_WORDS: Final = 4  # in a longer query, known words are taken as typed


class Words(Protocol):
    """The words of an index."""

    def frequency(self, word: str) -> int: ...

    def vocabulary(self) -> Mapping[str, int]: ...


@dataclass(frozen=True)
class Near:
    """A word of the index that a typed one may have meant, or two of them with a blank."""

    word: str
    edits: int
    frequency: int


def near_words(word: str, words: Words) -> list[Near]:
    """Words of the index a letter or two away, the nearest and commonest first."""
    if not word.isalnum() or sum(map(str.isalpha, word)) < SHORTEST_CHANGED:
        return []
    edits = 2 if len(word) >= TWO_EDITS_FROM else 1
    vocabulary = words.vocabulary()
    near = [
        Near(other, distance, vocabulary[other])
        for other, distance in spellings_of(vocabulary).near(word, edits).items()
        if distance and len(other) >= SHORTEST_PART
    ]
    near.sort(key=lambda item: (item.edits, -item.frequency, item.word))
    return near[:MOST_NEAR]


def near_pairs(word: str, words: Words) -> list[Near]:
    """Two words of the index that were written as one, one of them a letter wrong."""
    if not word.isalpha():
        return []
    splits = [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]
    known = [
        (
            max(words.frequency(left) and len(left), words.frequency(right) and len(right)),
            left,
            right,
        )
        for left, right in splits
    ]
    found: list[Near] = []
    for length, left, right in sorted(known, reverse=True)[:MOST_SPLITS]:
        if not length:
            break
        first, second = _known_or_near(left, words), _known_or_near(right, words)
        found += [
            Near(f"{one.word} {two.word}", one.edits + two.edits, min(one.frequency, two.frequency))
            for one in first
            for two in second
            if one.edits + two.edits == 1
        ]
    found.sort(key=lambda item: (-item.frequency, item.word))
    return found[:MOST_PAIRS]


def _known_or_near(word: str, words: Words) -> list[Near]:
    frequency = words.frequency(word)
    if frequency:
        return [Near(word, 0, frequency)]
    return [near for near in near_words(word, words) if near.edits == 1]


def joined_names(parsed: ParsedQuery, words: Words) -> Node | None:
    """The query with neighbouring words joined or a word split, where the index knows the result.

    "deviant art" also looks for "deviantart", "stablediffusion" for "stable diffusion".
    """
    alternatives: list[Node] = []
    for first, second in zip(parsed.plain, parsed.plain[1:], strict=False):
        together = first.word + second.word
        if first.end < second.start <= first.end + 2 and words.frequency(together):
            whole = Term(first.scope, (together,), exact=True, boost=JOINED_BOOST)
            alternatives.append(_replaced(parsed.core, {first: whole, second: None}))
    for term in parsed.plain:
        parts = _split(term.word, words)
        if parts:
            split = Phrase(term.scope, ((0, (parts[0],)), (1, (parts[1],))), exact=True)
            alternatives.append(_replaced(parsed.core, {term: split}))
    return Or((parsed.tree, *alternatives)) if alternatives else None


def _split(word: str, words: Words) -> tuple[str, str] | None:
    if len(word) < 2 * SHORTEST_PART or not word.isalpha() or words.frequency(word) > RARE:
        return None
    best: tuple[int, str, str] | None = None
    for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
        left, right = word[:at], word[at:]
        count = min(words.frequency(left), words.frequency(right))
        if count and (best is None or count > best[0]):
            best = (count, left, right)
    return (best[1], best[2]) if best else None


def _replaced(tree: Node, changes: Mapping[Term, Node | None]) -> Node:
    """The tree with top-level words replaced, or left out where the replacement is None."""
    if isinstance(tree, Term):
        return changes.get(tree, tree) or tree
    if not isinstance(tree, And):
        return tree
    children: list[Node] = []
    for child in tree.children:
        new = changes.get(child, child) if isinstance(child, Term) else child
        if new is not None:
            children.append(new)
    return dataclasses.replace(tree, children=tuple(children)) if len(children) > 1 else children[0]


def spelt_otherwise(
    parsed: ParsedQuery, words: Words
) -> tuple[Node, dict[Term, list[Near]]] | None:
    """The query with near spellings allowed, and those spellings; None if there are none.

    In a long query only words that the index does not know are changed.
    """
    if not parsed.plain:
        return None
    everything = len(parsed.plain) <= FEW_WORDS
    found: dict[Term, list[Near]] = {}
    for term in parsed.plain:
        known = bool(words.frequency(term.word))
        near = near_words(term.word, words) if everything or not known else []
        if not known:
            near = [*near, *near_pairs(term.word, words)]
        if near:
            found[term] = near
    if not found:
        return None
    changes = {
        term: or_near(term, near, known=bool(words.frequency(term.word)))
        for term, near in found.items()
    }
    # A near spelling stands for the word also where words stand together.
    forms = [_forms_of(term, found.get(term, ())) for term in parsed.plain]
    optional = together(parsed.core, parsed.plain, forms)
    other = _replaced(parsed.core, changes)
    return (Maybe(other, optional) if optional else other), found


def _forms_of(term: Term, near: Sequence[Near]) -> Forms:
    words = (word for item in near for word in item.word.split())
    return (*term.forms, *(stem for word in words for stem in analysis.stems(word, "en")))


def or_near(term: Term, near: list[Near], *, known: bool) -> Node:
    """A word or any of its near spellings, which count in full if the word itself is unknown."""
    full = NEAR_BOOST if known else 1.0
    scope: Scope = term.scope
    others = tuple(_near_node(scope, item, boost=full / item.edits) for item in near)
    return Or((term, *others))


def _near_node(scope: Scope, near: Near, *, boost: float) -> Node:
    words = near.word.split()
    if len(words) == 1:
        return Term(scope, (near.word,), exact=True, boost=boost)
    placed = tuple((place, (word,)) for place, word in enumerate(words))
    return Phrase(scope, placed, exact=True, boost=boost)


def most_words(parsed: ParsedQuery, words: Words) -> Node | None:
    """The query with half of its words enough; conditions on fields stay. None for one word."""
    if not isinstance(parsed.core, And):
        return loose_parts(parsed.core)
    loose: list[Node] = []
    firm: list[Node] = []
    for child in parsed.core.children:
        if isinstance(child, Term) and child.word:
            known = bool(words.frequency(child.word))
            near = [] if known else near_words(child.word, words)
            loose.append(or_near(child, near, known=known) if near else child)
        elif isinstance(child, Phrase) and not child.quoted and child.scope == "text":
            loose.append(loose_parts(child) or child)
        else:
            firm.append(child)
    if not loose:
        return None
    enough = AtLeast((len(loose) + 1) // 2, tuple(loose))
    return And((enough, *firm)) if firm else enough


def loose_parts(node: Node) -> Node | None:
    """Half of the parts of a word written with a hyphen; None for anything else."""
    if not isinstance(node, Phrase) or node.quoted or node.scope != "text":
        return None
    terms = tuple(Term(node.scope, forms, exact=node.exact) for _, forms in node.parts)
    return AtLeast((len(terms) + 1) // 2, terms)


def with_words_replaced(text: str, replacements: Mapping[Term, str]) -> str:
    """The query as typed, with other words in the places of some terms."""
    for term in sorted(replacements, key=lambda term: -term.start):
        text = text[: term.start] + replacements[term] + text[term.end :]
    return text
