"""Health for whoever watches the process: alive, and ready to serve."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from kb.core import migrate
from kb.core.outbox import newest_id
from kb.web.rendering import site_of

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def alive() -> Response:
    """The process answers; nothing else is touched."""
    return PlainTextResponse("ok\n")


@router.get("/readyz")
def ready(request: Request) -> Response:
    """Database, schema and index; 503 with what is missing."""
    site = site_of(request)
    faults = []
    behind = None
    try:
        if migrate.current_revision(site.database) != migrate.head_revision():
            faults.append("the database schema is not that of this version")
        with site.database.reading() as session:
            behind = newest_id(session) - site.engine.state().last_outbox_id
    except SQLAlchemyError:
        faults.append("the database does not answer")
    body = {"ready": not faults, "faults": faults, "index_behind": behind}
    return JSONResponse(body, status_code=503 if faults else 200)
