"""What was public on a day: the versions that stood then of entries that changed since.

An entry whose newest version was published by then stood as it stands now, so that its rows say
what was known. Of the others the documents of that day are read. Days end at midnight UTC.
Withdrawn entries stay withdrawn for every day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from kb.core.errors import NotFound
from kb.entries.documents import Document
from kb.entries.queries.cards import public
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Entry, Publication, Revision


@dataclass(frozen=True)
class Stood:
    """The version of an entry that stood on a day."""

    entry_id: int
    version: int
    published_at: dt.datetime
    text: str  # its document

    @property
    def document(self) -> Document:
        return stored_document(self.text)


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of a day."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)


def changed_since(session: Session, day: dt.date, *, kind: str | None = None) -> frozenset[int]:
    """The public entries of which a version was published after the day."""
    query = public(select(col(Entry.id))).where(col(Entry.published_at) > end_of(day))
    if kind is not None:
        query = query.where(col(Entry.kind) == kind)
    return frozenset(row.id for row in session.connection().execute(query))


def replaced_since(session: Session, day: dt.date) -> int:
    """How many public entries had a version on the day and have a newer one now."""
    query = public(
        select(func.count(func.distinct(col(Publication.entry_id)))).join(
            Entry, col(Entry.id) == col(Publication.entry_id)
        )
    ).where(col(Entry.published_at) > end_of(day), col(Publication.published_at) <= end_of(day))
    return int(session.connection().execute(query).scalar_one())


def stood_on(
    session: Session,
    day: dt.date,
    *,
    kind: str | None = None,
    entry_ids: Collection[int] | None = None,
    having: str = "",
) -> dict[int, Stood]:
    """The versions that stood on the day, of public entries that changed since.

    What was not published yet is left out. `having` leaves documents that have this key.
    """
    standing = (
        public(select(col(Publication.entry_id), func.max(col(Publication.number)).label("number")))
        .join(Entry, col(Entry.id) == col(Publication.entry_id))
        .where(col(Entry.published_at) > end_of(day), col(Publication.published_at) <= end_of(day))
        .group_by(col(Publication.entry_id))
    )
    if kind is not None:
        standing = standing.where(col(Entry.kind) == kind)
    if entry_ids is not None:
        standing = standing.where(col(Entry.id).in_(entry_ids))
    newest = standing.subquery()
    query = (
        select(
            col(Publication.entry_id),
            col(Publication.number),
            col(Publication.published_at),
            col(Revision.document),
        )
        .join(
            newest,
            (newest.c.entry_id == col(Publication.entry_id))
            & (newest.c.number == col(Publication.number)),
        )
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
    )
    if having:
        query = query.where(col(Revision.document).contains(f'"{having}"', autoescape=True))
    return {row.entry_id: Stood(*row) for row in session.connection().execute(query)}


def require_published_by(session: Session, day: dt.date) -> None:
    """`NotFound`, saying what was published first, where nothing was public on that day."""
    first = session.connection().execute(
        public(
            select(func.min(col(Publication.published_at))).join(
                Entry, col(Entry.id) == col(Publication.entry_id)
            )
        )
    )
    moment: dt.datetime | None = first.scalar()
    if moment is not None and moment > end_of(day):
        raise NotFound(
            f"Nothing was published here by {day.isoformat()}; the first entries are of "
            f"{moment.date().isoformat()}. as-of asks what this site said on a day; what had been "
            "decided by a day is what grids show for until, and lists for dates of filing."
        )
