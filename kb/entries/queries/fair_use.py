"""Rulings on the four factors of 17 U.S.C. § 107, each with its case, its words and its source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from kb.core import dates, ids
from kb.entries.anchors import anchors
from kb.entries.documents import CaseDocument
from kb.entries.queries.cards import cards_by_id
from kb.entries.queries.past import changed_since, stood_on
from kb.entries.tables import CaseDetail, Court, EntrySource, FairUseRuling
from kb.entries.views import Card
from kb.sources.tables import Source


@dataclass(frozen=True)
class FactorRuling:
    """How a court weighed one factor; `url` leads to it on the page of its version."""

    card: Card
    url: str
    position: int
    factor: int
    favours: str
    note: str | None
    date: str | None
    level: str  # of the case's court
    source_id: str  # of `/sources/{id}`
    source_title: str
    source_url: str

    def by(self, day: dt.date) -> bool:
        """Whether it was surely made by the end of that day."""
        return self.date is not None and dates.latest(self.date) <= day

    def perhaps_by(self, day: dt.date) -> bool:
        """Whether its date is too rough, or missing, to say so either way."""
        return self.date is None or dates.earliest(self.date) <= day < dates.latest(self.date)


def newest_factor_rulings(session: Session) -> tuple[FactorRuling, ...]:
    """Every ruling on a factor, by case and position."""
    return tuple(_newest(session))


def factor_rulings_of(
    session: Session, newest: Sequence[FactorRuling], *, as_of: dt.date | None
) -> Sequence[FactorRuling]:
    """The newest rulings or, with a day, those that were public at its end."""
    if as_of is None:
        return newest
    changed = changed_since(session, as_of, kind="case")
    found = [one for one in newest if one.card.id not in changed]
    found += _stood(session, as_of)
    return sorted(found, key=lambda one: (one.card.id, one.position))


def _newest(session: Session) -> Iterator[FactorRuling]:
    query = (
        select(
            col(FairUseRuling.entry_id),
            col(FairUseRuling.position),
            col(FairUseRuling.factor),
            col(FairUseRuling.favours),
            col(FairUseRuling.note),
            col(FairUseRuling.date),
            col(Court.level),
            col(EntrySource.source_id),
            col(EntrySource.title),
            col(Source.url),
        )
        .join(CaseDetail, col(CaseDetail.entry_id) == col(FairUseRuling.entry_id))
        .join(Court, col(Court.id) == col(CaseDetail.court_id))
        .join(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(FairUseRuling.entry_id),
                col(EntrySource.key) == col(FairUseRuling.source),
            ),
        )
        .join(Source, col(Source.id) == col(EntrySource.source_id))
        .order_by(col(FairUseRuling.entry_id), col(FairUseRuling.position))
    )
    rows: Sequence[Any] = session.connection().execute(query).all()
    cards = cards_by_id(session, {row.entry_id for row in rows})
    numbers: dict[tuple[int, int], int] = {}
    for row in rows:
        key = (row.entry_id, row.factor)
        number = numbers[key] = numbers.get(key, 0) + 1
        card = cards.get(row.entry_id)
        if card is not None:
            anchor = f"factor-{row.factor}" + (f"-{number}" if number > 1 else "")
            yield FactorRuling(card, f"{card.url}#{anchor}", *row[1:])


def _stood(session: Session, day: dt.date) -> Iterator[FactorRuling]:
    stood = stood_on(session, day, kind="case", having="fair_use")
    cards = cards_by_id(session, stood)
    levels = dict(session.connection().execute(select(col(Court.id), col(Court.level))).all())
    for entry_id, one in stood.items():
        document, card = one.document, cards[entry_id]
        assert isinstance(document, CaseDocument)
        places = anchors(document.fair_use)
        for position, ruling in enumerate(document.fair_use):
            source = document.source(ruling.source)
            yield FactorRuling(
                card=card,
                position=position,
                factor=ruling.factor,
                favours=ruling.favours,
                note=ruling.note,
                date=ruling.date,
                level=levels[document.court_id],
                source_id=ids.source_id(source.url),
                source_title=source.title,
                source_url=source.url,
                url=f"{card.url}/v/{one.version}#{places[position]}",
            )
