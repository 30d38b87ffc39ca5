"""Dates for a calendar: what happened in a span, and what was announced for after the facts end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col

from kb.core.dates import earliest, latest
from kb.entries.queries import figures
from kb.entries.queries.cards import card_query, to_card
from kb.entries.tables import Entry, EntryTopic, LawDetail
from kb.entries.views import TimelineEvent


@dataclass(frozen=True)
class Wanted:
    """Which dates are asked for; an empty filter lets everything pass."""

    kinds: tuple[str, ...] = ()
    topic: str | None = None
    jurisdiction: str | None = None
    entry: tuple[str, str] | None = None  # kind and slug

    def passes(self, event: TimelineEvent) -> bool:
        """Whether it is of the entry that is asked for."""
        card = event.card
        return self.entry is None or (card is not None and (card.kind, card.slug) == self.entry)


def dates_between(
    session: Session,
    wanted: Wanted,
    *,
    first: dt.date | None = None,
    last: dt.date | None = None,
    announced: bool = False,
) -> tuple[TimelineEvent, ...]:
    """Dated events that may lie in the span, the earliest first; `announced` leaves those that
    were still to come when the facts of their entries end. The day of a copy in which something
    was read is not the day on which it happened, so it is no date of a calendar.
    """
    events = figures.timeline(
        session,
        kinds=wanted.kinds,
        first=first,
        last=last,
        topic=wanted.topic,
        jurisdiction=wanted.jurisdiction,
        announced=announced,
    )
    told = {(event.card.id, event.date) for event in events if event.card}
    begin = [
        event
        for event in _beginnings(session, wanted)
        if event.card
        and (event.card.id, event.date) not in told
        and (first is None or latest(event.date) >= first)
        and (last is None or event.day <= last)
    ]
    found = [
        event
        for event in (*events, *begin)
        if wanted.passes(event)
        and event.certainty != "at-latest"
        and (event.planned or not announced)
    ]
    return tuple(sorted(found, key=lambda event: (event.day, event.date, event.service)))


def _beginnings(session: Session, wanted: Wanted) -> Sequence[TimelineEvent]:
    """The days from which laws apply; a law that tells the day in its history is left to that."""
    if wanted.kinds and "law" not in wanted.kinds:
        return ()
    query = card_query().where(col(LawDetail.in_force_from).is_not(None))
    if wanted.jurisdiction is not None:
        query = query.where(col(Entry.jurisdiction) == wanted.jurisdiction)
    if wanted.topic is not None:
        query = query.join(EntryTopic, col(EntryTopic.entry_id) == col(Entry.id)).where(
            col(EntryTopic.topic) == wanted.topic
        )
    rows = session.connection().execute(query.add_columns(col(LawDetail.in_force_from)))
    return [
        TimelineEvent(
            card=(card := to_card(row)),
            service=card.name,
            date=row.in_force_from,
            day=earliest(row.in_force_from),
            certainty=None,
            kind="change",
            title="Applies from this date",
            description=None,
            direction=None,
            source_id=None,
            source_url=None,
        )
        for row in rows
    ]
