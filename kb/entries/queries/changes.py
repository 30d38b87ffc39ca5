"""Publications across all entries, for whoever follows what changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session, col

from kb.entries.evidence import Evidence, stored_evidence
from kb.entries.queries.cards import cards_by_id, public
from kb.entries.queries.pages import to_version, touches, version_query
from kb.entries.tables import Entry, EntryTopic, Proposal, Publication, Revision
from kb.entries.views import Card, Version

#: How the reason of an editor's own correction begins.
CORRECTION: Final = "Correction:"


def is_correction() -> ColumnElement[bool]:
    """Whether a publication mends an error: what a reader reported and an editor took over, or
    what an editor calls a correction. News is no correction. The query joins revisions.
    """
    return or_(col(Revision.origin) == "reader", col(Publication.reason).startswith(CORRECTION))


def evidence_by_version(session: Session, card: Card) -> dict[int, tuple[Evidence, ...]]:
    """What the versions of an entry that came from proposals rested on; others are left out."""
    query = (
        select(col(Publication.number), col(Proposal.evidence))
        .join(Proposal, col(Proposal.result_revision_id) == col(Publication.revision_id))
        .where(col(Publication.entry_id) == card.id, col(Proposal.evidence) != "[]")
    )
    rows = session.connection().execute(query)
    return {row.number: stored_evidence(row.evidence) for row in rows}


def changes_before(
    session: Session,
    *,
    before: int | None,
    limit: int,
    since: dt.datetime | None = None,
    kinds: Sequence[str] = (),
    topics: Sequence[str] = (),
    changed: Sequence[str] = (),
    only_corrections: bool = False,
) -> tuple[tuple[Version, ...], int | None]:
    """The newest publications before that one, and what to pass as `before` for those that follow.

    Publications are numbered in order and never removed, so whoever pages through them meets
    each once, even while new ones are made. `changed` has keys of `CHANGED`.
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
    if changed:
        query = query.where(or_(*(touches(name) for name in changed)))
    if only_corrections:
        query = query.where(is_correction())
    query = query.order_by(col(Publication.id).desc()).limit(limit + 1)
    rows = list(session.connection().execute(query))
    shown = rows[:limit]
    cards = cards_by_id(session, (row.entry_id for row in shown))
    versions = tuple(to_version(row, cards[row.entry_id]) for row in shown)
    return versions, shown[-1].publication if len(rows) > limit else None
