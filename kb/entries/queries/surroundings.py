"""The graph of citations around an entry: its neighbours and, one step on, theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session, col

from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_id, cards_by_name
from kb.entries.queries.citator import treating
from kb.entries.tables import EntryLink
from kb.entries.views import Card, EntryPage

#: What one drawing can hold and a reader take in.
MOST_NEIGHBOURS = 20
MOST_NODES = 32
_MOST_ROWS = 400


@dataclass(frozen=True)
class Edge:
    """One entry, by its id, treats another."""

    origin: int
    target: int
    relation: str


@dataclass(frozen=True)
class Surroundings:
    """Entries, the newest first, and the relations between them; `left_out` had no room."""

    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    left_out: int


def surroundings(session: Session, page: EntryPage, *, steps: int) -> Surroundings:
    """What lies one or two steps around the entry; grave relations and new entries come first."""
    links = [link for inverse in (True, False) for link in treating(page.links, inverse=inverse)]
    links.sort(key=lambda link: link.effect == "neutral")
    neighbours = list(dict.fromkeys(link.card for link in links))
    cards = {page.card.id: page.card} | {card.id: card for card in neighbours[:MOST_NEIGHBOURS]}
    edges = [
        Edge(link.card.id, page.card.id, link.relation)
        if link.inverse
        else Edge(page.card.id, link.card.id, link.relation)
        for link in links
        if link.card.id in cards
    ]
    left_out = len(neighbours) - (len(cards) - 1)
    if steps > 1 and len(cards) > 1:
        further = _edges_of(session, [card for card in cards.values() if card != page.card])
        more, without_room = _further_cards(session, further, cards)
        cards |= more
        left_out += without_room
        edges += [edge for edge in further if edge.origin in cards and edge.target in cards]
    return Surroundings(
        cards=tuple(sorted(cards.values(), key=_newest_first)),
        edges=tuple(dict.fromkeys(edges)),
        left_out=left_out,
    )


def _newest_first(card: Card) -> tuple[int, str]:
    day = int((card.ended or card.date or "").replace("-", "").ljust(8, "0"))
    return -day, card.slug


def _edges_of(session: Session, cards: Collection[Card]) -> list[Edge]:
    """The treatments in which these entries are on either side."""
    ids, slugs = [card.id for card in cards], [card.slug for card in cards]
    connection = session.connection()
    query = select(
        col(EntryLink.entry_id),
        col(EntryLink.target_kind),
        col(EntryLink.target_slug),
        col(EntryLink.relation),
    ).where(col(EntryLink.relation).in_(vocabulary.EFFECTS))
    query = query.order_by(col(EntryLink.entry_id), col(EntryLink.position)).limit(_MOST_ROWS)
    rows: list[Row[Any]] = []
    rows += connection.execute(query.where(col(EntryLink.entry_id).in_(ids)))
    rows += connection.execute(query.where(col(EntryLink.target_slug).in_(slugs)))
    targets = cards_by_name(session, [(row.target_kind, row.target_slug) for row in rows])
    return [
        Edge(row.entry_id, targets[name].id, row.relation)
        for row in rows
        if (name := (row.target_kind, row.target_slug)) in targets
    ]


def _further_cards(
    session: Session, edges: Iterable[Edge], known: Collection[int]
) -> tuple[dict[int, Card], int]:
    """The entries one step on for which there is room, and for how many there was none.

    Those that are bound to several of the known entries come first.
    """
    ties: dict[int, int] = {}
    for edge in edges:
        for end in (edge.origin, edge.target):
            if end not in known:
                ties[end] = ties.get(end, 0) + 1
    room = max(0, MOST_NODES - len(known))
    chosen = sorted(ties, key=lambda entry_id: (-ties[entry_id], entry_id))[:room]
    return cards_by_id(session, chosen), len(ties) - len(chosen)
