"""The first page: what this is, one search box, three doors, what changed lately, two charts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core import dates
from kb.entries import vocabulary
from kb.entries.queries import figures, groups, pages
from kb.entries.views import Version
from kb.web import drawings
from kb.web.charts import Chart
from kb.web.rendering import public_base, render, site_of
from kb.web.site import Site
from kb.web.threads import Item, item_of

router = APIRouter(include_in_schema=False)
RECENT_DAYS = 365
NEWEST_EVENTS = {"case": 4, "policy": 2, "law": 2}
NEWEST_VERSIONS = 5
CHARTED_TOPICS = 12


@dataclass(frozen=True)
class _Home:
    """What the page shows of one state of the knowledge base."""

    counts: dict[str, int]
    events: tuple[Item, ...]
    versions: tuple[Version, ...]
    published: tuple[Version, ...]
    filed: Chart
    filed_note: str
    rulings: Chart


@router.get("/")
def home(request: Request) -> Response:
    """`/`."""
    site = site_of(request)
    shown = _home(site)
    base = public_base(request)
    data = {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": "Artdocket",
        "url": f"{base}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{base}/search?q={{query}}",
            "query-input": "required name=query",
        },
    }
    return render(request, "pages/home.html", shown=shown, data=data)


def _home(site: Site) -> _Home:
    as_of = site.standing().as_of
    with site.database.reading() as session:
        events = _newest_events(session, as_of) if as_of else ()
        filed = groups.filed_cases(session)
        rulings = figures.holding_counts(session)
        ranked = sorted(rulings, key=lambda topic: -sum(rulings[topic].values()))[:CHARTED_TOPICS]
        return _Home(
            counts=dict.fromkeys(vocabulary.KINDS, 0) | figures.kind_counts(session),
            events=events,
            versions=groups.later_versions(session, limit=NEWEST_VERSIONS),
            published=pages.recent_versions(session, limit=1),
            filed=drawings.cases_filed(filed, chart_id="home-filed"),
            filed_note=drawings.cases_filed_note(filed),
            rulings=drawings.rulings_by_topic(
                {topic: rulings[topic] for topic in ranked}, chart_id="home-rulings"
            ),
        )


def _newest_events(session: Session, as_of: str) -> tuple[Item, ...]:
    """The newest things that happened, of each kind some; a change of terms only if it moved
    the line between artists and those who train.
    """
    first = dates.latest(as_of) - dt.timedelta(days=RECENT_DAYS)
    left = dict(NEWEST_EVENTS)
    shown = []
    for event in figures.timeline(session, first=first):
        kind = event.card.kind if event.card else "policy"
        moved = kind != "policy" or event.direction in {"towards-training", "away-from-training"}
        if moved and not event.planned and left.get(kind, 0):
            left[kind] -= 1
            shown.append(item_of(event))
    return tuple(shown)
