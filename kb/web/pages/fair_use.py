"""`/fair-use`: how courts weighed each of the four factors of 17 U.S.C. § 107, case by case."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.views import Card, FairUseRow
from kb.web.charts import diverging_bars
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class CaseLine:
    """A case with its rulings on each factor; a court may say several things about one."""

    card: Card
    factors: dict[int, tuple[FairUseRow, ...]]


@router.get("/fair-use")
def fair_use(request: Request) -> Response:
    """The grid, newest case first."""
    with site_of(request).database.reading() as session:
        rows = figures.fair_use_rulings(session)
        rulings = figures.holdings(session, topic="fair-use")
    counts = {factor: Counter[str]() for factor in vocabulary.FAIR_USE_FACTORS}
    for row in rows:
        counts[row.factor][row.favours] += 1
    chart = diverging_bars(
        [(f"{n}. {vocabulary.FAIR_USE_FACTORS[n]}", counts[n]) for n in counts],
        series=vocabulary.FAVOURS,
        caption="Rulings on each factor, by whom they favour",
        chart_id="factors",
        heading="Factor",
    )
    return render(
        request,
        "pages/fair_use.html",
        lines=_lines(rows),
        factors=vocabulary.FAIR_USE_FACTORS,
        rulings=rulings,
        chart=chart,
    )


def _lines(rows: tuple[FairUseRow, ...]) -> list[CaseLine]:
    cases: dict[int, list[FairUseRow]] = {}
    for row in rows:
        cases.setdefault(row.card.id, []).append(row)
    lines = [
        CaseLine(
            found[0].card,
            {
                n: tuple(row for row in found if row.factor == n)
                for n in vocabulary.FAIR_USE_FACTORS
            },
        )
        for found in cases.values()
    ]
    return sorted(lines, key=lambda line: (line.card.date or "", line.card.slug), reverse=True)
