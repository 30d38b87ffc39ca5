"""Sources, and every statement that relies on one."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session, col

from kb.core.errors import NotFound
from kb.entries.queries.cards import cards_by_id
from kb.entries.queries.pages import storable
from kb.entries.queries.stored import stored_document
from kb.entries.statements import statements
from kb.entries.tables import Entry, EntrySource, Revision
from kb.entries.views import SourcePage, SourceUse
from kb.sources.tables import Source


def source_page(session: Session, source_id: str) -> SourcePage:
    """A source with its uses; `NotFound` if no published entry relies on it."""
    source = session.get(Source, storable(source_id))
    uses = () if source is None else _uses(session, source_id)
    if source is None or not uses:
        raise NotFound(f"No entry relies on a source with the id “{source_id}”.")
    return SourcePage(id=source.id, url=source.url, host=source.host, uses=uses)


def _uses(session: Session, source_id: str) -> tuple[SourceUse, ...]:
    query = (
        select(
            col(EntrySource.entry_id),
            col(EntrySource.key),
            col(EntrySource.title),
            col(EntrySource.publisher),
            col(EntrySource.kind),
            col(EntrySource.date),
            col(Revision.document),
        )
        .join(Entry, col(Entry.id) == col(EntrySource.entry_id))
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(EntrySource.source_id) == source_id)
        .order_by(col(Entry.kind), col(Entry.slug))
    )
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, (row.entry_id for row in rows))
    return tuple(
        SourceUse(
            card=cards[row.entry_id],
            key=row.key,
            title=row.title,
            publisher=row.publisher,
            kind=row.kind,
            date=row.date,
            statements=statements(stored_document(row.document), row.key),
        )
        for row in rows
        if row.entry_id in cards
    )


def source_ids(session: Session, entry_id: int) -> dict[str, str]:
    """From the document's own ids (`s1`) to the ids of `/sources/{id}`."""
    query = select(col(EntrySource.key), col(EntrySource.source_id)).where(
        col(EntrySource.entry_id) == entry_id
    )
    return dict(session.connection().execute(query).all())


def source_counts(session: Session) -> dict[str, int]:
    """How many different sources are primary, and how many secondary."""
    query = select(
        col(EntrySource.kind), func.count(func.distinct(col(EntrySource.source_id)))
    ).group_by(col(EntrySource.kind))
    return dict(session.connection().execute(query).all())
