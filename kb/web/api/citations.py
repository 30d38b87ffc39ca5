"""`POST /api/v1/citations/lookup`: the citations of a text, and the entries that they name."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from kb.citations import Citation, TextTooLong, resolve
from kb.entries.views import Card
from kb.web.api.answering import answer, api_router, json_body, parsed_body, problems, takes
from kb.web.api.examples import SENT
from kb.web.api.models.citations import LONGEST_LOOKUP, CitationList, LookupBody
from kb.web.recognising import recognised
from kb.web.rendering import site_of

router = api_router("Citations")
Sent = Annotated[dict[str, Any], Depends(json_body)]


@router.post(
    "/citations/lookup",
    operation_id="look_up_citations",
    summary="Look citations up",
    response_model=CitationList,
    responses=problems(400, 413, 503),
    openapi_extra=takes(LookupBody, **SENT["look_up_citations"]),
)
def look_up_citations(request: Request, sent: Sent) -> Response:
    """Send a text; every citation in it comes back with its place, its family and the entries
    that it leads to. No account is needed, nothing is kept.
    """
    text = parsed_body(LookupBody, sent).text
    if len(text) > LONGEST_LOOKUP:
        raise TextTooLong(len(text), LONGEST_LOOKUP)
    citations = recognised(text)
    with site_of(request).database.reading() as session:
        matches = resolve(session, citations)
    return answer([_told(*pair) for pair in zip(citations, matches, strict=True)])


def _told(citation: Citation, matches: tuple[Card, ...]) -> dict[str, Any]:
    return {
        "text": citation.text,
        "start": citation.start,
        "end": citation.end,
        "family": citation.family,
        "normalised": citation.normalised,
        "status": "found" if matches else "unknown",
        "matches": [
            {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.title}
            for card in matches
        ],
    }
