"""The answers of a platform through time, read off the published versions of its entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from sqlalchemy import or_, select
from sqlmodel import Session, col

from kb.core import ids
from kb.entries.answer_lines import DatedAnswer, Published, answer_lines
from kb.entries.documents import PolicyDocument
from kb.entries.queries.past import end_of
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Entry, Publication, Revision
from kb.entries.views import Card, Cell

MOST_VERSIONS: Final = 200  # versions that changed an answer; the newest are read


Lines = dict[str, tuple[DatedAnswer, ...]]


def lines_of(session: Session, card: Card) -> Lines:
    """Every answered question of a policy with its line, oldest first."""
    return lines_of_all(session, [card]).get(card.id, {})


def lines_of_all(
    session: Session, cards: Sequence[Card], *, published_by: dt.date | None = None
) -> dict[int, Lines]:
    """The lines of several policies by entry; of one published later than the day there are none.

    Only versions that changed an answer are read, with the newest one, whose facts reach furthest.
    """
    query = (
        select(
            col(Publication.entry_id),
            col(Publication.number),
            col(Publication.published_at),
            col(Revision.document),
        )
        .join(Entry, col(Entry.id) == col(Publication.entry_id))
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(
            col(Publication.entry_id).in_([card.id for card in cards]),
            or_(
                col(Publication.number).in_([1, col(Entry.version)]),
                col(Publication.fields).contains('"answers"'),
            ),
        )
        .order_by(col(Publication.entry_id), col(Publication.number).desc())
    )
    if len(cards) == 1:
        query = query.limit(MOST_VERSIONS)
    if published_by is not None:
        query = query.where(col(Publication.published_at) <= end_of(published_by))
    versions: dict[int, list[Published]] = {}
    for row in session.connection().execute(query):
        found = versions.setdefault(row.entry_id, [])
        if len(found) < MOST_VERSIONS:
            document = stored_document(row.document)
            assert isinstance(document, PolicyDocument)
            day = row.published_at.date().isoformat()
            found.append(Published(row.number, day, document))
    return {entry: answer_lines(reversed(found)) for entry, found in versions.items()}


def cells_on(
    session: Session, cards: Sequence[Card], *, as_of: dt.date | None, until: dt.date | None
) -> dict[int, dict[str, Cell]]:
    """The answers of policies for a matrix: as published by `as_of`, as they held on `until`.

    Where several answers may have held, the newest is given; `Cell.held` tells what is known.
    """
    found = lines_of_all(session, cards, published_by=as_of)
    return {entry: _cells(lines, until) for entry, lines in found.items()}


def _cells(lines: Lines, until: dt.date | None) -> dict[str, Cell]:
    cells = {name: _cell_on(line, until) for name, line in lines.items()}
    return {name: cell for name, cell in cells.items() if cell is not None}


def _cell_on(line: Sequence[DatedAnswer], until: dt.date | None) -> Cell | None:
    found = [(one, one.on(until) if until else None) for one in line if one.corrected is None]
    if not found:
        return None
    begun = [pair for pair in found if pair[1] != "not-yet"]
    dated, held = begun[-1] if begun else found[0]
    answer = dated.answer
    return Cell(
        question=dated.question.id,
        value=answer.value,
        label=dated.question.values[answer.value],
        note=answer.note,
        since=answer.since,
        certainty=answer.certainty,
        not_before=answer.not_before,
        pinpoint=None,
        source_id=ids.source_id(dated.source.url),
        source_title=dated.source.title,
        held=held,
    )
