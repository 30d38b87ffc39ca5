"""Cases that are one dispute: consolidated, on appeal from each other, or filed anew."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from kb.entries.documents import CaseDocument
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Court, Entry, EntryLink, Revision
from kb.entries.views import Card, EntryPage

_JOINING: Final = frozenset(
    {"affirms", "appeals", "consolidated-with", "reverses", "supersedes", "vacates"}
)
MOST_CASES: Final = 60
_STEPS: Final = 3


def joined_cases(session: Session, page: EntryPage) -> tuple[tuple[Card, CaseDocument], ...]:
    """The case itself, then those of the same dispute, over at most three relations."""
    known: dict[str, Card] = {page.card.slug: page.card}
    frontier = [page.card]
    for _ in range(_STEPS):
        names = [("case", slug) for slug in _neighbours(session, frontier) if slug not in known]
        frontier = list(cards_by_name(session, names[: MOST_CASES - len(known)]).values())
        known |= {card.slug: card for card in frontier}
        if not frontier:
            break
    documents = _documents(session, [card.id for card in known.values()])
    return tuple((card, documents[card.id]) for card in known.values() if card.id in documents)


def _neighbours(session: Session, cards: list[Card]) -> list[str]:
    """Slugs of cases that these are joined with, from either end."""
    connection = session.connection()
    # By the key of the links alone: a condition on their kind would lead SQLite to another index.
    outward = select(
        col(EntryLink.target_kind), col(EntryLink.target_slug), col(EntryLink.relation)
    ).where(col(EntryLink.entry_id).in_([card.id for card in cards]))
    inward = (
        select(col(Entry.slug))
        .join(EntryLink, col(EntryLink.entry_id) == col(Entry.id))
        .where(
            col(EntryLink.target_kind) == "case",
            col(EntryLink.target_slug).in_([card.slug for card in cards]),
            col(EntryLink.relation).in_(_JOINING),
        )
    )
    found = set(connection.execute(inward).scalars())
    for kind, slug, relation in connection.execute(outward):
        if kind == "case" and relation in _JOINING:
            found.add(slug)
    return sorted(found)


def _documents(session: Session, entry_ids: list[int]) -> dict[int, CaseDocument]:
    query = (
        select(col(Entry.id), col(Revision.document))
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(Entry.id).in_(entry_ids))
    )
    rows = session.connection().execute(query)
    found = {row.id: stored_document(row.document) for row in rows}
    return {key: one for key, one in found.items() if isinstance(one, CaseDocument)}


def court_levels(session: Session) -> dict[str, str]:
    """The level of every court by its id."""
    query = select(col(Court.id), col(Court.level))
    return dict(session.connection().execute(query).all())
