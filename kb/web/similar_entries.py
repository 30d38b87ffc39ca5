"""Entries like the one on a page, for the page and for the API."""

from __future__ import annotations

from typing import Final

from sqlmodel import Session

from kb.entries.queries.cards import cards_by_name
from kb.entries.views import Card, EntryPage
from kb.search import SearchEngine

MOST: Final = 5


def similar_cards(engine: SearchEngine, session: Session, page: EntryPage) -> tuple[Card, ...]:
    """Up to five entries, the most alike first, without those to which a relation is stated.

    Raises `IndexUnavailable`.
    """
    card = page.card
    stated = [(link.card.kind, link.card.slug) for link in page.links]
    hits = engine.similar((card.kind, card.slug), leave_out=stated, limit=MOST)
    names = [(hit.kind, hit.slug) for hit in hits]
    found = cards_by_name(session, names)
    return tuple(found[name] for name in names if name in found)
