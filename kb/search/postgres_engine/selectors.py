"""The rows in which a query tree is looked for: documents, and stretches of their texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    func,
    literal,
    select,
    true,
)

from kb.search.engine import GROUPS
from kb.search.postgres_engine.columns import of_document
from kb.search.postgres_engine.conditions import Condition, Selector, any_term
from kb.search.postgres_engine.places import NUMBER, STRETCH_BITS
from kb.search.postgres_engine.rowsets import Numbers, Rows, in_all
from kb.search.postgres_engine.tables import documents, stretches
from kb.search.tree import (
    PLACED,
    DateRange,
    Everything,
    Fuzzy,
    Listed,
    Named,
    Node,
    Phrase,
    Prefix,
    Term,
    Wildcard,
    Within,
)


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
        return np.unique(super()._together(parts, offsets, slop) >> STRETCH_BITS)

    def _is_every(self, found: Numbers) -> bool:
        return len(found) == self.source.documents

    def _of_document(self, node: DateRange | Listed) -> Condition:
        return Rows(self.source.numbers(self._asked(of_document(node))))

    def _within(self, node: Within) -> Condition:
        inside = StretchSelector(self, node.groups)
        condition = inside.run(node.child)
        if condition is True:
            return Rows(inside.entries_with_any())
        return Rows(np.unique(inside.numbers(condition) >> STRETCH_BITS))


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
        return self.source.kept(f"entries with {self.name}", lambda: self.source.numbers(query))

    def _asked(self, where: ColumnElement[bool]) -> Select[Any]:
        return select(NUMBER).where(where)

    def _together(
        self, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
    ) -> Numbers:
        found = super()._together(parts, offsets, slop)
        return in_all([Rows(found), self._rows(self._holding(parts))]).numbers

    @staticmethod
    def _holding(parts: Sequence[Sequence[int]]) -> Condition:
        """What a stretch of the groups with a phrase has: its first part."""
        return any_term(parts[0])

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
        return Rows(self.source.numbers(self._asked(of_them)))
