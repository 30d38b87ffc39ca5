"""What the cited entries record of their citations, and what beside a citation contradicts it.

Only what is recorded speaks: a court, a day or a year of which the entry says nothing is not
doubted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sqlmodel import Session, select

from kb.citations.formats.decisions import Decision, decisions
from kb.citations.model import Citation
from kb.citations.pairs import court_fits, name_fits, year_fits
from kb.core import clock
from kb.core.dates import day_in_words, earliest, precision
from kb.entries.documents import CaseDocument
from kb.entries.identifiers import citation_keys, docket_keys
from kb.entries.queries.whole import pages_of
from kb.entries.tables import Court
from kb.entries.views import Card

#: What an entry says of one of its citations: `280 F.3d 934 (9th Cir. 2002) (withdrawn)`.
_NOTE: Final = re.compile(r"\)\s*\((?P<note>[^()]+)\)$")
_SIDES: Final = ("plaintiffs", "defendants")


class Recorded:
    """Names of entries; courts, days and notes by the key of a citation."""

    def __init__(self, session: Session, cards: Sequence[Card]) -> None:
        self._names: dict[int, list[str]] = {}
        self._dates: dict[str, set[str]] = defaultdict(set)
        self._courts: dict[str, dict[str, None]] = defaultdict(dict)
        self._notes: dict[str, str] = {}
        self._table = {court.id: court for court in session.exec(select(Court))} if cards else {}
        for page in pages_of(session, cards):
            if isinstance(page.document, CaseDocument):
                self._read(page.card, page.document)

    def doubts(self, citation: Citation, found: Sequence[Card]) -> Iterator[str]:
        """Sentences about the citation itself, and what stands beside it and does not fit."""
        cases = [card for card in found if card.id in self._names]
        if citation.form != "full" or not cases:
            return
        yield from {self._notes[key]: None for key in citation.keys if key in self._notes}
        name = citation.name
        if name and not any(name_fits(name, self._names[card.id]) for card in cases):
            yield f"The name beside it, “{name}”, does not fit: this is {cases[0].bare_name}."
        courts = [court for key in citation.keys for court in self._courts.get(key, ())]
        if citation.court and courts and not court_fits(citation.court, courts):
            known = " or ".join(dict.fromkeys(courts))
            told = f"The court “{citation.court}” does not fit"
            yield f"{told}: {known} is recorded for this citation."
        yield from self._wrong_date(citation, cases)

    def _wrong_date(self, citation: Citation, cases: Sequence[Card]) -> Iterator[str]:
        year, known = citation.year, self._known_dates(citation)
        days = [one for one in known if precision(one) == "day"]
        if year and not any(self._year_fits(year, known, card) for card in cases):
            yield f"The year {year} does not fit: {_when(known, cases[0])}."
        elif citation.day and len(days) == len(known) > 0 and citation.day not in days:
            told = " and ".join(map(day_in_words, days))
            written = day_in_words(citation.day)
            yield f"The day {written} does not fit: the decision with this citation is of {told}."

    def _known_dates(self, citation: Citation) -> list[str]:
        return sorted({date for key in citation.keys for date in self._dates.get(key, ())})

    def _year_fits(self, year: int, known: Iterable[str], card: Card) -> bool:
        first = earliest(card.filed).year if card.filed else None
        years = (earliest(date).year for date in known)
        return year_fits(year, years, first=first, last=clock.today().year)

    def _read(self, card: Card, document: CaseDocument) -> None:
        parties = (party.name for side in _SIDES for party in getattr(document, side))
        self._names[card.id] = [card.title, card.short_name or "", *parties]
        for event in document.events:
            for key in citation_keys(event.citation or ""):
                self._dates[key].add(event.date)
        self._read_dockets(document)
        own = self._table.get(document.court_id)
        if own is not None:
            for decision in decisions(document, own=own.short_name, courts=self._table):
                self._read_decision(decision)
        self._read_notes(document)

    def _read_dockets(self, document: CaseDocument) -> None:
        numbers = {docket.number: docket.court_id for docket in document.other_dockets}
        if document.docket_number:
            numbers[document.docket_number] = document.court_id
        for number, court_id in numbers.items():
            if (court := self._table.get(court_id or "")) is not None:
                for key in docket_keys(number):
                    self._courts[key][court.short_name] = None

    def _read_decision(self, decision: Decision) -> None:
        """A German file number is that of one decision; a US docket has many."""
        is_german = decision.court.startswith(("AG ", "LG ", "OLG "))
        cites = [str(decision.reporter or ""), decision.database, decision.neutral, decision.ecli]
        cites += [decision.number] if is_german else []
        for key in {key for text in cites if text for key in citation_keys(text)}:
            self._courts[key][decision.court] = None
            if decision.date:
                self._dates[key].add(decision.date)

    def _read_notes(self, document: CaseDocument) -> None:
        """What the entry says of single citations, such as that one was withdrawn."""
        standing = next((one for one in document.citations if not _NOTE.search(one)), None)
        for text in document.citations:
            if (match := _NOTE.search(text)) is not None:
                rest = f" The decision of this entry is {standing}." if standing else ""
                sentence = f"The entry calls this citation “{match['note']}”.{rest}"
                self._notes |= dict.fromkeys(citation_keys(text), sentence)


def _when(known: Sequence[str], card: Card) -> str:
    years = sorted({date[:4] for date in known})
    if years:
        return f"the decision with this citation is of {' and '.join(years)}"
    return f"{card.bare_name} was filed in {card.filed[:4]}" if card.filed else "it lies ahead"
