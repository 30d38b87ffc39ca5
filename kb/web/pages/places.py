"""Jurisdictions and courts: what is on record there.

`/jurisdictions`, `/jurisdictions/{code}`, `/courts`, `/courts/{id}`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries import figures, groups
from kb.entries.tables import Court
from kb.entries.views import HoldingRow
from kb.web import drawings
from kb.web.charts import Chart
from kb.web.pages.topics import by_kind
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class PlaceLine:
    """A jurisdiction in the list, with its entries by kind."""

    code: str
    name: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class CourtLine:
    """A court in a list."""

    court: Court
    cases: int


@router.get("/jurisdictions")
def jurisdictions(request: Request) -> Response:
    """`/jurisdictions`, those with most entries first; states of the US after the countries."""
    with site_of(request).database.reading() as session:
        lines = _lines(figures.jurisdiction_counts(session))
    return render(
        request,
        "pages/jurisdictions.html",
        countries=[line for line in lines if "-" not in line.code],
        states=[line for line in lines if "-" in line.code],
    )


def _lines(counts: Mapping[str, Mapping[str, int]]) -> list[PlaceLine]:
    lines = [PlaceLine(code, vocabulary.JURISDICTIONS[code], counts[code]) for code in counts]
    return sorted(lines, key=lambda line: (-line.total, line.name))


@router.get("/jurisdictions/{code}")
def jurisdiction(request: Request, code: str) -> Response:
    """`/jurisdictions/{code}`; codes are written in capitals."""
    if code != code.upper() and code.upper() in vocabulary.JURISDICTIONS:
        return RedirectResponse(f"/jurisdictions/{code.upper()}", status_code=301)
    name = vocabulary.JURISDICTIONS.get(code)
    if name is None:
        raise NotFound(f"There is no jurisdiction with the code “{code[:40]}”.")
    site = site_of(request)
    with site.database.reading() as session:
        entries = groups.entries_where(session, jurisdiction=code)
        counts = figures.jurisdiction_counts(session)
        rulings = [row for row in figures.holdings(session) if row.card.jurisdiction == code]
        cases = groups.court_counts(session)
    parts = [line for line in _lines(counts) if line.code.startswith(f"{code}-")]
    courts = _courts(
        {key: court for key, court in site.courts.items() if court.jurisdiction == code}, cases
    )
    if not entries and not parts and not courts:
        raise NotFound(f"No entry is on record for {name} yet.")
    parent = code.partition("-")[0] if "-" in code else ""
    return render(
        request,
        "pages/jurisdiction.html",
        code=code,
        name=name,
        parent=(vocabulary.JURISDICTIONS[parent], f"/jurisdictions/{parent}") if parent else None,
        groups=by_kind(entries),
        parts=parts,
        courts=courts,
        chart=_rulings_chart(rulings),
        ruling_count=len(rulings),
    )


def _courts(known: Mapping[str, Court], cases: Mapping[str, int]) -> list[CourtLine]:
    levels = list(vocabulary.COURT_LEVELS)
    lines = [CourtLine(court, cases.get(key, 0)) for key, court in known.items()]
    return sorted(
        (line for line in lines if line.cases),
        key=lambda line: (levels.index(line.court.level), -line.cases, line.court.name),
    )


def _rulings_chart(rulings: list[HoldingRow]) -> Chart:
    counts: dict[str, Counter[str]] = {}
    for ruling in rulings:
        counts.setdefault(ruling.issue, Counter())[ruling.favours] += 1
    return drawings.rulings_by_topic(counts, chart_id="rulings-here")


@router.get("/courts")
def courts(request: Request) -> Response:
    """`/courts`, by jurisdiction."""
    site = site_of(request)
    with site.database.reading() as session:
        cases = groups.court_counts(session)
    places: dict[str, dict[str, Court]] = {}
    for key, court in site.courts.items():
        places.setdefault(court.jurisdiction, {})[key] = court
    ordered = sorted(places, key=lambda code: vocabulary.JURISDICTIONS[code])
    found = [
        (code, vocabulary.JURISDICTIONS[code], _courts(places[code], cases)) for code in ordered
    ]
    return render(request, "pages/courts.html", places=[place for place in found if place[2]])


@router.get("/courts/{court_id}")
def court(request: Request, court_id: str) -> Response:
    """`/courts/{id}`."""
    site = site_of(request)
    found = site.courts.get(court_id)
    if found is None:
        raise NotFound(f"There is no court with the id “{court_id[:60]}”.")
    with site.database.reading() as session:
        cases = groups.entries_where(session, kind="case", court=court_id)
        rulings = [row for row in figures.holdings(session) if row.card.court_id == court_id]
    return render(
        request,
        "pages/court.html",
        court=found,
        level=vocabulary.COURT_LEVELS[found.level],
        place=vocabulary.JURISDICTIONS[found.jurisdiction],
        cases=cases,
        chart=_rulings_chart(rulings),
        ruling_count=len(rulings),
    )
