"""`/fair-use`: how courts weighed the factors of 17 U.S.C. § 107; also `.csv` and `.json`.

Beside the rulings stand the answers of other legal orders to the same question.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries.fair_use import FactorRuling, factor_rulings_of
from kb.entries.views import Card
from kb.exports.csv_table import csv_text
from kb.exports.entry_json import json_text
from kb.web.charts import Chart, diverging_bars
from kb.web.days import Days, asked_days
from kb.web.exported import exported
from kb.web.facets import Applied, Pair, address, without
from kb.web.fair_use_forms import HEADER, fair_use_json, fair_use_lines
from kb.web.grids import all_factor_rulings, other_orders, rulings_on_fair_use
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.parameters import known_choices, page_number
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/fair-use"
FORMS = ("html", "json", "csv")
PER_PAGE: Final = 40  # cases
FILTERS: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "factor": ("Factor", {str(n): f"{n}. {one}" for n, one in vocabulary.FAIR_USE_FACTORS.items()}),
    "favours": ("Whom it favours", vocabulary.FAVOURS),
    "level": ("Level of the court", vocabulary.COURT_LEVELS),
}


@dataclass(frozen=True)
class CaseLine:
    """A case with its rulings on each factor; a court may say several things about one."""

    card: Card
    url: str
    factors: dict[int, tuple[FactorRuling, ...]]


@router.get(PATH)
@router.get(f"{PATH}.{{suffix}}")
def fair_use(request: Request, suffix: str | None = None) -> Response:
    """The grid, newest case first, of cases in which one ruling meets every filter."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    page = page_number(request)
    chosen = {name: known_choices(request, name, known) for name, (_, known) in FILTERS.items()}
    site = site_of(request)
    with site.database.reading() as session:
        days = asked_days(request, session)
        rows = factor_rulings_of(session, all_factor_rulings(site, session), as_of=days.as_of)
        orders = other_orders(site, session, days)
        rulings = () if days.pairs else rulings_on_fair_use(site, session)
    found, unsure = _by_day(rows, days)
    lines = _lines(found, chosen)
    cases = [ruling for line in lines for one in line.factors.values() for ruling in one]
    if form == "json":
        data = fair_use_json(cases, orders, days=days, unsure=unsure)
        return exported(json_text(data), form=form, name="fair-use")
    if form == "csv":
        table = fair_use_lines(cases, orders, base_url=public_base(request))
        return exported(csv_text(HEADER, table), form=form, name="fair-use")
    return render(
        request,
        "pages/fair_use.html",
        lines=lines[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(lines),
        page=page,
        pages=max(1, -(-len(lines) // PER_PAGE)),
        factors=vocabulary.FAIR_USE_FACTORS,
        unsure=unsure,
        orders=orders,
        rulings=rulings,
        chart=_chart(lines),
        **_form(chosen, days),
    )


def _form(chosen: Mapping[str, tuple[str, ...]], days: Days) -> dict[str, Any]:
    """What the form shows, and the addresses that keep what it asks for."""
    filters = [(name, value) for name, values in chosen.items() for value in values]
    pairs = [*filters, *days.pairs]

    def page_url(number: int) -> str:
        return address(PATH, [*pairs, ("page", str(number))] if number > 1 else pairs)

    return {
        "page_url_for": page_url,
        "filters": [
            (name, label, [("", "All"), *known.items()], (chosen[name] or ("",))[0])
            for name, (label, known) in FILTERS.items()
        ],
        "applied": _applied(filters, pairs),
        "days": days,
        "without_days": address(PATH, filters),
        "table_url": address(f"{PATH}.csv", pairs),
        "data_url": address(f"{PATH}.json", pairs),
    }


def _by_day(rows: Sequence[FactorRuling], days: Days) -> tuple[list[FactorRuling], int]:
    """The rulings that were surely made by the day asked for, and how many others may have been."""
    until = days.until
    if until is None:
        return list(rows), 0
    return [row for row in rows if row.by(until)], sum(row.perhaps_by(until) for row in rows)


def _lines(rows: Sequence[FactorRuling], chosen: Mapping[str, tuple[str, ...]]) -> list[CaseLine]:
    cases: dict[int, list[FactorRuling]] = {}
    for row in rows:
        cases.setdefault(row.card.id, []).append(row)
    lines = [
        CaseLine(
            found[0].card,
            found[0].url.partition("#")[0],
            {
                n: tuple(row for row in found if row.factor == n)
                for n in vocabulary.FAIR_USE_FACTORS
            },
        )
        for found in cases.values()
        if any(_meets(row, chosen) for row in found)
    ]
    return sorted(lines, key=lambda line: (line.card.date or "", line.card.slug), reverse=True)


def _meets(row: FactorRuling, chosen: Mapping[str, tuple[str, ...]]) -> bool:
    own = {"factor": str(row.factor), "favours": row.favours, "level": row.level}
    return all(not values or own[name] in values for name, values in chosen.items())


def _chart(lines: Sequence[CaseLine]) -> Chart:
    counts = {factor: Counter[str]() for factor in vocabulary.FAIR_USE_FACTORS}
    for line in lines:
        for factor, found in line.factors.items():
            counts[factor].update(row.favours for row in found)
    return diverging_bars(
        [(f"{n}. {vocabulary.FAIR_USE_FACTORS[n]}", counts[n]) for n in counts],
        series=vocabulary.FAVOURS,
        caption="Rulings on each factor, by whom they favour",
        chart_id="factors",
        heading="Factor",
    )


def _applied(filters: Sequence[Pair], pairs: Sequence[Pair]) -> list[Applied]:
    found = []
    for name, value in filters:
        label, known = FILTERS[name]
        href = address(PATH, without(pairs, name, value))
        found.append(Applied(label.lower(), known[value], href))
    return found
