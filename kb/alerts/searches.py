"""Searches that subscriptions watch: what each has found so far, and what it finds anew.

An alert takes a search by its word: what has all the words as typed, within its filters. On
the page near spellings, synonyms and meaning help where that is little; an alert that went off
for them would go off for nearly everything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from sqlmodel import Session, select

from kb.alerts.tables import SavedSearch
from kb.core import clock
from kb.core.errors import InvalidInput
from kb.entries.queries.cards import cards_by_name
from kb.entries.views import Card
from kb.search import SearchEngine, SearchRequest
from kb.search.engine import FILTERS, MAX_PER_PAGE

#: How many entries a search may find for it to be remembered which.
MOST_KNOWN: Final = 2000
LONGEST_QUERY: Final = 2000  # characters
#: Past so many changed entries it is quicker to ask for all that a search finds.
_FEW: Final = 10
_NAMES: Final = ("q", *FILTERS, "in", "filed_from", "filed_to")


def canonical(query: str) -> str:
    """The parameters of `/search` in one order, without how results are sorted and paged.

    `InvalidInput` where nothing is asked for, or too much.
    """
    pairs = parse_qsl(query.removeprefix("?"), max_num_fields=200)
    wanted = sorted(
        {(_NAMES.index(name), value.strip()) for name, value in pairs if name in _NAMES}
    )
    text = urlencode([(_NAMES[place], value) for place, value in wanted if value])
    if not text:
        raise InvalidInput("The search asks for nothing; type some words or choose a filter.")
    if len(text) > LONGEST_QUERY:
        raise InvalidInput("The search is too long to be saved.")
    return text


def request_of(query: str) -> SearchRequest:
    """The search of those parameters; `QueryError` where it cannot be run."""
    pairs = parse_qsl(query)
    one = dict(pairs)
    return SearchRequest(
        q=one.get("q", ""),
        filters={
            name: tuple(value for key, value in pairs if key == name)
            for name in FILTERS
            if name in one
        },
        filed_from=one.get("filed_from"),
        filed_to=one.get("filed_to"),
        within=tuple(value for key, value in pairs if key == "in"),
        sort="newest",
        per_page=MAX_PER_PAGE,
        facets=False,
        exact=True,
    )


def in_words(query: str) -> str:
    """`stability, kind: case`: a search as its owner names it."""
    pairs = parse_qsl(query)
    words = [value for key, value in pairs if key == "q"]
    return ", ".join([*words, *(f"{key}: {value}" for key, value in pairs if key != "q")])


def found_now(engine: SearchEngine, session: Session, query: str) -> frozenset[int] | None:
    """The numbers of the entries that it finds; None if they are more than `MOST_KNOWN`."""
    return _all_found(engine, session, request_of(query))


def saved(session: Session, query: str, found: Collection[int] | None) -> SavedSearch:
    """The row of a search; a new one has found what is `found`."""
    row = session.exec(select(SavedSearch).where(SavedSearch.query == query)).first()
    if row is None:
        row = SavedSearch(query=query, known=_kept(found), created_at=clock.now())
        session.add(row)
        session.flush()
    return row


def known(row: SavedSearch) -> frozenset[int] | None:
    """The numbers of the entries that it has found so far; None if they are not remembered."""
    return None if row.known is None else frozenset(map(int, row.known.split()))


def remember(session: Session, row: SavedSearch, found: Collection[int]) -> None:
    """Add entries to those that it has found."""
    before = known(row)
    if before is not None and not before.issuperset(found):
        row.known = _kept(before.union(found))
        session.add(row)


def found_among(
    engine: SearchEngine, session: Session, query: str, cards: Collection[Card]
) -> frozenset[int]:
    """The numbers of those entries that the search finds."""
    asked = request_of(query)
    possible = [card for card in cards if _may_find(asked, card)]
    if len(possible) > _FEW:
        everything = _all_found(engine, session, asked)
        if everything is not None:
            return everything.intersection(card.id for card in possible)
    return frozenset(card.id for card in possible if _finds(engine, asked, card))


def _may_find(asked: SearchRequest, card: Card) -> bool:
    values = {"kind": card.kind, "jurisdiction": card.jurisdiction, "status": card.status}
    return all(
        value in asked.filters[name] for name, value in values.items() if name in asked.filters
    )


def _finds(engine: SearchEngine, asked: SearchRequest, card: Card) -> bool:
    """Whether the search finds this one, asked for among its likes."""
    likes = {"kind": (card.kind,), "jurisdiction": (card.jurisdiction,)}
    narrow = replace(asked, filters={**asked.filters, **likes})
    if card.date and not (asked.filed_from or asked.filed_to):
        narrow = replace(narrow, filed_from=card.date, filed_to=card.date)
    return any((card.kind, card.slug) in page for page in _pages(engine, narrow))


def _all_found(
    engine: SearchEngine, session: Session, asked: SearchRequest
) -> frozenset[int] | None:
    if engine.search(replace(asked, per_page=1)).total > MOST_KNOWN:
        return None
    names = [name for page in _pages(engine, asked) for name in page]
    return frozenset(card.id for card in cards_by_name(session, names).values())


def _pages(engine: SearchEngine, asked: SearchRequest) -> Iterator[list[tuple[str, str]]]:
    """Kind and slug of what is found, page by page, up to `MOST_KNOWN`."""
    for number in range(1, MOST_KNOWN // MAX_PER_PAGE + 1):
        page = engine.search(replace(asked, page=number))
        yield [(hit.kind, hit.slug) for hit in page.hits]
        if number * MAX_PER_PAGE >= page.total:
            return


def _kept(found: Collection[int] | None) -> str | None:
    if found is None or len(found) > MOST_KNOWN:
        return None
    return " ".join(map(str, sorted(found)))
