"""`GET /api/v1`: where everything is."""

from __future__ import annotations

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

import kb
from kb.web.api.answering import PREFIX, answer, api_router, problems
from kb.web.api.models.common import Day, Path, Shape
from kb.web.rendering import site_of

router = api_router("About")


class Root(Shape):
    """What this is and where to read on."""

    name: str
    version: str = Field(description="The release of the software.")
    as_of: Day | None = Field(description="How far the facts reach.")
    entries: int = Field(ge=0)
    documentation: Path
    openapi: Path


@router.get(
    "",
    operation_id="about",
    summary="Find your way",
    response_model=Root,
    responses=problems(),
)
def root(request: Request) -> Response:
    """The release, how far the facts reach, and the addresses of the documentation."""
    standing = site_of(request).standing()
    return answer(
        {
            "name": "Artdocket",
            "version": kb.__version__,
            "as_of": standing.as_of or None,
            "entries": standing.entries,
            "documentation": "/api/docs",
            "openapi": f"{PREFIX}/openapi.json",
        }
    )
