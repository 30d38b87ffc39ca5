"""What a query tree asks of an index: terms, patterns, and whether places count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kb.search.narrowing import CAPTURES
from kb.search.postgres_engine.rows import Pair
from kb.search.tree import (
    Fuzzy,
    Identified,
    Named,
    Node,
    Phrase,
    Prefix,
    Term,
    Value,
    Wildcard,
    Within,
    children,
    leaves,
)
from kb.search.whoosh_engine.schema import (
    MENTIONED,
    NAMES,
    OTHER,
    OWN,
    exact_field,
    stem_field,
    value_field,
)

Pattern = Prefix | Wildcard | Fuzzy


def field_of(node: Term | Phrase) -> str:
    """The field in which words are looked for."""
    return exact_field(node.scope) if node.exact else stem_field(node.scope)


def pairs_of(nodes: Iterable[Node], words: Callable[[Pattern], Sequence[str]]) -> Iterator[Pair]:
    """Every term that the trees ask for; `words` says what a pattern means."""
    for node in nodes:
        for leaf in leaves(node):
            match leaf:
                case Term():
                    yield from ((field_of(leaf), form) for form in leaf.forms)
                case Phrase():
                    field = field_of(leaf)
                    yield from ((field, form) for _, forms in leaf.parts for form in forms)
                case Prefix() | Wildcard() | Fuzzy():
                    field = exact_field(leaf.scope)
                    yield from ((field, word) for word in words(leaf))
                case Identified():
                    for field in (OWN, OTHER, MENTIONED):
                        yield from ((field, key) for key in leaf.keys)
                case Named():
                    yield NAMES, leaf.name
                case Value():
                    yield from ((value_field(leaf.field), value) for value in leaf.values)


def patterns_of(nodes: Iterable[Node]) -> Iterator[Pattern]:
    """Every prefix, wildcard and near spelling in the trees."""
    for node in nodes:
        for leaf in leaves(node):
            if isinstance(leaf, Prefix | Wildcard | Fuzzy):
                yield leaf


def asks_for_captured(node: Node) -> bool:
    """Whether captured texts are looked into."""
    within = isinstance(node, Within) and CAPTURES in node.groups
    return (
        within
        or getattr(node, "scope", "") == "captured"
        or any(map(asks_for_captured, children(node)))
    )


def asks_for_places(node: Node) -> bool:
    """Whether the score depends on where words stand."""
    return isinstance(node, Phrase | Within) or any(map(asks_for_places, children(node)))
