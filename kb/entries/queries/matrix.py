"""The matrices: every platform's or licence's answers by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import and_, select
from sqlmodel import Session, col

from kb.entries import vocabulary
from kb.entries.queries.cards import to_card
from kb.entries.queries.lists import ListRequest, filtered, order
from kb.entries.tables import Answer, Entry, EntrySource
from kb.entries.views import Card, Cell, MatrixRow


def matrix(
    session: Session, kind: str, *, filters: Mapping[str, tuple[str, ...]], sort: str = "title"
) -> tuple[MatrixRow, ...]:
    """Rows in order of name, `kind` being `policy` or `licence`."""
    request = ListRequest(kind=kind, filters=filters, sort=sort)
    query = filtered(request)
    key, descending = order(request)
    query = query.order_by(key.desc() if descending else key, col(Entry.slug))
    cards = [to_card(row) for row in session.connection().execute(query)]
    if sort == "title":
        cards.sort(key=lambda card: card.name.casefold())
    cells = cells_of(session, cards)
    return tuple(
        MatrixRow(card=card, kind_label=card.detail or "", cells=cells.get(card.id, {}))
        for card in cards
    )


def cells_of(session: Session, cards: Sequence[Card]) -> dict[int, dict[str, Cell]]:
    """The answers of these policies or licences by entry and question."""
    query = (
        select(
            col(Answer.entry_id),
            col(Answer.question),
            col(Answer.value),
            col(Answer.note),
            col(Answer.since),
            col(Answer.certainty),
            col(Answer.not_before),
            col(Answer.pinpoint),
            col(EntrySource.source_id),
            col(EntrySource.title),
        )
        .join(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(Answer.entry_id),
                col(EntrySource.key) == col(Answer.source),
            ),
        )
        .where(col(Answer.entry_id).in_([card.id for card in cards]))
    )
    found: dict[int, dict[str, Cell]] = {}
    for row in session.connection().execute(query):
        entry_id, question, value, *rest = row
        label = vocabulary.QUESTIONS[question].values[value]
        found.setdefault(entry_id, {})[question] = Cell(question, value, label, *rest)
    return found
