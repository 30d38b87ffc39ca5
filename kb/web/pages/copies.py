"""Archived copies of pages, for editors: as plain text, or as a file to save, never as a page."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.sources.bodies import BodyStore
from kb.web.rendering import site_of

router = APIRouter(include_in_schema=False)


@router.get("/editor/copies/{sha256}")
def copy(request: Request, sha256: str) -> Response:
    """The bytes as they were received; what somebody else's page says is not run here."""
    body = BodyStore(site_of(request).settings.archive_dir).get(sha256)
    headers = {"Content-Disposition": f'attachment; filename="{sha256}.bin"'}
    if _is_text(body):
        headers = {"Content-Disposition": f'inline; filename="{sha256}.txt"'}
    kind = "text/plain; charset=utf-8" if _is_text(body) else "application/octet-stream"
    return Response(body, headers={"Content-Type": kind, **headers})


def _is_text(body: bytes) -> bool:
    try:
        return "\0" not in body.decode("utf-8")
    except UnicodeDecodeError:
        return False
