"""From a query tree to conditions in SQL: what the tree finds, exactly.

Whatever only asks which terms are there becomes one tsquery; the rest is set algebra over the
ids that queries of their own find. Each of these is answered out of an index; a tsvector is
read only to check a phrase. `tests/search/oracle.py` defines what each node finds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    not_,
    select,
    true,
    tuple_,
    union,
    union_all,
)

from kb.search.engine import GROUPS
from kb.search.postgres_engine.asked import field_of
from kb.search.postgres_engine.columns import of_document
from kb.search.postgres_engine.places import matches, together
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


@dataclass(frozen=True)
class Lexemes:
    """A tsquery of so many lexemes."""

    query: str
    count: int


Condition = Lexemes | bool | ColumnElement[bool]


class Terms(Protocol):
    """The terms of the index."""

    def ids(self, field: str, terms: Iterable[str]) -> list[int]:
        """The numbers of those of the terms that the index has."""

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words that a pattern means."""


def any_term(ids: Sequence[int]) -> Lexemes | bool:
    """One of the terms is there."""
    return Lexemes("|".join(map(str, ids)), len(ids)) if ids else False


class Selector:
    """Conditions on rows, each of which stands for something that can be found.

    `columns` tell one from another, `vector` has its terms, and `every` holds for all rows.
    `placed` are the columns of a stretch that tell which row it belongs to.
    """

    columns: tuple[ColumnElement[Any], ...]
    placed: tuple[ColumnElement[Any], ...]
    vector: ColumnElement[Any]
    every: ColumnElement[bool]

    def __init__(self, terms: Terms) -> None:
        self.terms = terms

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

    def where(self, condition: Condition) -> ColumnElement[bool]:
        """The condition as a part of a WHERE clause."""
        match condition:
            case Lexemes():
                return matches(self.vector, condition.query)
            case bool():
                return true() if condition else false()
            case _:
                return condition

    def found(self, condition: Condition) -> Select[Any]:
        """A query for the rows that meet the condition."""
        return select(*self.columns).where(self.every, self.where(condition)).correlate(None)

    def among(self, found: Any) -> ColumnElement[bool]:
        """The row is one of those that a query finds."""
        row = self.columns[0] if len(self.columns) == 1 else tuple_(*self.columns)
        return row.in_(found)

    def all_of(self, conditions: Sequence[Condition]) -> Condition:
        """Every one of the conditions."""
        if any(condition is False for condition in conditions):
            return False
        lexemes, others = _parted(conditions)
        together = _merged(lexemes, "&")
        if together and not others:
            return together
        rest = [together] if together else lexemes
        return and_(*map(self.where, rest), *others) if rest or others else True

    def _any_of(self, conditions: Sequence[Condition]) -> Condition:
        if any(condition is True for condition in conditions):
            return True
        lexemes, others = _parted(conditions)
        together = _merged(lexemes, "|")
        if together and not others:
            return together
        rest: list[Condition] = [*([together] if together else lexemes), *others]
        if len(rest) < 2:
            return rest[0] if rest else False
        return self.among(union(*map(self.found, rest)))

    def _not(self, condition: Condition) -> Condition:
        match condition:
            case Lexemes():
                return Lexemes(f"!({condition.query})", condition.count)
            case bool():
                return not condition
            case _:
                return not_(condition)

    def _at_least(self, node: AtLeast) -> Condition:
        found = [self.run(child) for child in node.children]
        least = max(1, node.minimum)
        if least == 1:
            return self._any_of(found)
        queries = [self.found(condition) for condition in found if condition is not False]
        if len(queries) < least:
            return False
        each = union_all(*queries).subquery()
        return self.among(
            select(*each.columns).group_by(*each.columns).having(func.count() >= least)
        )

    # -- leaves

    def _leaf(self, node: Node) -> Condition:
        match node:
            case Term():
                return any_term(self.terms.ids(field_of(node), node.forms))
            case Phrase():
                return self._phrase(node)
            case Prefix() | Wildcard() | Fuzzy():
                return any_term(self.terms.ids(exact_field(node.scope), self.terms.words(node)))
            case Identified():
                fields = (OWN, OTHER, MENTIONED) if node.mentions else (OWN, OTHER)
                return any_term([id_ for name in fields for id_ in self.terms.ids(name, node.keys)])
            case Named():
                return any_term(self.terms.ids(NAMES, [node.name]))
            case Value():
                return any_term(self.terms.ids(value_field(node.field), node.values))
            case DateRange() | Listed():
                return of_document(node)
            case Everything():
                return True
            case Nothing():
                return False
        raise AssertionError(node)

    def _phrase(self, node: Phrase) -> Condition:
        parts = [self.terms.ids(field_of(node), forms) for _, forms in node.parts]
        if not all(parts):
            return False
        offsets = [offset for offset, _ in node.parts]
        return self.among(together(parts, offsets, node.slop, self.placed))

    def _within(self, node: Within) -> Condition:
        raise NotImplementedError  # each kind of selector says


class DocumentSelector(Selector):
    """Conditions on documents."""

    columns = (documents.c.id,)
    vector = documents.c.terms
    every = true()
    placed = (stretches.c.document,)

    def _within(self, node: Within) -> Condition:
        inside = StretchSelector(self, node.groups)
        condition = inside.run(node.child)
        if condition is False:
            return False
        found = select(stretches.c.document).where(inside.every, inside.where(condition))
        return self.among(found.correlate(None))


class StretchSelector(Selector):
    """Conditions on the stretches of some groups; what is no word of the text is the entry's."""

    columns = (stretches.c.document, stretches.c.stretch)
    vector = stretches.c.words
    placed = columns

    def __init__(self, entries: DocumentSelector, groups: tuple[str, ...]) -> None:
        super().__init__(entries.terms)
        self.entries = entries
        kinds = [GROUPS.index(group) for group in groups]
        self.every = and_(stretches.c.kind.in_(kinds), stretches.c.piece == 0)

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
        if isinstance(condition, bool):
            return condition
        return stretches.c.document.in_(self.entries.found(condition))


def _parted(
    conditions: Sequence[Condition],
) -> tuple[list[Lexemes], list[ColumnElement[bool]]]:
    """The tsqueries and the other conditions; what always or never holds is left out."""
    lexemes = [one for one in conditions if isinstance(one, Lexemes)]
    others = [one for one in conditions if not isinstance(one, Lexemes | bool)]
    return lexemes, others


def _merged(lexemes: Sequence[Lexemes], operator: str) -> Lexemes | None:
    """One tsquery of all; None for none, and where it would be too long."""
    count = sum(one.count for one in lexemes)
    if not lexemes or count > _MOST_LEXEMES:
        return None
    if len(lexemes) == 1:
        return lexemes[0]
    return Lexemes(operator.join(f"({one.query})" for one in lexemes), count)
