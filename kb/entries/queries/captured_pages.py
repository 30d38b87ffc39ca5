"""Captured documents as pages show them: a summary of each, and one stretch of its versions.

However many versions a document has, a page reads those that it shows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session, col

from kb.core import ids
from kb.core.errors import NotFound
from kb.entries.queries.cards import Rows
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card


@dataclass(frozen=True)
class DocumentSummary:
    """A watched document of an entry: how many versions it has, and between which looks."""

    name: str
    count: int  # versions, numbered from 1
    changes: int  # how often the text changed, as far as the records tell
    first_seen_at: dt.datetime
    last_seen_at: dt.datetime
    is_recorded_by_others: bool  # some of it is owed to Open Terms Archive

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return ids.slugify(self.name)


@cache  # built once, as every entry page needs it
def _summaries() -> Rows:
    changed = case((col(CapturedVersion.kind).in_(["change", "returned"]), 1), else_=0)
    recorded = case((col(CapturedVersion.origin) == "open-terms-archive", 1), else_=0)
    return (
        select(
            col(CapturedVersion.document),
            func.count(),
            func.sum(changed),
            func.min(col(CapturedVersion.first_seen_at)),
            func.max(col(CapturedVersion.last_seen_at)),
            func.max(recorded),
        )
        .where(col(CapturedVersion.entry_id) == bindparam("entry_id"))
        .group_by(col(CapturedVersion.document))
        .order_by(col(CapturedVersion.document))
    )


def document_summaries(session: Session, entry_id: int) -> tuple[DocumentSummary, ...]:
    """The documents of an entry of which texts were captured, by name."""
    rows = session.connection().execute(_summaries(), {"entry_id": entry_id})
    return tuple(
        DocumentSummary(name, count, int(changes), first, last, bool(recorded))
        for name, count, changes, first, last, recorded in rows
    )


def document_summary(session: Session, card: Card, slug: str) -> DocumentSummary:
    """The document with that name in addresses; `NotFound` names those that there are."""
    documents = document_summaries(session, card.id)
    for document in documents:
        if document.slug == slug:
            return document
    known = ", ".join(document.name for document in documents)
    raise NotFound(
        f"No text named “{slug[:60]}” was captured for {card.name}; there are {known}."
        if known
        else f"No texts were captured for {card.name}."
    )


def versions_from(
    session: Session, entry_id: int, name: str, *, newest: int, limit: int
) -> tuple[CapturedVersion, ...]:
    """The versions of a document from a number downwards, newest first."""
    query = (
        select(CapturedVersion)
        .where(
            col(CapturedVersion.entry_id) == entry_id,
            col(CapturedVersion.document) == name,
            col(CapturedVersion.number) <= newest,
        )
        .order_by(col(CapturedVersion.number).desc())
        .limit(limit)
    )
    rows = session.scalars(query).all()
    for row in rows:
        session.expunge(row)
    return tuple(rows)


def numbered_version(
    session: Session, entry_id: int, document: DocumentSummary, number: int
) -> CapturedVersion:
    """One version; `NotFound` says which there are."""
    found = versions_from(session, entry_id, document.name, newest=number, limit=1)
    if not found or found[0].number != number:
        raise NotFound(
            f"{document.name} has no version {number}; its versions run from 1 to {document.count}."
        )
    return found[0]
