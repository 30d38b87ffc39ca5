"""Conditions on columns of documents, which no term stands for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_

from kb.search.postgres_engine.tables import documents
from kb.search.tree import DateRange, Listed
from kb.search.whoosh_engine.schema import NO_DAY, index_key


def of_document(node: DateRange | Listed) -> ColumnElement[bool]:
    """What holds for the documents of a span of time, or for those that are listed."""
    if isinstance(node, Listed):
        return documents.c.key.in_([index_key(key) for key, _ in node.scores])
    conditions = [documents.c.day_first != NO_DAY]
    if node.low is not None:
        conditions.append(documents.c.day_first >= node.low.toordinal())
    if node.high is not None:
        conditions.append(documents.c.day_last <= node.high.toordinal())
    return and_(*conditions)
