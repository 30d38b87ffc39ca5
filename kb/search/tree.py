"""The parsed query: a small immutable tree that every engine evaluates alike.

What each node finds is defined by sets of documents (`tests/search/oracle.py` is that
definition in a page of Python); scores are the engine's own affair. Nodes are hashable, so
that results can be kept by query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

#: A searchable text: all of it, one part, or the captured texts, which are no part of it.
#: Every scope has words (`exact`) and stems.
Scope = Literal[
    "text", "title", "party", "plaintiff", "defendant", "judge", "court", "docket", "citation",
    "system", "dataset", "captured",
]  # fmt: skip
Forms = tuple[str, ...]
#: The scopes whose words must stand in one stretch where stretches are looked into.
PLACED: Final = ("text", "captured")


@dataclass(frozen=True)
class Term:
    """Documents in which one of the forms stands; `exact` forms are words, others stems."""

    scope: Scope
    forms: Forms
    exact: bool = False
    boost: float = 1.0
    word: str = ""  # as typed and folded, where one plain word was typed
    start: int = -1
    end: int = -1


@dataclass(frozen=True)
class Phrase:
    """Documents in which the parts stand at these distances, in one place.

    With `slop` each part may stand up to that many words after the one before it. `quoted`
    tells a phrase that somebody asked for from one word written with a hyphen.
    """

    scope: Scope
    parts: tuple[tuple[int, Forms], ...]
    exact: bool = False
    slop: int = 0
    boost: float = 1.0
    quoted: bool = False


@dataclass(frozen=True)
class Prefix:
    scope: Scope
    prefix: str
    boost: float = 1.0


@dataclass(frozen=True)
class Wildcard:
    """`*` is any run of characters, `?` one; the first two are always literal."""

    scope: Scope
    pattern: str
    boost: float = 1.0


@dataclass(frozen=True)
class Fuzzy:
    """Words at most `edits` single-letter changes away that begin with the same letter."""

    scope: Scope
    word: str
    edits: int
    boost: float = 1.0


@dataclass(frozen=True)
class Identified:
    """Documents that go by one of the keys; with `mentions` also those that speak of it."""

    keys: frozenset[str]
    mentions: bool = True
    boost: float = 1.0


@dataclass(frozen=True)
class Named:
    """Documents whose whole title or short name this is, letters and digits alone."""

    name: str
    boost: float = 1.0


@dataclass(frozen=True)
class Value:
    """Documents that have one of the values of a field such as `kind`, scored with the boost."""

    field: str
    values: tuple[str, ...]
    boost: float = 0.0


@dataclass(frozen=True)
class DateRange:
    """Documents whose date, as far as it is known, lies wholly within; None is open."""

    low: date | None
    high: date | None


@dataclass(frozen=True)
class Listed:
    """The documents with these keys (kind and slug), each with its score, above 0."""

    scores: tuple[tuple[tuple[str, str], float], ...]


@dataclass(frozen=True)
class And:
    children: tuple[Node, ...]
    boost: float = 1.0


@dataclass(frozen=True)
class Or:
    """Documents that any child finds; with `best` only the highest of their scores counts."""

    children: tuple[Node, ...]
    boost: float = 1.0
    best: bool = False


@dataclass(frozen=True)
class AtLeast:
    """Documents that are found by at least so many of the children."""

    minimum: int
    children: tuple[Node, ...]


@dataclass(frozen=True)
class Not:
    child: Node


@dataclass(frozen=True)
class Maybe:
    """What `required` finds; the optional ones only raise the score."""

    required: Node
    optional: tuple[Node, ...]


@dataclass(frozen=True)
class Within:
    """Documents of which a single stretch of the text has what the child looks for.

    `groups` say which: statements of a group, or any text of `entries` beside them. Words,
    phrases and patterns of the scopes `text` and `captured` must stand in the stretch, which has
    no name; whatever else the child asks for must hold for the document.
    """

    groups: tuple[str, ...]
    child: Node


@dataclass(frozen=True)
class Everything:
    pass


@dataclass(frozen=True)
class Nothing:
    pass


Leaf = (
    Term | Phrase | Prefix | Wildcard | Fuzzy | Identified | Named | Value | DateRange | Listed
    | Everything | Nothing
)  # fmt: skip
Node = Leaf | And | Or | AtLeast | Not | Maybe | Within


def children(node: Node) -> tuple[Node, ...]:
    """The nodes below a node, optional ones included."""
    match node:
        case And() | Or() | AtLeast():
            return node.children
        case Not() | Within():
            return (node.child,)
        case Maybe():
            return (node.required, *node.optional)
        case _:
            return ()


def leaves(node: Node, *, negated: bool = True) -> Iterator[Leaf]:
    """Every leaf; without `negated` those under a `Not` are left out."""
    match node:
        case And() | Or() | AtLeast() | Maybe() | Within():
            for child in children(node):
                yield from leaves(child, negated=negated)
        case Not():
            if negated:
                yield from leaves(node.child, negated=negated)
        case _:
            yield node


def depth(node: Node) -> int:
    below = children(node)
    return 1 + max(map(depth, below)) if below else 1
