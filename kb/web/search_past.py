"""A search as of a day: what it finds among the entries as they stood at the end of that day.

The index holds the newest words only. So the newest words are searched, and each entry that is
found is replaced by the version of that day: it is left out if nothing was published by then, and
filters go by what it said then. An entry that had the words then and has lost them since is not
found; the notices say how many entries could be meant.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from kb.core import dates
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.past import end_of, replaced_since, require_published_by
from kb.entries.queries.whole import pages_on
from kb.entries.tables import EntryTopic
from kb.entries.views import Card
from kb.search import SearchEngine, SearchHit, SearchPage, SearchRequest
from kb.search.engine import MAX_PER_PAGE, FacetCount

MOST: Final = 1000  # results that are looked at
CHANGED: Final = "Changed since; the words were found in a later version."


@dataclass(frozen=True)
class Past:
    """A result with its card as of the day; `changed` says whether a later version exists."""

    hit: SearchHit
    card: Card
    topics: tuple[str, ...]
    changed: bool

    @property
    def url(self) -> str:
        """Its page of that day, which never changes."""
        return f"{self.card.url}/v/{self.card.version}"


def search_on(
    engine: SearchEngine, session: Session, asked: SearchRequest, day: dt.date
) -> tuple[SearchPage, tuple[Past, ...]]:
    """One page of the answer, and all results of it; `NotFound` if nothing was public yet."""
    require_published_by(session, day)
    hits, first = _hits(engine, asked)
    past, unborn = _as_they_stood(session, hits, day)
    found = [one for one in past if _meets(one, asked)]
    start = (asked.page - 1) * asked.per_page
    shown = found[start : start + asked.per_page]
    page = replace(
        first,
        total=len(found),
        page=asked.page,
        per_page=asked.per_page,
        facets=_facets(found) if asked.facets else {},
        hits=tuple(one.hit for one in shown),
        notices=(*first.notices, *_notices(session, day, first.total, unborn)),
    )
    return page, tuple(found)


def _hits(engine: SearchEngine, asked: SearchRequest) -> tuple[list[SearchHit], SearchPage]:
    """The results by their newest words, narrowed by nothing that can have been different."""
    kinds = {name: values for name, values in asked.filters.items() if name == "kind"}
    wanted = replace(
        asked,
        filters=kinds,
        filed_from=None,
        filed_to=None,
        page=1,
        per_page=MAX_PER_PAGE,
        facets=False,
    )
    first = page = engine.search(wanted)
    hits = [*page.hits]
    while page.hits and len(hits) < min(MOST, first.total):
        page = engine.search(replace(wanted, page=page.page + 1))
        hits += page.hits
    return hits[:MOST], first


def _as_they_stood(
    session: Session, hits: Sequence[SearchHit], day: dt.date
) -> tuple[list[Past], int]:
    """The results with their cards of the day, and how many were not published by then."""
    cards = cards_by_name(session, [(hit.kind, hit.slug) for hit in hits])
    later = [card for card in cards.values() if card.published_at > end_of(day)]
    stood = {page.card.id: page for page in pages_on(session, later, day)}
    topics = _topics(session, [card.id for card in cards.values()])
    changed = {card.id for card in later}
    found = []
    for hit in hits:
        card = cards.get((hit.kind, hit.slug))
        if card is None or (card.id in changed and card.id not in stood):
            continue
        if card.id not in changed:
            found.append(Past(hit, card, topics.get(card.id, ()), changed=False))
            continue
        page = stood[card.id]
        then = hit._replace(
            title=page.card.title,
            status=page.card.status,
            jurisdiction=page.card.jurisdiction,
            date=page.card.date,
            snippet="",
            inner=(),
        )
        found.append(Past(then, page.card, page.document.topics, changed=True))
    return found, len(changed) - len(stood)


def _topics(session: Session, entry_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    query = select(col(EntryTopic.entry_id), col(EntryTopic.topic)).where(
        col(EntryTopic.entry_id).in_(entry_ids)
    )
    found: dict[int, tuple[str, ...]] = {}
    for entry_id, topic in session.connection().execute(query):
        found[entry_id] = (*found.get(entry_id, ()), topic)
    return found


def _values(one: Past) -> dict[str, tuple[str, ...]]:
    """What each filter asks about, as of the day."""
    card = one.card
    return {
        "kind": (card.kind,),
        "jurisdiction": (card.jurisdiction,),
        "status": (card.status,) if card.status else (),
        "topic": one.topics,
        "court": (card.court_id,) if card.court_id else (),
        "year": (card.date[:4],) if card.date else (),
    }


def _meets(one: Past, asked: SearchRequest) -> bool:
    own = _values(one)
    if not all(set(own[name]) & set(values) for name, values in asked.filters.items() if values):
        return False
    date = one.card.date
    if asked.filed_from and (not date or dates.latest(date) < dates.earliest(asked.filed_from)):
        return False
    return not (
        asked.filed_to and (not date or dates.earliest(date) > dates.latest(asked.filed_to))
    )


def _facets(found: Sequence[Past]) -> dict[str, tuple[FacetCount, ...]]:
    """Counts of what was found; a chosen filter is not left aside."""
    counts: dict[str, Counter[str]] = {}
    for one in found:
        for name, values in _values(one).items():
            counts.setdefault(name, Counter()).update(values)
    return {
        name: tuple(FacetCount(value, number) for value, number in counter.most_common())
        for name, counter in counts.items()
    }


def _notices(session: Session, day: dt.date, total: int, unborn: int) -> list[str]:
    """What the answer cannot show, in words."""
    notices = []
    if unborn:
        verb = "entry has the words but was" if unborn == 1 else "entries have the words but were"
        notices.append(f"{unborn} {verb} not published here by {day.isoformat()}.")
    if changed := replaced_since(session, day):
        have = "entry of that day has" if changed == 1 else "entries of that day have"
        notices.append(
            f"{changed} {have} changed since. Newest words were searched, so that one that had "
            "these words only then is not found."
        )
    if total > MOST:
        notices.append(f"Only the first {MOST} of {total} results were looked at; ask for less.")
    return notices
