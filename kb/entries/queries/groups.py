"""Entries by what they have in common, and what the overview pages count."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from kb.core.dates import precision
from kb.entries.queries.cards import card_query, cards_by_id, public, to_card
from kb.entries.queries.pages import chosen, to_version, version_query
from kb.entries.queries.stored import stored_document
from kb.entries.tables import (
    Answer,
    CaseDetail,
    Entry,
    EntrySource,
    EntryTopic,
    Publication,
    Revision,
)
from kb.entries.views import Card, Version


@dataclass(frozen=True)
class FiledCase:
    """When a case was filed, as far as that is known, and where."""

    filed: str | None
    day: dt.date | None  # earliest
    jurisdiction: str

    @property
    def has_month(self) -> bool:
        """Whether at least the month is known, so that it belongs to one quarter."""
        return self.filed is not None and precision(self.filed) != "year"


@dataclass(frozen=True)
class OpenPoint:
    """A fact that is uncertain in a way that the entry states."""

    card: Card
    about: str
    text: str


def entries_where(
    session: Session,
    *,
    kind: str | None = None,
    topic: str | None = None,
    jurisdiction: str | None = None,
    court: str | None = None,
) -> tuple[Card, ...]:
    """Public entries that meet every condition given, newest first."""
    query = card_query()
    if kind is not None:
        query = query.where(col(Entry.kind) == kind)
    if topic is not None:
        on_topic = select(col(EntryTopic.entry_id)).where(col(EntryTopic.topic) == topic)
        query = query.where(col(Entry.id).in_(on_topic))
    if jurisdiction is not None:
        query = query.where(col(Entry.jurisdiction) == jurisdiction)
    if court is not None:
        query = query.where(col(CaseDetail.court_id) == court)
    query = query.order_by(col(Entry.sort_date).desc(), col(Entry.slug))
    return tuple(map(to_card, session.connection().execute(query)))


def filed_cases(session: Session) -> tuple[FiledCase, ...]:
    """Every public case with its date of filing."""
    query = public(
        select(col(CaseDetail.filed), col(CaseDetail.filed_earliest), col(Entry.jurisdiction)).join(
            Entry, col(Entry.id) == col(CaseDetail.entry_id)
        )
    )
    return tuple(FiledCase(*row) for row in session.connection().execute(query))


def court_counts(session: Session) -> dict[str, int]:
    """How many public cases each court has."""
    query = public(
        select(col(CaseDetail.court_id), func.count()).join(
            Entry, col(Entry.id) == col(CaseDetail.entry_id)
        )
    ).group_by(col(CaseDetail.court_id))
    return dict(session.connection().execute(query).all())


def language_counts(session: Session) -> dict[str, int]:
    """Public entries by the language of their subject's text."""
    query = public(select(col(Entry.language), func.count())).group_by(col(Entry.language))
    return dict(session.connection().execute(query).all())


def status_counts(session: Session, kind: str) -> dict[str, int]:
    """Public entries of a kind by status."""
    query = public(select(col(Entry.status), func.count())).where(col(Entry.kind) == kind)
    rows = session.connection().execute(query.group_by(col(Entry.status))).all()
    return {status: count for status, count in rows if status is not None}


def as_of_ranges(session: Session) -> dict[str, tuple[str, str]]:
    """The oldest and the newest as-of date of each kind."""
    query = public(
        select(col(Entry.kind), func.min(col(Entry.as_of)), func.max(col(Entry.as_of)))
    ).group_by(col(Entry.kind))
    rows = session.connection().execute(query)
    return {kind: (oldest, newest) for kind, oldest, newest in rows}


def certainty_counts(session: Session) -> dict[str, int]:
    """Dated answers of platforms by how sure the date is."""
    query = public(
        select(col(Answer.certainty), func.count()).join(
            Entry, col(Entry.id) == col(Answer.entry_id)
        )
    ).where(col(Answer.certainty).is_not(None))
    rows = session.connection().execute(query.group_by(col(Answer.certainty)))
    return {str(certainty): count for certainty, count in rows}


def cited_sources(session: Session) -> dict[str, int]:
    """How many citations of a source are of a primary one, and how many of a secondary one."""
    query = public(
        select(col(EntrySource.kind), func.count()).join(
            Entry, col(Entry.id) == col(EntrySource.entry_id)
        )
    ).group_by(col(EntrySource.kind))
    return dict(session.connection().execute(query).all())


def open_points(session: Session) -> tuple[OpenPoint, ...]:
    """What the published documents themselves say is uncertain, by kind and name of the entry."""
    query = public(
        select(col(Entry.id), col(Revision.document)).join(
            Revision, col(Revision.id) == col(Entry.published_revision_id)
        )
    ).where(col(Revision.document).contains('"anomalies"', autoescape=True))
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, (row.id for row in rows))
    points = [
        OpenPoint(cards[row.id], anomaly.about, anomaly.text)
        for row in rows
        for anomaly in stored_document(row.document).anomalies
    ]
    return tuple(sorted(points, key=lambda point: (point.card.kind, point.card.name.casefold())))


def publication_count(
    session: Session,
    *,
    kind: str | None = None,
    changed: str | None = None,
    origin: str | None = None,
) -> int:
    """How many publications there are, narrowed as by `recent_versions`."""
    query = public(
        select(func.count())
        .select_from(Publication)
        .join(Entry, col(Entry.id) == col(Publication.entry_id))
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
    )
    query = chosen(query, kind=kind, changed=changed, origin=origin)
    return int(session.connection().execute(query).scalar_one())


def later_versions(session: Session, *, limit: int) -> tuple[Version, ...]:
    """The newest publications that changed an entry, so not the first of each."""
    query = public(version_query().join(Entry, col(Entry.id) == col(Publication.entry_id)))
    query = query.where(col(Publication.number) > 1)
    query = query.order_by(col(Publication.id).desc()).limit(limit)
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, (row.entry_id for row in rows))
    return tuple(to_version(row, cards[row.entry_id]) for row in rows)
