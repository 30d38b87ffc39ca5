"""Publications across all entries, for whoever follows what changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from kb.entries.queries.cards import cards_by_id, public
from kb.entries.queries.pages import to_version, version_query
from kb.entries.tables import Entry, EntryTopic, Publication
from kb.entries.views import Version


def changes_before(
    session: Session,
    *,
    before: int | None,
    limit: int,
    since: dt.datetime | None = None,
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> tuple[tuple[Version, ...], int | None]:
    """The newest publications before that one, and what to pass as `before` for those that follow.

    Publications are numbered in order and never removed, so whoever pages through them meets
    each once, even while new ones are made.
    """
    query = public(
        version_query()
        .add_columns(col(Publication.id).label("publication"))
        .join(Entry, col(Entry.id) == col(Publication.entry_id))
    )
    if before is not None:
        query = query.where(col(Publication.id) < before)
    if since is not None:
        query = query.where(col(Publication.published_at) >= since)
    if kinds:
        query = query.where(col(Entry.kind).in_(kinds))
    if topics:
        on_topic = select(col(EntryTopic.entry_id)).where(col(EntryTopic.topic).in_(topics))
        query = query.where(col(Entry.id).in_(on_topic))
    query = query.order_by(col(Publication.id).desc()).limit(limit + 1)
    rows = list(session.connection().execute(query))
    shown = rows[:limit]
    cards = cards_by_id(session, (row.entry_id for row in shown))
    versions = tuple(to_version(row, cards[row.entry_id]) for row in shown)
    return versions, shown[-1].publication if len(rows) > limit else None
