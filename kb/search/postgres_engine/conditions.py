"""From a query tree to the rows that it finds, exactly.

Whatever only asks which terms are there becomes one tsquery, and so one look into an index; a
tsvector is read only to check a phrase. What is no tsquery is set algebra over the numbers that
queries of their own found, which are kept until the next commit, as posting lists are in the
embedded engine. `tests/search/oracle.py` defines what each node finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    and_,
    cast,
    func,
    literal,
    select,
    true,
)

from kb.search.engine import GROUPS
from kb.search.postgres_engine.asked import field_of
from kb.search.postgres_engine.columns import of_document
from kb.search.postgres_engine.places import matches, together
from kb.search.postgres_engine.rowsets import (
    NO_NUMBERS,
    Numbers,
    Rows,
    in_all,
    in_any,
    in_several,
)
from kb.search.postgres_engine.tables import documents, stretches
from kb.search.tree import (
    PLACED,
    And,
    AtLeast,
    DateRange,
    Everything,
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
    Term,
    Value,
    Wildcard,
    Within,
)
from kb.search.whoosh_engine.schema import (
    MENTIONED,
    NAMES,
    OTHER,
    OWN,
    exact_field,
    value_field,
)

#: Lexemes of one tsquery; PostgreSQL takes fewer than 32,768 lexemes and operators.
_MOST_LEXEMES: Final = 8_000
#: The number of a stretch is its document's number and, in the lower bits, its own.
_STRETCH_BITS: Final = 20


@dataclass(frozen=True)
class Lexemes:
    """A tsquery of so many lexemes."""

    query: str
    count: int


#: What holds for the rows that are found: a tsquery, always or never, or being one of some rows.
Condition = Lexemes | bool | Rows


class Source(Protocol):
    """The terms of the index, and what queries find in it."""

    def ids(self, field: str, terms: Iterable[str]) -> list[int]:
        """The numbers of those of the terms that the index has."""

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words that a pattern means."""

    def numbers(self, name: str, query: Select[Any]) -> Numbers:
        """What a query of one column finds, ascending; kept by the name, unless it is empty."""


def any_term(ids: Sequence[int]) -> Lexemes | bool:
    """One of the terms is there."""
    return Lexemes("|".join(map(str, ids)), len(ids)) if ids else False


class Selector:
    """Finds rows, each of which stands for something that can be found.

    `name` tells kinds of rows apart, `vector` has their terms, and `every` holds for all of them.
    """

    name: str
    vector: ColumnElement[Any]
    every: ColumnElement[bool]

    def __init__(self, source: Source) -> None:
        self.source = source

    def run(self, node: Node) -> Condition:
        """What holds for the rows that a tree finds."""
        match node:
            case And():
                return self.all_of([self.run(child) for child in node.children])
            case Or():
                return self._any_of([self.run(child) for child in node.children])
            case AtLeast():
                return self._at_least(node)
            case Not():
                return _not(self.run(node.child))
            case Maybe():
                return self.run(node.required)
            case Within():
                return self._within(node)
            case _:
                return self._leaf(node)

    # -- conditions

    def numbers(self, condition: Condition) -> Numbers:
        """The numbers of the rows that meet the condition, ascending."""
        rows = self._rows(condition)
        if not rows.negated:
            return rows.numbers
        every = self.source.numbers(self.name, self._asked(self.every))
        return in_all([Rows(every), rows]).numbers

    def all_of(self, conditions: Sequence[Condition]) -> Condition:
        """Every one of the conditions."""
        if any(condition is False for condition in conditions):
            return False
        lexemes, rows = _parted(conditions)
        rest = self._merged(lexemes, "&")
        if not rows and len(rest) == 1:
            return rest[0]
        return in_all([*map(self._rows, rest), *rows]) if rest or rows else True

    def _any_of(self, conditions: Sequence[Condition]) -> Condition:
        if any(condition is True for condition in conditions):
            return True
        lexemes, rows = _parted(conditions)
        rest = self._merged(lexemes, "|")
        if not rows and len(rest) == 1:
            return rest[0]
        return in_any([*map(self._rows, rest), *rows]) if rest or rows else False

    def _at_least(self, node: AtLeast) -> Condition:
        found = [self.run(child) for child in node.children]
        least = max(1, node.minimum)
        if least == 1:
            return self._any_of(found)
        possible = [condition for condition in found if condition is not False]
        if len(possible) < least:
            return False
        return Rows(in_several([self.numbers(condition) for condition in possible], least))

    def _rows(self, condition: Condition) -> Rows:
        match condition:
            case Lexemes():
                asked = self._asked(and_(self.every, matches(self.vector, condition.query)))
                return Rows(self.source.numbers(f"{self.name} {condition.query}", asked))
            case bool():
                return Rows(NO_NUMBERS, negated=condition)
            case _:
                return condition

    @staticmethod
    def _merged(lexemes: Sequence[Lexemes], operator: str) -> list[Lexemes]:
        """One tsquery of all, unless it would be too long."""
        count = sum(one.count for one in lexemes)
        if len(lexemes) < 2 or count > _MOST_LEXEMES:
            return list(lexemes)
        return [Lexemes(operator.join(f"({one.query})" for one in lexemes), count)]

    def _asked(self, where: ColumnElement[bool]) -> Select[Any]:
        """A query for the numbers of the rows for which something holds."""
        raise NotImplementedError  # each kind of selector says

    # -- leaves

    def _leaf(self, node: Node) -> Condition:
        match node:
            case Term():
                return any_term(self.source.ids(field_of(node), node.forms))
            case Phrase():
                return self._phrase(node)
            case Prefix() | Wildcard() | Fuzzy():
                return any_term(self.source.ids(exact_field(node.scope), self.source.words(node)))
            case Identified():
                fields = (OWN, OTHER, MENTIONED) if node.mentions else (OWN, OTHER)
                ids = (self.source.ids(name, node.keys) for name in fields)
                return any_term([id_ for found in ids for id_ in found])
            case Named():
                return any_term(self.source.ids(NAMES, [node.name]))
            case Value():
                return any_term(self.source.ids(value_field(node.field), node.values))
            case DateRange() | Listed():
                return self._of_document(node)
            case Everything():
                return True
            case Nothing():
                return False
        raise AssertionError(node)

    def _phrase(self, node: Phrase) -> Condition:
        parts = [self.source.ids(field_of(node), forms) for _, forms in node.parts]
        if not all(parts):
            return False
        offsets = [offset for offset, _ in node.parts]
        return Rows(self._together(parts, offsets, node.slop))

    def _together(
        self, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
    ) -> Numbers:
        raise NotImplementedError  # each kind of selector says

    def _of_document(self, node: DateRange | Listed) -> Condition:
        raise NotImplementedError  # each kind of selector says

    def _within(self, node: Within) -> Condition:
        raise NotImplementedError  # each kind of selector says


