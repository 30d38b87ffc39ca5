"""`GET /api/v1/suggest`: where a text that is being typed may lead."""

from __future__ import annotations

import dataclasses

from starlette.requests import Request
from starlette.responses import Response

from kb.search.suggest import LONGEST
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.finding import SuggestionList
from kb.web.parameters import BadParameter
from kb.web.rendering import site_of

router = api_router("Search")


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Complete what is being typed",
    response_model=SuggestionList,
    responses=problems(400, 503),
    openapi_extra=parameters.described(parameters.TYPED),
)
def suggest(request: Request) -> Response:
    """At most eight names with the pages they lead to: entries, parties, judges, courts, topics,
    systems and data sets. A letter may be wrong where nothing begins as typed.
    """
    text = request.query_params.get("q", "")
    if len(text) > LONGEST:
        raise BadParameter(f"q must have at most {LONGEST} characters to be completed; search it.")
    site = site_of(request)
    found = site.suggester.find(text, generation=site.standing().generation)
    items = [dataclasses.asdict(suggestion) for suggestion in found.items]
    response = answer({"query": text, "items": items})
    if not found.fresh:
        response.headers["Cache-Control"] = "no-store"  # its tag is that of the publication to come
    return response
