"""Looking into some statements of entries only, captured texts among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kb.search.engine import PASSAGE_GROUPS
from kb.search.tree import (
    And,
    AtLeast,
    Fuzzy,
    Maybe,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)

CAPTURES: Final = PASSAGE_GROUPS["capture"]


def looking_into(groups: Sequence[str], tree: Node) -> Node:
    """The tree, of whose words one statement of the groups must have all."""
    own = tuple(group for group in groups if group != CAPTURES)
    parts: list[Node] = [Within(own, tree)] if own else []
    if CAPTURES in groups:
        parts.append(Within((CAPTURES,), in_captured(tree)))
    if len(parts) < 2:
        return parts[0] if parts else Nothing()
    return Or(tuple(parts), best=True)


def in_captured(node: Node) -> Node:
    """The same words, looked for in captured texts; what belongs to fields stays."""
    match node:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy() if node.scope == "text":
            return replace(node, scope="captured")
        case And() | Or() | AtLeast():
            return replace(node, children=tuple(map(in_captured, node.children)))
        case Maybe():
            optional = tuple(map(in_captured, node.optional))
            return Maybe(in_captured(node.required), optional)
        case Not():
            return Not(in_captured(node.child))
        case _:
            return node
