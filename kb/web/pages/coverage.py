"""`/coverage`: what is on record and what is not, counted from the entries themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries import figures, groups
from kb.entries.queries.groups import OpenPoint
from kb.entries.queries.sources import source_counts
from kb.scraper.watching import Watched, watched_sources
from kb.web import drawings
from kb.web.charts import Chart
from kb.web.rendering import render, site_of
from kb.web.site import Site

router = APIRouter(include_in_schema=False)
Ranked = list[tuple[str, int]]


@dataclass(frozen=True)
class Coverage:
    """Everything that the page shows of one state of the knowledge base."""

    kinds: Mapping[str, int]
    as_of: Mapping[str, tuple[str, str]]
    jurisdictions: list[tuple[str, str, int]]
    languages: Ranked
    case_statuses: Ranked
    law_statuses: Ranked
    sources: Mapping[str, int]
    citations: Mapping[str, int]
    certainties: Mapping[str, int]
    open_points: tuple[OpenPoint, ...]
    filed: Chart
    filed_note: str
    rulings: Chart
    policy_answers: Chart
    licence_answers: Chart
    watched: tuple[Watched, ...]


@router.get("/coverage")
def coverage(request: Request) -> Response:
    """The page; its numbers are counted anew after each publication."""
    site = site_of(request)
    found = _coverage(site)
    reference = site.reference
    return render(
        request,
        "pages/coverage.html",
        found=found,
        topics=len(reference.topics),
        systems=len(reference.systems),
        datasets=len(reference.datasets),
        service_changes=len(site.service_changes),
    )


def _coverage(site: Site) -> Coverage:
    with site.database.reading() as session:
        places = figures.jurisdiction_counts(session)
        filed = groups.filed_cases(session)
        answers = figures.answer_counts(session)
        return Coverage(
            kinds=dict.fromkeys(vocabulary.KINDS, 0) | figures.kind_counts(session),
            as_of=groups.as_of_ranges(session),
            jurisdictions=_places(places),
            languages=_ranked(groups.language_counts(session), vocabulary.LANGUAGES),
            case_statuses=_ranked(groups.status_counts(session, "case"), vocabulary.CASE_STATUSES),
            law_statuses=_ranked(groups.status_counts(session, "law"), vocabulary.LAW_STATUSES),
            sources=source_counts(session),
            citations=groups.cited_sources(session),
            certainties=groups.certainty_counts(session),
            open_points=groups.open_points(session),
            filed=drawings.cases_filed(filed, chart_id="filed"),
            filed_note=drawings.cases_filed_note(filed),
            rulings=drawings.rulings_by_topic(figures.holding_counts(session), chart_id="rulings"),
            policy_answers=drawings.answers_by_question(
                answers,
                vocabulary.POLICY_QUESTIONS.values(),
                caption="What platforms answer, question by question",
                chart_id="policy-answers",
            ),
            licence_answers=drawings.answers_by_question(
                answers,
                vocabulary.LICENCE_QUESTIONS.values(),
                caption="What licences and terms answer, question by question",
                chart_id="licence-answers",
            ),
            watched=watched_sources(session, enabled_only=True),
        )


def _places(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, str, int]]:
    lines = [
        (code, vocabulary.JURISDICTIONS[code], sum(kinds.values()))
        for code, kinds in counts.items()
    ]
    return sorted(lines, key=lambda line: (-line[2], line[1]))


def _ranked(counts: Mapping[str, int], labels: Mapping[str, str]) -> Ranked:
    lines = [(labels[value], count) for value, count in counts.items()]
    return sorted(lines, key=lambda line: (-line[1], line[0]))
