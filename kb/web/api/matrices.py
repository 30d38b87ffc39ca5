"""`GET /api/v1/policies/matrix` and `/licences/matrix`: every answer to every question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries.lists import FILTERS
from kb.entries.views import Cell, MatrixRow
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.finding import Matrix
from kb.web.matrix_choice import QUESTIONS, Choice, chosen
from kb.web.rendering import site_of


def matrix_router(kind: str) -> APIRouter:
    """The matrix of platforms or of licences."""
    plural = vocabulary.KIND_PLURALS[kind]
    router = api_router(plural.capitalize())
    questions = QUESTIONS[kind]
    filters = FILTERS[kind] | {name: item.label for name, item in questions.items()}

    @router.get(
        f"/{plural}/matrix",
        operation_id=f"get_{kind}_matrix",
        summary=f"Compare all {plural}",
        response_model=Matrix,
        responses=problems(400, 404),
        openapi_extra=parameters.described(
            *(parameters.filter_parameter(kind, name, words) for name, words in filters.items()),
            parameters.matrix_columns(kind),
            parameters.MATRIX_PIN,
            parameters.MATRIX_SORT,
            *((parameters.MATRIX_AS_OF, parameters.MATRIX_UNTIL) if kind == "policy" else ()),
        ),
    )
    def table(request: Request) -> Response:
        """All rows at once, those in `pin` first; every question is also a filter."""
        asked = chosen(request, kind, more=tuple(FILTERS[kind]), as_of="as_of")
        with site_of(request).database.reading() as session:
            rows = asked.rows(session)
        return answer(matrix_json(asked, rows))

    return router


def matrix_json(asked: Choice, rows: Sequence[MatrixRow]) -> dict[str, Any]:
    """The matrix as the API and the page's `.json` give it; the days where any was asked for."""
    questions = asked.questions
    return {
        "kind": asked.kind,
        **(asked.days.known if asked.days.pairs else {}),
        "questions": [_question(item) for item in questions],
        "items": [_row(row, [item.id for item in questions]) for row in rows],
    }


def _question(item: vocabulary.Question) -> dict[str, Any]:
    return {
        "id": item.id,
        "label": item.label,
        "question": item.question,
        "values": [{"value": value, "label": label} for value, label in item.values.items()],
    }


def _row(row: MatrixRow, questions: Sequence[str]) -> dict[str, Any]:
    card = row.card
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": card.url,
        "title": card.name,
        "detail": row.kind_label,
        "jurisdiction": card.jurisdiction,
        "as_of": card.as_of,
        "answers": {name: _cell(row.cells[name]) for name in questions if name in row.cells},
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "value": cell.value,
        "label": cell.label,
        "note": cell.note,
        "since": cell.since,
        "certainty": cell.certainty,
        "not_before": cell.not_before,
        "pinpoint": cell.pinpoint,
        "source_url": f"/sources/{cell.source_id}",
        "source_title": cell.source_title,
        **({"held": cell.held} if cell.held else {}),
    }


def routers() -> tuple[APIRouter, ...]:
    """Both matrices; to be matched before the entries of the same address."""
    return tuple(matrix_router(kind) for kind in QUESTIONS)
