"""The matrices: every platform's or licence's answers by question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import and_, select
from sqlmodel import Session, col

from kb.core.dates import latest
from kb.entries.answer_lines import UNSURE_WORDS
from kb.entries.queries.cards import cards_by_name, to_card
from kb.entries.queries.lists import ListRequest, filtered, order
from kb.entries.tables import Answer, Entry, EntrySource
from kb.entries.views import Card, Cell, MatrixRow
from kb.entries.vocabulary import QUESTIONS

#: Cells of entries by their id and by question.
CellsOf = Callable[[Session, Sequence[Card]], Mapping[int, dict[str, Cell]]]
MATRIX_SORTS: Final = {
    "title": "Name",
    "changed": "Changed last",
    "kind": "Kind",
    "newest": "Newest entry first",
    "oldest": "Oldest entry first",
}


def matrix(
    session: Session,
    kind: str,
    *,
    filters: Mapping[str, tuple[str, ...]],
    sort: str = "title",
    pins: Sequence[str] = (),
    cells: CellsOf | None = None,
) -> tuple[MatrixRow, ...]:
    """Rows in the order of `sort`, `kind` being `policy` or `licence`.

    Entries whose slugs are in `pins` come first, in that order, whatever the filters; a name that
    nothing has is left out. `cells` gives other cells than the newest, such as those of a day; an
    answer that is not known to have held then passes no filter.
    """
    asked = {name: values for name, values in filters.items() if cells and name in QUESTIONS}
    narrowing = {name: values for name, values in filters.items() if name not in asked}
    request = ListRequest(kind=kind, filters=narrowing, sort=sort)
    query = filtered(request)
    key, descending = order(request)
    query = query.order_by(key.desc() if descending else key, col(Entry.slug))
    pinned = list(cards_by_name(session, [(kind, slug) for slug in pins]).values())
    apart = {card.id for card in pinned}
    cards = [to_card(row) for row in session.connection().execute(query)]
    cards = [card for card in cards if card.id not in apart]
    found = (cells or cells_of)(session, [*pinned, *cards])
    rows = [row for row in (_row(card, found) for card in cards) if _passes(row, asked)]
    if sort in _KEYS:
        rows.sort(key=_KEYS[sort])
    return (*(_row(card, found) for card in dict.fromkeys(pinned)), *rows)


def _passes(row: MatrixRow, asked: Mapping[str, tuple[str, ...]]) -> bool:
    cells = ((row.cells.get(name), values) for name, values in asked.items())
    return all(
        cell is not None and cell.value in values and cell.held not in UNSURE_WORDS
        for cell, values in cells
    )


def _row(card: Card, cells: Mapping[int, dict[str, Cell]]) -> MatrixRow:
    return MatrixRow(card=card, kind_label=card.detail or "", cells=cells.get(card.id, {}))


def _by_change(row: MatrixRow) -> tuple[int, str]:
    newest = max((latest(cell.since) for cell in row.cells.values() if cell.since), default=None)
    return -(newest or dt.date.min).toordinal(), row.card.name.casefold()


_KEYS: Final[Mapping[str, Callable[[MatrixRow], Any]]] = {
    "title": lambda row: row.card.name.casefold(),
    "kind": lambda row: (row.kind_label, row.card.name.casefold()),
    "changed": _by_change,
}


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
        label = QUESTIONS[question].values[value]
        found.setdefault(entry_id, {})[question] = Cell(question, value, label, *rest)
    return found
