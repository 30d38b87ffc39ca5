"""Nodes of plain text: its words next to each other, and texts as names."""

from __future__ import annotations

from typing import Final

from kb.search import analysis
from kb.search.tree import And, Forms, Node, Phrase, Scope, Term

MAX_PHRASE: Final = 16
NAME_BOOST: Final = 60.0

#: Start, end and the word itself, as `analysis.split` gives them.
Words = list[tuple[int, int, str]]


def whole_name(text: str) -> str:
    """A text as a name: letters and digits alone, folded."""
    return "".join(filter(str.isalnum, analysis.fold(analysis.normal(text))))


def joined(nodes: list[Node]) -> Node | None:
    """All of the nodes; nothing for none, the node itself for one."""
    if not nodes:
        return None
    return nodes[0] if len(nodes) == 1 else And(tuple(nodes))


def phrase(text: str, languages: frozenset[str], *, boost: float = 1.0) -> Node | None:
    """The words of a plain text next to each other, or its one word; None if it has none."""
    found = list(analysis.split(analysis.normal(text)))[:MAX_PHRASE]
    return phrase_of(found, "text", languages, boost=boost) if found else None


def phrase_of(
    found: Words, scope: Scope, languages: frozenset[str], *, boost: float, slop: int = 0
) -> Node:
    """The words next to each other, or the one word that tells."""
    stemmed = [
        (place, analysis.query_stems(word, languages)) for place, (_, _, word) in enumerate(found)
    ]
    parts: list[tuple[int, Forms]] = [(place, forms) for place, forms in stemmed if forms]
    exact = not parts
    if exact:
        parts = [(place, (analysis.fold(word),)) for place, (_, _, word) in enumerate(found)]
    if len(parts) == 1:
        return Term(scope, parts[0][1], exact=exact, boost=boost)
    if all(analysis.is_unspaced(word) for _, _, word in found):
        # Pairs overlap: n of them are n + 1 characters, which are half as many words.
        boost *= (len(parts) + 1) / (2 * len(parts))
    first = parts[0][0]
    moved = tuple((place - first, forms) for place, forms in parts)
    return Phrase(scope, moved, exact=exact, slop=slop, boost=boost)