class DocumentSelector(Selector):
    """Finds documents; the number of one is its id."""

    name = "documents"
    vector = documents.c.terms
    every = true()

    def _asked(self, where: ColumnElement[bool]) -> Select[Any]:
        return select(documents.c.id).where(where)

    def _together(
        self, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
    ) -> Numbers:
        query = together(parts, offsets, slop, (stretches.c.document,))
        return np.unique(self.source.numbers(f"phrase {parts} {offsets} {slop}", query))

    def _of_document(self, node: DateRange | Listed) -> Condition:
        return Rows(self.source.numbers("", self._asked(of_document(node))))

    def _within(self, node: Within) -> Condition:
        inside = StretchSelector(self, node.groups)
        condition = inside.run(node.child)
        if condition is True:
            return Rows(inside.entries_with_any())
        return Rows(np.unique(inside.numbers(condition) >> _STRETCH_BITS))


class StretchSelector(Selector):
    """Finds stretches of some groups; what is no word of the text is asked of the entry."""

    vector = stretches.c.words

    def __init__(self, entries: DocumentSelector, groups: tuple[str, ...]) -> None:
        super().__init__(entries.source)
        self.entries = entries
        kinds = sorted(GROUPS.index(group) for group in groups)
        self.name = f"stretches {kinds}"
        self.of_groups = stretches.c.kind.in_(kinds)
        self.every = and_(self.of_groups, stretches.c.piece == 0)

    def entries_with_any(self) -> Numbers:
        """The ids of the documents that have such stretches."""
        query = select(stretches.c.document).where(self.every).distinct()
        return self.source.numbers(f"entries with {self.name}", query)

    def _asked(self, where: ColumnElement[bool]) -> Select[Any]:
        return select(_number(stretches.c.document, stretches.c.stretch)).where(where)

    def _together(
        self, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
    ) -> Numbers:
        row = (stretches.c.document, stretches.c.stretch)
        found = together(parts, offsets, slop, row).subquery()
        query = select(_number(found.c.document, found.c.stretch))
        every = self._rows(self._holding(parts))
        numbers = self.source.numbers(f"placed phrase {parts} {offsets} {slop}", query)
        return in_all([Rows(np.unique(numbers)), every]).numbers

    @staticmethod
    def _holding(parts: Sequence[Sequence[int]]) -> Lexemes:
        """What a stretch of the groups with a phrase has: its first part."""
        return Lexemes("|".join(map(str, parts[0])), len(parts[0]))

    def _leaf(self, node: Node) -> Condition:
        match node:
            case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy() if node.scope in PLACED:
                return super()._leaf(node)
            case Everything():
                return True
            case Named():
                return False
            case _:
                return self._of_entry(self.entries.run(node))

    def _within(self, node: Within) -> Condition:
        return self._of_entry(self.entries.run(node))

    def _of_entry(self, condition: Condition) -> Condition:
        """All stretches of the entries that meet the condition."""
        if isinstance(condition, bool):
            return condition
        ids = literal(self.entries.numbers(condition).tolist(), ARRAY(Integer))
        of_them = and_(self.every, stretches.c.document == func.any(ids))
        return Rows(self.source.numbers("", self._asked(of_them)))


def _number(document: ColumnElement[Any], stretch: ColumnElement[Any]) -> ColumnElement[int]:
    return cast(document, BigInteger) * (1 << _STRETCH_BITS) + stretch


def _not(condition: Condition) -> Condition:
    match condition:
        case Lexemes():
            return Lexemes(f"!({condition.query})", condition.count)
        case bool():
            return not condition
        case _:
            return condition.inverted()


def _parted(conditions: Sequence[Condition]) -> tuple[list[Lexemes], list[Rows]]:
    """The tsqueries and the sets of rows; what always or never holds is left out."""
    lexemes = [one for one in conditions if isinstance(one, Lexemes)]
    return lexemes, [one for one in conditions if isinstance(one, Rows)]
