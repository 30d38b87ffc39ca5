"""Rulings across cases: which there are, and each with its case, its words and its source.

`newest_rulings` are all of them as light rows, `rulings_of` those of a day, `matching` those asked
for; `recorded` adds the words of those that are shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import and_, select
from sqlmodel import Session, col

from kb.core import dates, ids
from kb.entries.anchors import anchors
from kb.entries.documents import CaseDocument
from kb.entries.queries.cards import cards_by_id, public
from kb.entries.queries.past import Stood, changed_since, stood_on
from kb.entries.tables import CaseDetail, Court, Entry, EntrySource, Holding
from kb.entries.views import Card
from kb.sources.tables import Source


@dataclass(frozen=True)
class Asked:
    """Which rulings: several values mean any of them; years and `until` go by their dates.

    A ruling without a date is in no year and by no day.
    """

    issues: tuple[str, ...] = ()
    favours: tuple[str, ...] = ()
    jurisdictions: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    first_year: int | None = None
    last_year: int | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class Ruling:
    """A ruling without its words; `stood` is the version it was read from, if not the newest."""

    entry_id: int
    position: int
    issue: str
    favours: str
    date: str | None
    jurisdiction: str
    level: str
    stood: Stood | None = None

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None


@dataclass(frozen=True)
class RecordedRuling:
    """A ruling with its case and its words; `url` leads to it on the page of its version."""

    card: Card
    ruling: Ruling
    holding: str
    url: str
    source_id: str  # of `/sources/{id}`
    source_title: str
    source_url: str


def newest_rulings(session: Session) -> tuple[Ruling, ...]:
    """Every ruling of every public case, newest first, those without a date last."""
    query = (
        public(
            select(
                col(Holding.entry_id),
                col(Holding.position),
                col(Holding.issue),
                col(Holding.favours),
                col(Holding.date),
                col(Entry.jurisdiction),
                col(Court.level),
            )
        )
        .join(Entry, col(Entry.id) == col(Holding.entry_id))
        .join(CaseDetail, col(CaseDetail.entry_id) == col(Holding.entry_id))
        .join(Court, col(Court.id) == col(CaseDetail.court_id))
    )
    return _in_order(Ruling(*row) for row in session.connection().execute(query))


def rulings_of(
    session: Session, newest: Sequence[Ruling], *, as_of: dt.date | None
) -> Sequence[Ruling]:
    """The newest rulings or, with a day, those that were public at its end."""
    if as_of is None:
        return newest
    changed = changed_since(session, as_of, kind="case")
    kept = [one for one in newest if one.entry_id not in changed]
    return _in_order([*kept, *_stood_rulings(session, as_of)])


def matching(rulings: Iterable[Ruling], asked: Asked) -> tuple[tuple[Ruling, ...], int]:
    """The rulings that match, in their order.

    And how many more would match if their dates were known to the day (`until`).
    """
    found = tuple(one for one in rulings if _matches(one, asked))
    until = asked.until
    if until is None:
        return found, 0
    sure = tuple(one for one in found if one.date and dates.latest(one.date) <= until)
    return sure, sum(_perhaps_by(one.date, until) for one in found)


def _in_order(found: Iterable[Ruling]) -> tuple[Ruling, ...]:
    by_place = sorted(found, key=lambda one: (one.entry_id, one.position))
    return tuple(sorted(by_place, key=lambda one: one.date or "", reverse=True))


def _perhaps_by(date: str | None, day: dt.date) -> bool:
    return date is None or dates.earliest(date) <= day < dates.latest(date)


def _matches(row: Ruling, asked: Asked) -> bool:
    return (
        row.issue in (asked.issues or (row.issue,))
        and row.favours in (asked.favours or (row.favours,))
        and row.jurisdiction in (asked.jurisdictions or (row.jurisdiction,))
        and row.level in (asked.levels or (row.level,))
        and (asked.first_year is None or (row.year is not None and row.year >= asked.first_year))
        and (asked.last_year is None or (row.year is not None and row.year <= asked.last_year))
    )


def _stood_rulings(session: Session, day: dt.date) -> Iterable[Ruling]:
    levels = dict(session.connection().execute(select(col(Court.id), col(Court.level))).all())
    for stood in stood_on(session, day, kind="case", having="holdings").values():
        document = stood.document
        assert isinstance(document, CaseDocument)
        for position, one in enumerate(document.holdings):
            yield Ruling(
                entry_id=stood.entry_id,
                position=position,
                issue=one.issue,
                favours=one.favours,
                date=one.date,
                jurisdiction=document.jurisdiction,
                level=levels[document.court_id],
                stood=stood,
            )


def recorded(session: Session, wanted: Sequence[Ruling]) -> tuple[RecordedRuling, ...]:
    """The rulings with their cases, words and sources, in the same order."""
    cards = cards_by_id(session, {one.entry_id for one in wanted})
    words = _words(session, {one.entry_id for one in wanted if one.stood is None})
    found = []
    for ruling in wanted:
        card = cards.get(ruling.entry_id)
        if card is None:
            continue
        if ruling.stood is not None:
            found.append(_from_document(card, ruling, ruling.stood))
            continue
        anchor, holding, *source = words[ruling.entry_id][ruling.position]
        found.append(RecordedRuling(card, ruling, holding, f"{card.url}#{anchor}", *source))
    return tuple(found)


def _words(
    session: Session, entry_ids: Iterable[int]
) -> dict[int, dict[int, tuple[str, str, str, str, str]]]:
    """By entry and position: anchor, words, and the source's id, title and address."""
    query = (
        select(
            col(Holding.entry_id),
            col(Holding.position),
            col(Holding.issue),
            col(Holding.holding),
            col(EntrySource.source_id),
            col(EntrySource.title),
            col(Source.url),
        )
        .join(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(Holding.entry_id),
                col(EntrySource.key) == col(Holding.source),
            ),
        )
        .join(Source, col(Source.id) == col(EntrySource.source_id))
        .where(col(Holding.entry_id).in_(set(entry_ids)))
        .order_by(col(Holding.entry_id), col(Holding.position))
    )
    found: dict[int, dict[int, tuple[str, str, str, str, str]]] = {}
    issues: dict[tuple[int, str], int] = {}
    for row in session.connection().execute(query):
        number = issues[row.entry_id, row.issue] = issues.get((row.entry_id, row.issue), 0) + 1
        anchor = f"ruling-{row.issue}" if number == 1 else f"ruling-{row.issue}-{number}"
        words = (anchor, row.holding, row.source_id, row.title, row.url)
        found.setdefault(row.entry_id, {})[row.position] = words
    return found


def _from_document(card: Card, ruling: Ruling, stood: Stood) -> RecordedRuling:
    document = stood.document
    assert isinstance(document, CaseDocument)
    holding = document.holdings[ruling.position]
    source = document.source(holding.source)
    anchor = anchors(document.holdings)[ruling.position]
    return RecordedRuling(
        card=replace(card, short_name=document.short_name, title=document.title),
        ruling=ruling,
        holding=holding.holding,
        url=f"{card.url}/v/{stood.version}#{anchor}",
        source_id=ids.source_id(source.url),
        source_title=source.title,
        source_url=source.url,
    )
