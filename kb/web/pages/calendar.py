"""The calendar: dates to come, dates that have passed without an outcome known here, any month.

`/calendar?month=2026-08&kind=&topic=&jurisdiction=&entry=` and `/calendar.ics`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock, dates
from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.queries.calendar import Wanted, dates_between
from kb.entries.queries.pages import find_card
from kb.entries.views import TimelineEvent
from kb.web.calendar_files import calendar_answer
from kb.web.facets import Pair, address
from kb.web.parameters import BadParameter, choice
from kb.web.rendering import render, site_of
from kb.web.threads import Item, item_of

router = APIRouter(include_in_schema=False)
PATH = "/calendar"
#: How far back a calendar program is told what happened, so that no date just vanishes from it.
KEPT = dt.timedelta(days=120)
#: How long a date that passed without an outcome is asked about.
ASKED = dt.timedelta(days=730)
#: The most dates of one list.
MOST = 200
Dates = tuple[TimelineEvent, ...]
KINDS = {kind: label for kind, label in vocabulary.KINDS.items() if kind != "licence"}


@dataclass(frozen=True)
class Month:
    """A month, with the addresses of those around it."""

    text: str  # YYYY-MM
    words: str
    previous_url: str
    next_url: str

    @property
    def first(self) -> dt.date:
        return dates.earliest(self.text)

    @property
    def last(self) -> dt.date:
        return dates.latest(self.text)


@router.get(PATH)
def calendar(request: Request) -> Response:
    """`/calendar`."""
    wanted, pairs = _wanted(request)
    month = _month(request, pairs)
    today = clock.today()
    with site_of(request).database.reading() as session:
        places = figures.jurisdiction_counts(session)
        coming: Dates = ()
        passed: Dates = ()
        within: Dates = ()
        if month is not None:
            within = dates_between(session, wanted, first=month.first, last=month.last)
        else:
            ahead = dates_between(session, wanted, first=today, announced=True)
            # Of a year that has begun nobody can say that it lies ahead.
            coming = tuple(one for one in ahead if one.day > today or not _of_a_year(one))
            since = today - ASKED
            passed = dates_between(session, wanted, first=since, last=today, announced=True)
    shown = tuple(event for event in within if not _of_a_year(event))
    return render(
        request,
        "pages/calendar.html",
        section="timeline",
        today=today.isoformat(),
        coming=_items(coming),
        passed=_items([one for one in reversed(passed) if dates.latest(one.date) < today]),
        month=month,
        within=_items(shown),
        most=MOST,
        left_out=max(0, len(shown) - MOST, len(coming) - MOST, len(passed) - MOST),
        only_year=len(within) - len(shown),
        this_month=address(PATH, [*pairs, ("month", today.isoformat()[:7])]),
        chosen=dict(pairs),
        kinds=list(KINDS.items()),
        places=sorted(
            ((code, vocabulary.JURISDICTIONS[code]) for code in places), key=lambda pair: pair[1]
        ),
        coming_url=address(PATH, pairs),
        file_url=address(f"{PATH}.ics", pairs),
    )


@router.get(f"{PATH}.ics")
def calendar_ics(request: Request) -> Response:
    """What was announced, and what happened lately, for a calendar program."""
    wanted, pairs = _wanted(request)
    since = clock.today() - KEPT
    with site_of(request).database.reading() as session:
        events = dates_between(session, wanted, first=since)
    page = address(PATH, pairs)
    return calendar_answer(request, events, title="Artdocket", path=page, name="artdocket")


def _wanted(request: Request) -> tuple[Wanted, list[Pair]]:
    """The filters, and the parameters that name them."""
    kind = choice(request, "kind", ["", *KINDS], "")
    topic = choice(request, "topic", ["", *vocabulary.TOPICS], "")
    place = choice(request, "jurisdiction", ["", *vocabulary.JURISDICTIONS], "")
    entry = request.query_params.get("entry", "")
    found = _entry(request, entry) if entry else None
    named = f"{vocabulary.KIND_PLURALS[found[0]]}/{found[1]}" if found else ""
    wanted = Wanted(
        kinds=(kind,) if kind else (), topic=topic or None, jurisdiction=place or None, entry=found
    )
    pairs = [("kind", kind), ("topic", topic), ("jurisdiction", place), ("entry", named)]
    return wanted, [pair for pair in pairs if pair[1]]


def _entry(request: Request, text: str) -> tuple[str, str]:
    """`cases/x` or `case/x` as kind and slug; 404 where there is no such entry."""
    named, _, slug = text.strip("/").partition("/")
    kinds = {plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()}
    kind = kinds.get(named, named)
    if kind not in vocabulary.KINDS or not slug:
        raise BadParameter(f"entry must be like cases/andersen-v-stability-ai, not “{text[:60]}”.")
    with site_of(request).database.reading() as session:
        card = find_card(session, kind, slug)
    return card.kind, card.slug


def _month(request: Request, pairs: list[Pair]) -> Month | None:
    text = request.query_params.get("month", "")
    if not text:
        return None
    try:
        first, last = dates.earliest(text), dates.latest(text)
        if dates.precision(text) != "month":
            raise ValueError(text)
    except ValueError as error:
        raise BadParameter(f"month must be like 2026-08, not “{text[:20]}”.") from error

    def url(day: dt.date) -> str:
        return address(PATH, [*pairs, ("month", day.isoformat()[:7])])

    one = dt.timedelta(days=1)
    return Month(
        text=text,
        words=dates.day_in_words(text),
        previous_url=url(first - one) if first > dt.date.min else "",
        next_url=url(last + one) if last < dt.date.max else "",
    )


def _of_a_year(event: TimelineEvent) -> bool:
    return dates.precision(event.date) == "year"


def _items(events: Sequence[TimelineEvent]) -> list[Item]:
    return [item_of(event) for event in events[:MOST]]
