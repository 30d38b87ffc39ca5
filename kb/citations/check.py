"""The citations of a brief, checked: what each leads to, how that stands, what looks wrong.

Nothing here says that a citation is false: an entry that nobody wrote and a decision that nobody
gave look alike from here. What is told is what is known, and where it contradicts the text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlmodel import Session, col

from kb.citations.beside import own_year
from kb.citations.model import NUMBERS, RULES, Citation
from kb.citations.pairs import name_fits, telling_words
from kb.citations.recorded import Recorded
from kb.citations.resolve import bound_matches, own_matches
from kb.entries.queries.cards import public
from kb.entries.queries.links import entry_links
from kb.entries.tables import Entry
from kb.entries.views import Card, Link, grave_first

#: `outside`: a rule of which there is no entry, or a decision older than the subject.
Standing = Literal["found", "several", "unknown", "outside"]
#: The first suits about training were filed in 2020; an older decision is none of ours.
FIRST_YEAR: Final = 2018


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
    recorded = Recorded(session, [cards[key] for key in _cited_cases(citations, matches)])
    strangers = (
        _Strangers(session)
        if any(_is_stranger(*pair) for pair in zip(citations, matches, strict=True))
        else None
    )
    checked = []
    for number, (citation, found) in enumerate(zip(citations, matches, strict=True), 1):
        doubts = [*recorded.doubts(citation, found), *_in_a_row(citations, own, number - 1)]
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


def _cited_cases(citations: Sequence[Citation], matches: Sequence[Sequence[Card]]) -> list[int]:
    """The ids of the cases that are cited in full, sorted."""
    pairs = zip(citations, matches, strict=True)
    found = {
        card.id
        for one, cards in pairs
        if one.form == "full"
        for card in cards
        if card.kind == "case"
    }
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
