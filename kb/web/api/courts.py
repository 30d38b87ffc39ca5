"""`GET /api/v1/courts`: courts, authorities and offices, with the number of their cases."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kb.entries.queries.groups import court_counts
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.reference import CourtList
from kb.web.rendering import site_of

router = api_router("Courts")


@router.get(
    "/courts",
    operation_id="list_courts",
    summary="List courts",
    response_model=CourtList,
    responses=problems(),
)
def courts(request: Request) -> Response:
    """Every court, by jurisdiction and name. Its id is what `court` takes in other operations."""
    site = site_of(request)
    with site.database.reading() as session:
        counts = court_counts(session)
    ordered = sorted(site.courts.values(), key=lambda court: (court.jurisdiction, court.name))
    found = [
        {
            "id": court.id,
            "name": court.name,
            "short_name": court.short_name,
            "jurisdiction": court.jurisdiction,
            "level": court.level,
            "cases": counts.get(court.id, 0),
        }
        for court in ordered
    ]
    return answer({"items": found})
