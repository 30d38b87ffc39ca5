"""From a query tree to the rows that it finds, exactly.

Whatever only asks which terms are there becomes one tsquery, and so one look into an index; a
tsvector is read only to check a phrase. What is no tsquery is set algebra over the numbers that
queries of their own found, which are kept until the next commit, as posting lists are in the
embedded engine. `tests/search/oracle.py` defines what each node finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    or_,
)

from kb.search.postgres_engine.asked import field_of
from kb.search.postgres_engine.places import in_a_row, loosely, matches, places_of
from kb.search.postgres_engine.rowsets import (
    NO_NUMBERS,
    Numbers,
    Rows,
    Table,
    in_all,
    in_any,
    in_several,
)
from kb.search.tree import (
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

T = TypeVar("T")
#: PostgreSQL tries every lexeme of a tsquery for every row that has one of them: many terms of
#: which any will do are asked for a few at a time, by one query of so many tsqueries.
_ARM: Final = 16
_ARMS: Final = 128
#: Lexemes of one tsquery that is made of several.
_MOST_LEXEMES: Final = 256


@dataclass(frozen=True)
class Lexemes:
    """A tsquery of so many lexemes; where it is any of some terms, `terms` are these."""

    query: str
    count: int
    terms: tuple[int, ...] = ()

    @property
    def is_wide(self) -> bool:
        """Whether it is better asked in several parts."""
        return len(self.terms) > _ARM


#: What holds for the rows that are found: a tsquery, always or never, or being one of some rows.
Condition = Lexemes | bool | Rows


class Source(Protocol):
    """The terms of the index, and what queries find in it."""

    @property
    def documents(self) -> int: ...

    def ids(self, field: str, terms: Iterable[str]) -> list[int]:
        """The numbers of those of the terms that the index has."""

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words that a pattern means."""

    def kept(self, name: str, make: Callable[[], Numbers]) -> Numbers:
        """What goes by the name until the next commit, made if it is not known."""

    def numbers(self, query: Select[Any]) -> Numbers:
        """What a query of one column finds, ascending."""

    def table(self, query: Select[Any]) -> Table:
        """What a query of whole numbers finds, in no order."""


def any_term(ids: Sequence[int]) -> Lexemes | bool:
    """One of the terms is there."""
    return Lexemes("|".join(map(str, ids)), len(ids), tuple(ids)) if ids else False


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
                return self._not(self.run(node.child))
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
        every = self.source.kept(self.name, lambda: self.source.numbers(self._asked(self.every)))
        return in_all([Rows(every), rows]).numbers

    def all_of(self, conditions: Sequence[Condition]) -> Condition:
        """Every one of the conditions."""
        if any(condition is False for condition in conditions):
            return False
        lexemes, rows = _parted(conditions)
        wide = [one for one in lexemes if one.is_wide]
        rest = _merged([one for one in lexemes if not one.is_wide], "&")
        if not rows and len(wide) + len(rest) == 1:
            return [*wide, *rest][0]
        found = in_all([*map(self._rows, rest), *rows]) if rest or rows else None
        for one in wide:
            if found is not None and not found.negated and not len(found.numbers):
                break
            found = self._rows(one) if found is None else in_all([found, self._rows(one)])
        return True if found is None else found

    def _any_of(self, conditions: Sequence[Condition]) -> Condition:
        if any(condition is True for condition in conditions):
            return True
        lexemes, rows = _parted(conditions)
        terms = [term for one in lexemes for term in one.terms]
        single = any_term(list(dict.fromkeys(terms)))
        several = _merged([one for one in lexemes if not one.terms], "|")
        rest = [*([single] if isinstance(single, Lexemes) else []), *several]
        if len(rest) == 2 and not rest[0].is_wide:
            rest = _merged(rest, "|")
        if not rows and len(rest) == 1:
            return rest[0]
        return in_any([*map(self._rows, rest), *rows]) if rest or rows else False

    def _not(self, condition: Condition) -> Condition:
        match condition:
            case Lexemes() if not condition.is_wide:
                return Lexemes(f"!({condition.query})", condition.count)
            case bool():
                return not condition
            case _:
                return self._rows(condition).inverted()

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
                name = f"{self.name} {condition.query}"
                return Rows(self.source.kept(name, lambda: self._with_lexemes(condition)))
            case bool():
                return Rows(NO_NUMBERS, negated=condition)
            case _:
                return condition

    def _with_lexemes(self, wanted: Lexemes) -> Numbers:
        if not wanted.is_wide:
            fits = matches(self.vector, wanted.query)
            return self.source.numbers(self._asked(and_(self.every, fits)))
        arms = ["|".join(map(str, arm)) for arm in _batches(wanted.terms, _ARM)]
        found = NO_NUMBERS
        for some in _batches(arms, _ARMS):
            fits = or_(*(matches(self.vector, arm) for arm in some))
            more = self.source.numbers(self._asked(and_(self.every, fits)))
            found = in_any([Rows(found), Rows(more)]).numbers
            if self._is_every(found):
                break
        return found

    def _is_every(self, found: Numbers) -> bool:
        """Whether no other row can be found."""
        return False

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
        """The numbers of the stretches, of whatever kind, in which the parts stand together."""

        def find() -> Numbers:
            if not slop:
                return np.unique(self.source.numbers(in_a_row(parts, offsets)))
            places = self.source.table(places_of(parts))
            return loosely(places, parts, offsets, slop)

        return self.source.kept(f"together {parts} {offsets} {slop}", find)

    def _of_document(self, node: DateRange | Listed) -> Condition:
        raise NotImplementedError  # each kind of selector says

    def _within(self, node: Within) -> Condition:
        raise NotImplementedError  # each kind of selector says


def _merged(lexemes: Sequence[Lexemes], operator: str) -> list[Lexemes]:
    """One tsquery of all, unless it would be too long."""
    count = sum(one.count for one in lexemes)
    if len(lexemes) < 2 or count > _MOST_LEXEMES:
        return list(lexemes)
    return [Lexemes(operator.join(f"({one.query})" for one in lexemes), count)]


def _batches(every: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (every[at : at + size] for at in range(0, len(every), size))


def _parted(conditions: Sequence[Condition]) -> tuple[list[Lexemes], list[Rows]]:
    """The tsqueries and the sets of rows; what always or never holds is left out."""
    lexemes = [one for one in conditions if isinstance(one, Lexemes)]
    return lexemes, [one for one in conditions if isinstance(one, Rows)]
