"""Dates as an iCalendar file (RFC 5545, RFC 7986), for the calendar programs of people.

A date that is known to the day is an all-day event. One that is known to the month only is an
all-day event over that month, free time and marked in words, because no day of it would be true.
One that is known to the year only is left out. The identifier of an event stays the same when its
date moves, and its sequence rises with the version of its entry.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Iterator
from typing import Final

from icalendar import Calendar
from icalendar import Event as ICalEvent

import kb
from kb.core import dates
from kb.entries import vocabulary
from kb.entries.views import TimelineEvent

#: More than any filter leaves; what lies farthest ahead is left out beyond it.
MOST: Final = 2000
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")


def calendar_file(
    events: Iterable[TimelineEvent], *, name: str, base_url: str, page_url: str
) -> str:
    """The calendar, lines folded and ended as the standard says.

    Nothing in it depends on when it is asked for, so that an unchanged calendar stays the same.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Artdocket//Artdocket {kb.__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    on_one_line = " ".join(_text(name).split())
    calendar.add("name", on_one_line)
    calendar.add("x-wr-calname", on_one_line)
    calendar.add("url", page_url)
    for event, uid in _identified(events):
        calendar.add_component(_component(event, uid, base_url=base_url))
    written: bytes = calendar.to_ical()
    return written.decode()


def in_calendar(event: TimelineEvent) -> bool:
    """Whether a calendar program can show the date: it is known at least to the month."""
    return event.card is not None and dates.precision(event.date) != "year"


def _identified(events: Iterable[TimelineEvent]) -> Iterator[tuple[TimelineEvent, str]]:
    """Each event with its identifier: from entry and title, and a number where a title repeats."""
    seen: dict[str, int] = {}
    kept = sorted(filter(in_calendar, events), key=lambda event: (event.day, event.title))[:MOST]
    for event in kept:
        assert event.card is not None
        named = f"{event.card.kind}/{event.card.slug}#{event.title}"
        seen[named] = seen.get(named, 0) + 1
        repeated = f"#{seen[named]}" if seen[named] > 1 else ""
        yield event, str(uuid.uuid5(uuid.NAMESPACE_URL, f"artdocket:{named}{repeated}"))


def _component(event: TimelineEvent, uid: str, *, base_url: str) -> ICalEvent:
    card = event.card
    assert card is not None
    only_month = dates.precision(event.date) == "month"
    some_day = f" (some day in {dates.day_in_words(event.date)})" if only_month else ""
    made = ICalEvent()
    made.add("uid", uid)
    made.add("dtstamp", card.published_at.astimezone(dt.UTC).replace(microsecond=0))
    made.add("sequence", card.version)
    made.add("dtstart", dates.earliest(event.date))
    made.add("dtend", dates.latest(event.date) + dt.timedelta(days=1))
    made.add("summary", _text(f"{card.name}: {event.title}{some_day}"))
    made.add("description", _text("\n".join(_description(event, base_url))))
    made.add("url", base_url + card.url)
    made.add("categories", [vocabulary.KINDS[card.kind]])
    made.add("status", "TENTATIVE" if event.planned else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    return made


def _description(event: TimelineEvent, base_url: str) -> Iterator[str]:
    assert event.card is not None
    if event.description:
        yield event.description
    if dates.precision(event.date) == "month":
        yield "Only the month is known."
    as_of = dates.day_in_words(event.card.as_of)
    if event.planned:
        yield f"Announced; the facts of this entry end on {as_of}, so it may have been moved."
    else:
        yield f"Facts as of {as_of}."
    if event.source_id:
        yield f"Source: {base_url}/sources/{event.source_id}"
    yield "Information, not legal advice. The court or office is the authority on every date."


def _text(text: str) -> str:
    """Without control characters; line breaks are escaped by the writer."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
