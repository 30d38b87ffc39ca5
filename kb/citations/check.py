"""The citations of a brief, checked: what each leads to, how that stands, what looks wrong.

Nothing here says that a citation is false: an entry that nobody wrote and a decision that nobody
gave look alike from here. What is told is what is known, and where it contradicts the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from kb.citations.beside import own_year
from kb.citations.model import NUMBERS, RULES, Citation
from kb.citations.pairs import name_fits, telling_words, year_fits
from kb.citations.resolve import bound_matches, own_matches
from kb.core import clock, dates
from kb.entries.documents import CaseDocument
from kb.entries.identifiers import citation_keys
from kb.entries.queries.cards import public
from kb.entries.queries.links import entry_links
from kb.entries.queries.whole import pages_of
from kb.entries.tables import Entry, Event, Party
from kb.entries.views import Card, Link, grave_first

#: `outside`: a rule of which there is no entry, or a decision older than the subject.
Standing = Literal["found", "several", "unknown", "outside"]
#: The first suits about training were filed in 2020; an older decision is none of ours.
FIRST_YEAR: Final = 2018
_BATCH: Final = 500
#: What an entry says of one of its citations: `280 F.3d 934 (9th Cir. 2002) (withdrawn)`.
_NOTE: Final = re.compile(r"\)\s*\((?P<note>[^()]+)\)$")


@dataclass(frozen=True)
class State:
    """An entry that is cited, with what became of it and what still hangs over it."""

    card: Card
    history: tuple[Link, ...]  # the gravest first, then appeals

    @property
    def is_undermined(self) -> bool:
        """Whether a later entry reverses, vacates or supersedes it."""
        return any(link.effect == "undermines" for link in self.history)


@dataclass(frozen=True)
class Checked:
    """A citation with what is known of it; `number` counts the citations of the text from 1."""

    number: int
    citation: Citation
    standing: Standing
    states: tuple[State, ...]
    doubts: tuple[str, ...] = ()
    of: int | None = None  # the number of what a short or parallel form stands for

    @property
    def is_undermined(self) -> bool:
        return any(state.is_undermined for state in self.states)


def check(session: Session, citations: Sequence[Citation]) -> tuple[Checked, ...]:
    """Every citation of a text, checked, in order."""
    own = own_matches(session, citations)
    matches = bound_matches(citations, own)
    cards = {card.id: card for found in matches for card in found}
    states = {card.id: _state(session, card) for card in cards.values()}
    known = _Known(session, cards)
    known.read_notes(session, [cards[key] for key in _reported(citations, matches)])
    strangers = (
        _Strangers(session)
        if any(_is_stranger(*pair) for pair in zip(citations, matches, strict=True))
        else None
    )
    checked = []
    for number, (citation, found) in enumerate(zip(citations, matches, strict=True), 1):
        doubts = [*known.doubts(citation, found), *_in_a_row(citations, own, number - 1)]
        if strangers and _is_stranger(citation, found):
            doubts += strangers.doubts(citation)
        bound = citation.antecedent if citation.antecedent is not None else citation.parallel
        checked.append(
            Checked(
                number,
                citation,
                _standing(citation, found),
                tuple(states[card.id] for card in found),
                tuple(doubts),
                of=None if bound is None else bound + 1,
            )
        )
    return tuple(checked)


def _reported(citations: Sequence[Citation], matches: Sequence[Sequence[Card]]) -> list[int]:
    """The ids of the cases that are cited by a report, sorted."""
    pairs = zip(citations, matches, strict=True)
    found = {card.id for one, cards in pairs if one.family == "us-reporter" for card in cards}
    return sorted(found)


def _standing(citation: Citation, found: Sequence[Card]) -> Standing:
    if found:
        return "found" if len(found) == 1 or citation.family in RULES else "several"
    year = citation.year or own_year(citation.text)
    is_old = year is not None and year < FIRST_YEAR
    return "outside" if citation.family in RULES | {"us-journal"} or is_old else "unknown"


def _in_a_row(
    citations: Sequence[Citation], own: Sequence[Sequence[Card]], place: int
) -> Iterable[str]:
    """Sentences about a citation that does not lead where the one beside it does."""
    citation, mine = citations[place], own[place]
    if citation.parallel is None or not own[citation.parallel]:
        return
    beside = own[citation.parallel][0]
    if mine and beside.id not in {card.id for card in mine}:
        yield f"It leads to {mine[0].heading}, the citation before it to {beside.heading}."
    elif not mine and citation.family in NUMBERS and beside.kind == "case":
        yield f"This number is none that we know of {beside.bare_name}{_numbered(beside)}."


def _numbered(card: Card) -> str:
    return f" ({card.docket_number})" if card.docket_number else ""


def _is_stranger(citation: Citation, found: Sequence[Card]) -> bool:
    return not found and citation.name is not None


def _state(session: Session, card: Card) -> State:
    links = entry_links(session, card)
    appeals = tuple(link for link in links if link.inverse and link.relation == "appeals")
    return State(card, (*grave_first(links), *appeals))


class _Known:
    """What the entries that are cited go by, and when they were decided."""

    def __init__(self, session: Session, cards: Mapping[int, Card]) -> None:
        self._names: dict[int, list[str]] = defaultdict(list)
        self._years: dict[str, set[int]] = defaultdict(set)
        self._notes: dict[str, str] = {}
        for card in cards.values():
            self._names[card.id] += [card.title, card.short_name or ""]
        ids = sorted(cards)
        for start in range(0, len(ids), _BATCH):
            self._read(session, ids[start : start + _BATCH])

    def _read(self, session: Session, ids: Sequence[int]) -> None:
        connection = session.connection()
        parties = select(col(Party.entry_id), col(Party.name)).where(
            col(Party.entry_id).in_(ids), col(Party.side) != "judge"
        )
        for entry_id, name in connection.execute(parties):
            self._names[entry_id].append(name)
        cited = select(col(Event.citation), col(Event.date)).where(
            col(Event.entry_id).in_(ids), col(Event.citation).is_not(None)
        )
        for text, date in connection.execute(cited):
            for key in citation_keys(text or ""):
                self._years[key].add(dates.earliest(date).year)

    def read_notes(self, session: Session, cards: Sequence[Card]) -> None:
        """What the entries say of single citations of theirs, such as that one was withdrawn."""
        for page in pages_of(session, cards):
            if not isinstance(page.document, CaseDocument):
                continue
            cited = page.document.citations
            standing = next((one for one in cited if not _NOTE.search(one)), None)
            for text in cited:
                if (match := _NOTE.search(text)) is not None:
                    rest = f" The decision of this entry is {standing}." if standing else ""
                    sentence = f"The entry calls this citation “{match['note']}”.{rest}"
                    self._notes |= dict.fromkeys(citation_keys(text), sentence)

    def doubts(self, citation: Citation, found: Sequence[Card]) -> Iterable[str]:
        """Sentences about the citation itself, and what stands beside it and does not fit."""
        cases = [card for card in found if card.kind == "case"]
        if citation.form != "full" or not cases:
            return
        yield from {self._notes[key]: None for key in citation.keys if key in self._notes}
        name, year = citation.name, citation.year
        if name and not any(name_fits(name, self._names[card.id]) for card in cases):
            yield f"The name beside it, “{name}”, does not fit: this is {cases[0].bare_name}."
        if year and not any(self._year_fits(citation, card) for card in cases):
            yield f"The year {year} does not fit: {self._when(citation, cases[0])}."

    def _decided(self, citation: Citation) -> set[int]:
        return {year for key in citation.keys for year in self._years.get(key, ())}

    def _year_fits(self, citation: Citation, card: Card) -> bool:
        assert citation.year is not None
        first = dates.earliest(card.filed).year if card.filed else None
        years = self._decided(citation)
        return year_fits(citation.year, years, first=first, last=clock.today().year)

    def _when(self, citation: Citation, card: Card) -> str:
        years = sorted(self._decided(citation))
        if years:
            return f"the decision with this citation is of {' and '.join(map(str, years))}"
        return f"{card.bare_name} was filed in {card.filed[:4]}" if card.filed else "it lies ahead"


class _Strangers:
    """Entries by the words of their names, for names that stand beside an unknown citation."""

    def __init__(self, session: Session) -> None:
        columns = (col(Entry.slug), col(Entry.title), col(Entry.short_name))
        query = public(select(*columns).where(col(Entry.kind) == "case"))
        self._titles: list[tuple[str, list[str]]] = []
        self._by_word: dict[str, set[int]] = defaultdict(set)
        for _, title, short in session.connection().execute(query):
            for word in {*telling_words(title), *telling_words(short or "")}:
                self._by_word[word].add(len(self._titles))
            self._titles.append((short or title, [title, short or ""]))

    def doubts(self, citation: Citation) -> Iterable[str]:
        """A sentence for each entry whose name stands beside a citation that it does not have."""
        name = citation.name or ""
        words = set(telling_words(name))
        places = {place for word in words for place in self._by_word.get(word, ())}
        for place in sorted(places):
            title, names = self._titles[place]
            if len(words) > 1 and name_fits(name, names) and _names_fit(names, name):
                yield f"We know {title}, but not under this citation."
                return


def _names_fit(names: Iterable[str], name: str) -> bool:
    """Whether one of the names of an entry has both its sides in the other name."""
    return any(name_fits(one, [name]) for one in names if one)
