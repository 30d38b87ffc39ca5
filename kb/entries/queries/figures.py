"""Events over time, holdings, and the counts behind charts and overview pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from kb.entries.queries.cards import Rows, card_query, cards_by_id, public, to_card
from kb.entries.tables import (
    Answer,
    Court,
    Entry,
    EntryName,
    EntrySource,
    EntryTopic,
    Event,
    Holding,
)
from kb.entries.views import Card, HoldingRow, TimelineEvent
from kb.sources.tables import Source


def timeline(
    session: Session,
    *,
    kinds: Sequence[str] = (),
    event_kinds: Sequence[str] = (),
    first: dt.date | None = None,
    last: dt.date | None = None,
    topic: str | None = None,
    jurisdiction: str | None = None,
    announced: bool = False,
) -> tuple[TimelineEvent, ...]:
    """Events of published entries, newest first; `announced` leaves out most of those that had
    happened when the facts of their entries end (`TimelineEvent.planned` tells them all).
    """
    query: Rows = (
        select(
            col(Event.entry_id),
            col(Event.date),
            col(Event.date_earliest),
            col(Event.certainty),
            col(Event.kind),
            col(Event.title),
            col(Event.description),
            col(Event.direction),
            col(EntrySource.source_id),
            col(Source.url),
        )
        .join(Entry, col(Entry.id) == col(Event.entry_id))
        .outerjoin(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(Event.entry_id),
                col(EntrySource.key) == col(Event.source),
            ),
        )
        .outerjoin(Source, col(Source.id) == col(EntrySource.source_id))
        .order_by(col(Event.date_earliest).desc(), col(Event.entry_id), col(Event.position))
    )
    query = _narrowed(query, kinds=kinds, topic=topic, jurisdiction=jurisdiction)
    if event_kinds:
        query = query.where(col(Event.kind).in_(event_kinds))
    if first is not None:
        query = query.where(col(Event.date_latest) >= first)
    if last is not None:
        query = query.where(col(Event.date_earliest) <= last)
    if announced:
        query = query.where(col(Event.date) > col(Entry.as_of))
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, {row.entry_id for row in rows})
    return tuple(
        TimelineEvent(
            card=cards[row.entry_id],
            service=cards[row.entry_id].name,
            date=row.date,
            day=row.date_earliest,
            certainty=row.certainty,
            kind=row.kind,
            title=row.title,
            description=row.description,
            direction=row.direction,
            source_id=row.source_id,
            source_url=row.url,
        )
        for row in rows
        if row.entry_id in cards
    )


def _narrowed(
    query: Rows, *, kinds: Sequence[str], topic: str | None, jurisdiction: str | None
) -> Rows:
    if kinds:
        query = query.where(col(Entry.kind).in_(kinds))
    if topic is not None:
        on_topic = select(col(EntryTopic.entry_id)).where(col(EntryTopic.topic) == topic)
        query = query.where(col(Entry.id).in_(on_topic))
    if jurisdiction is not None:
        query = query.where(col(Entry.jurisdiction) == jurisdiction)
    return query


def holdings(session: Session, *, topic: str | None = None) -> tuple[HoldingRow, ...]:
    """Holdings with their cases, newest first; one without a date of its own comes last."""
    query = (
        select(
            col(Holding.entry_id),
            col(Holding.issue),
            col(Holding.holding),
            col(Holding.favours),
            col(Holding.date),
            col(EntrySource.source_id),
        )
        .outerjoin(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(Holding.entry_id),
                col(EntrySource.key) == col(Holding.source),
            ),
        )
        .order_by(
            func.coalesce(col(Holding.date), "").desc(),
            col(Holding.entry_id),
            col(Holding.position),
        )
    )
    if topic is not None:
        query = query.where(col(Holding.issue) == topic)
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, {row.entry_id for row in rows})
    return tuple(HoldingRow(cards[row.entry_id], *row[1:]) for row in rows if row.entry_id in cards)


def entries_naming(session: Session, field: str, names: Sequence[str]) -> tuple[Card, ...]:
    """Entries that name any of these systems or data sets (`field` of `entry_name`) exactly so.

    Spellings vary: take the names from `name_counts` that lead to the page in question.
    """
    naming = select(col(EntryName.entry_id)).where(
        col(EntryName.field) == field, col(EntryName.name).in_(names)
    )
    query = card_query().where(col(Entry.id).in_(naming))
    query = query.order_by(col(Entry.sort_date).desc(), col(Entry.slug))
    return tuple(map(to_card, session.connection().execute(query)))


def name_counts(session: Session, field: str) -> dict[str, int]:
    """How many public entries name each system or data set."""
    query = public(
        select(col(EntryName.name), func.count())
        .join(Entry, col(Entry.id) == col(EntryName.entry_id))
        .where(col(EntryName.field) == field)
    ).group_by(col(EntryName.name))
    return dict(session.connection().execute(query).all())


def entries_by_name(session: Session, field: str) -> dict[str, tuple[int, ...]]:
    """The ids of the public entries that name each system or data set."""
    query = public(
        select(col(EntryName.name), col(EntryName.entry_id))
        .join(Entry, col(Entry.id) == col(EntryName.entry_id))
        .where(col(EntryName.field) == field)
    )
    found: dict[str, tuple[int, ...]] = {}
    for name, entry_id in session.connection().execute(query):
        found[name] = (*found.get(name, ()), entry_id)
    return found


def kind_counts(session: Session) -> dict[str, int]:
    """Public entries by kind."""
    query = public(select(col(Entry.kind), func.count())).group_by(col(Entry.kind))
    return dict(session.connection().execute(query).all())


def topic_counts(session: Session) -> dict[str, dict[str, int]]:
    """Public entries by topic and kind."""
    query = public(
        select(col(EntryTopic.topic), col(Entry.kind), func.count()).join(
            Entry, col(Entry.id) == col(EntryTopic.entry_id)
        )
    ).group_by(col(EntryTopic.topic), col(Entry.kind))
    return _nested(session, query)


def jurisdiction_counts(session: Session) -> dict[str, dict[str, int]]:
    """Public entries by jurisdiction and kind."""
    query = public(select(col(Entry.jurisdiction), col(Entry.kind), func.count())).group_by(
        col(Entry.jurisdiction), col(Entry.kind)
    )
    return _nested(session, query)


def answer_counts(session: Session) -> dict[str, dict[str, int]]:
    """Answers by question and value."""
    query = public(
        select(col(Answer.question), col(Answer.value), func.count()).join(
            Entry, col(Entry.id) == col(Answer.entry_id)
        )
    ).group_by(col(Answer.question), col(Answer.value))
    return _nested(session, query)


def holding_counts(session: Session) -> dict[str, dict[str, int]]:
    """Holdings by topic and by whom they favour."""
    query = public(
        select(col(Holding.issue), col(Holding.favours), func.count()).join(
            Entry, col(Entry.id) == col(Holding.entry_id)
        )
    ).group_by(col(Holding.issue), col(Holding.favours))
    return _nested(session, query)


def _nested(session: Session, query: Rows) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for outer, inner, count in session.connection().execute(query):
        found.setdefault(outer, {})[inner] = count
    return found


def courts(session: Session) -> dict[str, Court]:
    """Every court by id."""
    rows = session.connection().execute(select(Court.__table__))  # type: ignore[attr-defined]  # SQLModel hides it
    return {row.id: Court(**row._mapping) for row in rows}


def newest_as_of(session: Session) -> str:
    """The newest as-of date of any entry: how far the facts reach; empty without entries."""
    query = public(select(func.max(col(Entry.as_of))))
    return session.connection().execute(query).scalar() or ""
