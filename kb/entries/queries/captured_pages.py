"""Captured documents as pages show them: a summary of each, and one stretch of its versions.

However many versions a document has, a page reads those that it shows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select
from sqlmodel import Session, col

from kb.core import ids
from kb.core.dates import earliest, precision
from kb.core.errors import NotFound
from kb.entries.queries.captures import CapturedDocument
from kb.entries.queries.cards import Rows
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card

#: Versions before a day that are read for it: a text may change several times on one day.
AROUND: Final = 20
MOST_CITED: Final = 200


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


def newest_versions(
    session: Session, entry_id: int, *, most: int
) -> tuple[tuple[CapturedDocument, ...], int]:
    """The documents with their newest versions, oldest first; how many were left out."""
    summaries = document_summaries(session, entry_id)
    documents = tuple(
        CapturedDocument(
            one.name,
            versions_from(session, entry_id, one.name, newest=one.count, limit=most)[::-1],
        )
        for one in summaries
    )
    return documents, sum(max(0, one.count - most) for one in summaries)


def versions_around(session: Session, entry_id: int, day: dt.date) -> tuple[CapturedDocument, ...]:
    """The documents with those versions alone that bear on a day (UTC), and the newest one.

    That is what was seen up to then, the latest few, and what was seen first after it.
    """
    end = dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)
    found = []
    for one in document_summaries(session, entry_id):
        query = select(CapturedVersion).where(
            col(CapturedVersion.entry_id) == entry_id, col(CapturedVersion.document) == one.name
        )
        number = col(CapturedVersion.number)
        until = query.where(col(CapturedVersion.first_seen_at) <= end).order_by(number.desc())
        after = query.where(col(CapturedVersion.first_seen_at) > end).order_by(number)
        rows = {
            row.number: row
            for row in (
                *session.scalars(until.limit(AROUND)),
                *session.scalars(after.limit(1)),
                *session.scalars(query.where(number == one.count)),
            )
        }
        for row in rows.values():
            session.expunge(row)
        found.append(CapturedDocument(one.name, tuple(rows[at] for at in sorted(rows))))
    return tuple(found)


def versions_cited(
    session: Session, entry_id: int, *, record: str, day: str | None
) -> tuple[CapturedDocument, ...]:
    """The documents with the versions that a source may cite.

    Those are the ones of a record (the id of its commit, empty for none), and those that were
    seen on the day (ISO) that the source gives itself.
    """
    conditions: list[ColumnElement[bool]] = []
    if record:
        conditions.append(col(CapturedVersion.reference).contains(record, autoescape=True))
    if day is not None and precision(day) == "day":
        start = dt.datetime.combine(earliest(day), dt.time.min, tzinfo=dt.UTC)
        end = dt.datetime.combine(earliest(day), dt.time.max, tzinfo=dt.UTC)
        conditions.append(
            and_(
                col(CapturedVersion.first_seen_at) <= end,
                col(CapturedVersion.last_seen_at) >= start,
            )
        )
    if not conditions:
        return ()
    query = (
        select(CapturedVersion)
        .where(col(CapturedVersion.entry_id) == entry_id, or_(*conditions))
        .order_by(col(CapturedVersion.document), col(CapturedVersion.number))
        .limit(MOST_CITED)
    )
    rows = session.scalars(query).all()
    for row in rows:
        session.expunge(row)
    return tuple(
        CapturedDocument(name, tuple(versions))
        for name, versions in groupby(rows, key=lambda row: row.document)
    )
