"""`/holdings`: rulings by issue and by whom they favour, over time; `.csv`, `.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries.holdings import (
    Asked,
    RecordedRuling,
    Ruling,
    matching,
    recorded,
    rulings_of,
)
from kb.exports.csv_table import Cell, csv_text
from kb.exports.entry_json import json_text
from kb.web import drawings
from kb.web.charts import Chart
from kb.web.days import Days, asked_days
from kb.web.exported import exported
from kb.web.facets import Applied, Pair, address, without
from kb.web.grids import all_rulings
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import known_choices, page_number, year
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/holdings"
FORMS = ("html", "json", "csv")
PER_PAGE: Final = 50
MOST_COLUMNS: Final = 20  # years that fit side by side
FILTERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "issue": ("Issue", vocabulary.TOPICS),
    "favours": ("Whom it favours", vocabulary.FAVOURS),
    "jurisdiction": ("Jurisdiction", vocabulary.JURISDICTIONS),
    "level": ("Level of the court", vocabulary.COURT_LEVELS),
}
HEADER = (
    "case", "name", "court", "jurisdiction", "level", "issue", "favours", "date", "holding",
    "source", "source_url", "url",
)  # fmt: skip


@dataclass(frozen=True)
class _Wanted:
    """The filters of a request as they stand in addresses."""

    chosen: Mapping[str, tuple[str, ...]]
    years: tuple[Pair, ...]
    days: Days
    asked: Asked

    @property
    def pairs(self) -> list[Pair]:
        chosen = [(name, value) for name, values in self.chosen.items() for value in values]
        return [*chosen, *self.years, *self.days.pairs]


@router.get(PATH)
@router.get(f"{PATH}.{{suffix}}")
def holdings(request: Request, suffix: str | None = None) -> Response:
    """The rulings that match, newest first."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    page = page_number(request)
    site = site_of(request)
    with site.database.reading() as session:
        wanted = _wanted(request, asked_days(request, session))
        newest = all_rulings(site, session)
        then = rulings_of(session, newest, as_of=wanted.days.as_of)
        found, unsure = matching(then, wanted.asked)
        cut = found if form != "html" else found[(page - 1) * PER_PAGE : page * PER_PAGE]
        shown = recorded(session, cut)
    if form == "json":
        data = _json(wanted, shown, unsure)
        return exported(json_text(data), form=form, name="holdings")
    if form == "csv":
        lines = _lines(shown, base_url=public_base(request))
        return exported(csv_text(HEADER, lines), form=form, name="holdings")
    return render(
        request,
        "pages/holdings.html",
        rulings=shown,
        unsure=unsure,
        page=page,
        filters=_options({one.jurisdiction for one in newest}),
        **_context(wanted, found),
    )


def _context(wanted: _Wanted, found: Sequence[Ruling]) -> dict[str, Any]:
    """What the page shows of all that match, and the addresses that it leads to."""
    chart, note = _by_year(found)

    def page_url(number: int) -> str:
        more = [("page", str(number))] if number > 1 else []
        return address(PATH, [*wanted.pairs, *more])

    return {
        "total": len(found),
        "pages": max(1, -(-len(found) // PER_PAGE)),
        "page_url_for": page_url,
        "chart": chart,
        "chart_note": note,
        "topics_chart": _by_topic(found),
        "chosen": {name: (values or ("",))[0] for name, values in wanted.chosen.items()},
        "years": dict(wanted.years),
        "days": wanted.days,
        "applied": _applied(wanted),
        "without_days": address(PATH, without(without(wanted.pairs, "as-of"), "until")),
        "table_url": address(f"{PATH}.csv", wanted.pairs),
        "data_url": address(f"{PATH}.json", wanted.pairs),
    }


def _wanted(request: Request, days: Days) -> _Wanted:
    chosen = {name: known_choices(request, name, known) for name, (_, known) in FILTERS.items()}
    first, last = year(request, "from"), year(request, "to")
    years = [("from", first), ("to", last)]
    return _Wanted(
        chosen,
        tuple((name, str(one)) for name, one in years if one is not None),
        days,
        Asked(
            issues=chosen["issue"],
            favours=chosen["favours"],
            jurisdictions=chosen["jurisdiction"],
            levels=chosen["level"],
            first_year=first,
            last_year=last,
            until=days.until,
        ),
    )


def _by_year(found: Sequence[Ruling]) -> tuple[Chart, str]:
    """The newest years that fit; what is older is counted in words."""
    dated = [(one.year, one.favours) for one in found if one.year is not None]
    first = max((number for number, _ in dated), default=0) - MOST_COLUMNS + 1
    drawn = [(number, favours) for number, favours in dated if number >= first]
    notes = []
    if early := len(dated) - len(drawn):
        notes.append(f"{early} from before {first} are only in the list.")
    if undated := len(found) - len(dated):
        notes.append(f"{undated} without a date of their own are only in the list.")
    return drawings.rulings_by_year(drawn, chart_id="years"), " ".join(notes)


def _by_topic(found: Iterable[Ruling]) -> Chart:
    counts: dict[str, Counter[str]] = {}
    for one in found:
        counts.setdefault(one.issue, Counter())[one.favours] += 1
    return drawings.rulings_by_topic(counts, chart_id="topics")


def _options(places: Iterable[str]) -> list[tuple[str, str, list[Pair]]]:
    """Name, label and choices of each filter; only jurisdictions that occur."""
    found = []
    for name, (label, known) in FILTERS.items():
        options = [
            (value, words)
            for value, words in known.items()
            if name != "jurisdiction" or value in places
        ]
        found.append((name, label, [("", "All"), *sorted(options, key=lambda pair: pair[1])]))
    return found


def _applied(wanted: _Wanted) -> list[Applied]:
    found = []
    for name, value in wanted.pairs:
        if name in FILTERS or name in {"from", "to"}:
            label, known = FILTERS.get(name, (name, {}))
            href = address(PATH, without(wanted.pairs, name, value))
            found.append(Applied(label.lower(), known.get(value, value), href))
    return found


def _lines(shown: Iterable[RecordedRuling], *, base_url: str) -> Iterable[tuple[Cell, ...]]:
    for one in shown:
        card, ruling = one.card, one.ruling
        yield (
            card.slug, card.name, card.detail, ruling.jurisdiction, ruling.level, ruling.issue,
            ruling.favours, ruling.date, one.holding, one.source_title, one.source_url,
            base_url + one.url,
        )  # fmt: skip


def _json(wanted: _Wanted, shown: Sequence[RecordedRuling], unsure: int) -> dict[str, Any]:
    return {
        "filters": {name: list(values) for name, values in wanted.chosen.items() if values},
        **{name: int(number) for name, number in wanted.years},
        **wanted.days.known,
        "left_out": {"undecidable": unsure},
        "total": len(shown),
        "items": [
            {
                "case": one.card.slug,
                "name": one.card.name,
                "url": one.url,
                "court": one.card.detail,
                "jurisdiction": one.ruling.jurisdiction,
                "level": one.ruling.level,
                "issue": one.ruling.issue,
                "favours": one.ruling.favours,
                "date": one.ruling.date,
                "holding": one.holding,
                "source": {
                    "title": one.source_title,
                    "url": one.source_url,
                    "page": f"/sources/{one.source_id}",
                },
            }
            for one in shown
        ],
    }
