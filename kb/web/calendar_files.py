"""Calendars to subscribe to, as answers."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from kb.entries.queries.calendar import Wanted, dates_between
from kb.entries.queries.pages import find_card
from kb.entries.views import TimelineEvent
from kb.exports.ical import calendar_file
from kb.web.exported import exported
from kb.web.rendering import public_base, site_of


def calendar_answer(
    request: Request, events: Iterable[TimelineEvent], *, title: str, path: str, name: str
) -> Response:
    """The events as a calendar file; `path` is that of the page which shows them to people."""
    base = public_base(request)
    text = calendar_file(events, name=title, base_url=base, page_url=base + path)
    return exported(text, form="ics", name=name)


def entry_calendar(request: Request, kind: str, slug: str) -> Response:
    """Every date of an entry, past and to come."""
    with site_of(request).database.reading() as session:
        card = find_card(session, kind, slug)
        found = dates_between(session, Wanted(entry=(kind, slug)))
    return calendar_answer(request, found, title=card.name, path=card.url, name=slug)
