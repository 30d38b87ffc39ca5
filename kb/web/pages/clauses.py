"""`/policies/clauses`: who added clauses on AI, and when, across all platforms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core.dates import day_in_words
from kb.entries.queries.concerns import policy_documents
from kb.entries.queries.lists import ListRequest, list_all
from kb.exports.csv_table import csv_text
from kb.exports.entry_json import json_text
from kb.scraper.phrases import Found, PhraseIndex
from kb.scraper.signals import load_signals
from kb.web.charts import Chart, Dot, lanes
from kb.web.clauses import (
    ORIGINS,
    QUESTIONS_OF,
    Clause,
    captured_clauses,
    elsewhere,
    recorded_clauses,
    with_sentence,
)
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import choice, page_number
from kb.web.rendering import public_base, render, site_of, with_query
from kb.web.texts_on_day import plain

router = APIRouter(include_in_schema=False)
PATH: Final = "/policies/clauses"
FORMS: Final = ("html", "json", "csv")
PER_PAGE: Final = 40
MOST_LANES: Final = 24  # platforms in the drawing
MOST_PLATFORMS: Final = 5000
ORDERS: Final = {"oldest": "Earliest first", "newest": "Latest first"}


@dataclass(frozen=True)
class _Asked:
    about: str
    origin: str
    order: str


@router.get(PATH)
@router.get(PATH + ".{suffix}")
def clauses(request: Request, suffix: str | None = None) -> Response:
    """The clauses about one thing, in the order of time."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    labels = load_signals().labels
    asked = _Asked(
        choice(request, "about", [name for name in labels if name in QUESTIONS_OF], "training"),
        choice(request, "from", ["any", *ORIGINS], "any"),
        choice(request, "order", ORDERS, "oldest"),
    )
    page = page_number(request)
    found, read = _found(request, asked)
    if form == "csv":
        return exported(_csv(found, public_base(request)), form="csv", name="clauses")
    if form == "json":
        data = {
            "about": asked.about,
            "waiting": read.waiting,
            "items": [_told(one) for one in found],
        }
        return exported(json_text(data), form="json", name="clauses")
    store = site_of(request).archive
    shown = [
        with_sentence(one, store, asked.about)
        for one in found[(page - 1) * PER_PAGE : page * PER_PAGE]
    ]

    def url(number: int) -> str:
        return _url(asked, page=number if number > 1 else None)

    return render(
        request,
        "pages/clauses.html",
        section="policies",
        asked=asked,
        abouts=[
            (name, label[:1].upper() + label[1:])
            for name, label in labels.items()
            if name in QUESTIONS_OF
        ],
        origins=[("any", "Any"), *ORIGINS.items()],
        origin_words=ORIGINS,
        orders=list(ORDERS.items()),
        shown=shown,
        total=len(found),
        platforms=len({one.platform for one in found}),
        read=read,
        chart=_chart(shown),
        page=page,
        pages=max(1, -(-len(found) // PER_PAGE)),
        page_url_for=url,
        table_url=_url(asked, suffix=".csv"),
        data_url=_url(asked, suffix=".json"),
        plain=plain,
        by_others=any(one.version is not None and one.version.origin != "fetched" for one in shown),
        crumbs=[("Policies", "/policies"), ("Who added what, and when", "")],
    )


def _url(asked: _Asked, *, suffix: str = "", page: int | None = None) -> str:
    return with_query(
        PATH + suffix,
        about=asked.about if asked.about != "training" else "",
        **{"from": asked.origin if asked.origin != "any" else ""},
        order=asked.order if asked.order != "oldest" else "",
        page=page,
    )


def _found(request: Request, asked: _Asked) -> tuple[list[Clause], Found]:
    """Every clause that is asked for, in order, and how far the captured texts were read."""
    site = site_of(request)
    read = PhraseIndex(site.database, site.archive).speaking_of(asked.about)
    with site.database.reading() as session:
        found = list(captured_clauses(session, read.mentions))
        wanted = ListRequest(kind="policy", sort="title")
        cards = list_all(session, wanted, limit=MOST_PLATFORMS)
        documents = policy_documents(session, cards)
    for card in cards:
        found += recorded_clauses(card, documents[card.id], asked.about)
    if asked.about == "training":
        found += [
            elsewhere(change) for change in site.service_changes if change.direction != "neutral"
        ]
    kept = [one for one in found if asked.origin in ("any", one.origin)]
    kept.sort(key=lambda one: (one.last, one.platform, one.words), reverse=asked.order == "newest")
    return kept, read


def _chart(shown: Sequence[Clause]) -> Chart:
    """One lane a platform; a dashed line where nobody knows the day."""
    rows: dict[str, list[Dot]] = {}
    for one in shown:
        dot = Dot(one.last, one.words, one.origin, _when(one), one.first)
        rows.setdefault(one.platform, []).append(dot)
    return lanes(
        list(rows.items())[:MOST_LANES],
        series=ORIGINS,
        caption="When each platform came to say it",
        chart_id="clauses",
        heading="Platform",
        empty="No clause of this kind is dated on record.",
    )


def _when(one: Clause) -> str:
    last = day_in_words(one.last.isoformat())
    if one.first is None:
        return f"by {last}, perhaps much earlier"
    if one.first == one.last:
        return last
    return f"after {day_in_words(one.first.isoformat())} and by {last}"


def _told(one: Clause) -> dict[str, Any]:
    return {
        "platform": one.platform,
        "entry_url": one.card.url if one.card else None,
        "origin": one.origin,
        "words": one.words,
        "document": one.document or None,
        "not_before": _iso(one.first),
        "not_later": one.last.isoformat(),
        "gap_days": one.gap_days,
        "direction": one.direction or None,
        "gone_by": _iso(one.gone_by),
        "times": one.times,
        "url": one.href,
    }


def _csv(found: Sequence[Clause], base_url: str) -> str:
    header = [
        "platform", "origin", "words", "document", "not_before", "not_later", "gap_days",
        "direction", "gone_by", "url",
    ]  # fmt: skip
    rows = []
    for one in found:
        told = _told(one)
        href = one.href if one.href.startswith("http") else base_url + one.href
        rows.append([*(told[name] for name in header[:-1]), href])
    return csv_text(header, rows)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
