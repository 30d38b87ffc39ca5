"""Answers of the API as bytes, and what every operation has in common."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from kb.web.negotiate import chosen_form

PREFIX = "/api/v1"

_WHEN = {
    400: "A parameter cannot be used; `detail` says which one and why.",
    404: "Nothing has this name.",
    406: "The Accept header asks for something other than JSON.",
    410: "The entry was withdrawn; `detail` says why.",
    503: "The search index is not ready; try again in a minute.",
}


async def _json_only(request: Request) -> None:
    chosen_form(request, None, ("json",))


def api_router(tag: str) -> APIRouter:
    """A router whose operations answer with JSON to whoever takes JSON."""
    return APIRouter(prefix=PREFIX, tags=[tag], dependencies=[Depends(_json_only)])


def answer(body: Mapping[str, Any], *, links: Mapping[str, str] | None = None) -> Response:
    """The body as JSON; `links` by relation go into the Link header."""
    headers = {}
    if links:
        headers["Link"] = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items())
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Response(text, media_type="application/json", headers=headers)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What `responses` of a route takes: the errors that it may answer with, beside 406."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": _WHEN[status],
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in sorted({*statuses, 406})
    }
