"""The timeline: every dated event of every entry, and changes of terms of other services.

`/timeline?kind=&event=&topic=&jurisdiction=&from=&to=&page=`
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.views import TimelineEvent
from kb.web import drawings
from kb.web.charts import Chart
from kb.web.facets import Applied, Pair, address, without
from kb.web.parameters import known_choices, page_number, partial_day
from kb.web.rendering import render, site_of
from kb.web.site import Site
from kb.web.threads import event_of_change, item_of

router = APIRouter(include_in_schema=False)
PATH = "/timeline"
PER_PAGE = 100
MOST_ON_LANES = 150
EVENT_LABELS = {**vocabulary.EVENT_KINDS, "change": "Change of terms or of law"}
#: Licences have provisions, not dated events.
KIND_LABELS = {kind: label for kind, label in vocabulary.KINDS.items() if kind != "licence"}
_FILTERS = {
    "kind": ("kind", KIND_LABELS),
    "event": ("event", EVENT_LABELS),
    "topic": ("topic", vocabulary.TOPICS),
    "jurisdiction": ("jurisdiction", vocabulary.JURISDICTIONS),
}


@dataclass(frozen=True)
class _Asked:
    """The filters of a request; dates stay as they were written, for the form."""

    chosen: dict[str, tuple[str, ...]]
    first: str
    last: str

    @property
    def pairs(self) -> list[Pair]:
        pairs = [(name, value) for name, values in self.chosen.items() for value in values]
        return [
            *pairs,
            *(("from", self.first),) * bool(self.first),
            *(("to", self.last),) * bool(self.last),
        ]


@router.get(PATH)
def timeline(request: Request) -> Response:
    """`/timeline`, newest first."""
    site = site_of(request)
    asked = _Asked(
        {name: known_choices(request, name, known) for name, (_, known) in _FILTERS.items()},
        request.query_params.get("from", ""),
        request.query_params.get("to", ""),
    )
    page = page_number(request)
    events = _events(request, site, asked)
    with site.database.reading() as session:
        places = figures.jurisdiction_counts(session)
    chart, note, lanes = _chart(events)
    shown = events[(page - 1) * PER_PAGE : page * PER_PAGE]

    def page_url(number: int) -> str:
        more = [("page", str(number))] if number > 1 else []
        return address(PATH, [*asked.pairs, *more])

    return render(
        request,
        "pages/timeline.html",
        section="timeline",
        items=[item_of(event) for event in shown],
        total=len(events),
        page=page,
        pages=max(1, -(-len(events) // PER_PAGE)),
        page_url_for=page_url,
        chart=chart,
        chart_note=note,
        lanes=lanes,
        chosen={name: (values or ("",))[0] for name, values in asked.chosen.items()},
        asked=asked,
        kinds=list(KIND_LABELS.items()),
        event_kinds=list(EVENT_LABELS.items()),
        places=sorted(
            ((code, vocabulary.JURISDICTIONS[code]) for code in places), key=lambda pair: pair[1]
        ),
        applied=_applied(asked),
    )


def _events(request: Request, site: Site, asked: _Asked) -> list[TimelineEvent]:
    """All that match, newest first. Services without an entry have no topic and no place."""
    first = partial_day(request, "from")
    last = partial_day(request, "to", end=True)
    with site.database.reading() as session:
        found = [
            event
            for topic in asked.chosen["topic"] or (None,)
            for place in asked.chosen["jurisdiction"] or (None,)
            for event in figures.timeline(
                session,
                kinds=asked.chosen["kind"],
                event_kinds=asked.chosen["event"],
                first=first,
                last=last,
                topic=topic,
                jurisdiction=place,
            )
        ]
    if not asked.chosen["topic"] and not asked.chosen["jurisdiction"]:
        wanted = "policy" in (asked.chosen["kind"] or ("policy",))
        wanted = wanted and "change" in (asked.chosen["event"] or ("change",))
        changes = [event_of_change(change) for change in site.service_changes if wanted]
        found += [
            event
            for event in changes
            if (first is None or event.day >= first) and (last is None or event.day <= last)
        ]
    return sorted(dict.fromkeys(found), key=lambda event: event.day, reverse=True)


def _chart(events: list[TimelineEvent]) -> tuple[Chart, str, bool]:
    """Single events where they fit, else how many there were in each quarter."""
    recent = [event for event in events if event.day.year >= drawings.FIRST_YEAR]
    early = len(events) - len(recent)
    left_out = f"{early} events before {drawings.FIRST_YEAR} are only in the list." if early else ""
    if not recent or len(recent) > MOST_ON_LANES:
        more = "Narrow the filters to see single events on a line. " if recent else ""
        return drawings.events_by_quarter(recent, chart_id="events"), more + left_out, False
    return drawings.events_on_lanes(recent, chart_id="events"), left_out, True


def _applied(asked: _Asked) -> list[Applied]:
    found = []
    for name, value in asked.pairs:
        href = address(PATH, without(asked.pairs, name, value))
        words = _FILTERS[name][1][value] if name in _FILTERS else value
        found.append(Applied({"from": "from", "to": "up to"}.get(name, name), words, href))
    return found
