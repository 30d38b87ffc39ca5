"""Answers of the API as bytes, and what every operation has in common."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import InvalidInput
from kb.entries.documents.codec import fault_lines
from kb.web.forms import body_of
from kb.web.negotiate import chosen_form

PREFIX = "/api/v1"
Body = TypeVar("Body", bound=BaseModel)

_WHEN = {
    400: "A parameter or the body cannot be used; `detail` says what and why.",
    401: "There is no token, or it is unknown, expired or revoked.",
    403: "The token or its owner may not do this; `detail` says what is needed.",
    404: "Nothing has this name.",
    406: "The Accept header asks for something other than JSON.",
    409: "It was changed or decided meanwhile, or the name is taken; `detail` says which.",
    410: "The entry was withdrawn; `detail` says why.",
    413: "The body is too large.",
    429: "Too much was handed in lately; `Retry-After` says when to go on.",
    503: "The search index is not ready; try again in a minute.",
}


async def _json_only(request: Request) -> None:
    chosen_form(request, None, ("json",))


def api_router(tag: str) -> APIRouter:
    """A router whose operations answer with JSON to whoever takes JSON."""
    return APIRouter(prefix=PREFIX, tags=[tag], dependencies=[Depends(_json_only)])


def answer(
    body: Mapping[str, Any] | Sequence[Any],
    *,
    links: Mapping[str, str] | None = None,
    location: str | None = None,
) -> Response:
    """The body as JSON; `links` by relation go into the Link header, 201 has its `location`."""
    headers = {"Location": location} if location else {}
    if links:
        headers["Link"] = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items())
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    status = 201 if location else 200
    return Response(text, status_code=status, media_type="application/json", headers=headers)


async def json_body(request: Request) -> dict[str, Any]:
    """The JSON object that was sent; `InvalidInput` or `TooLarge` says why there is none."""
    raw = await body_of(request, "body")
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise InvalidInput("The body is not JSON in UTF-8.") from None
    if not isinstance(data, dict):
        raise InvalidInput("The body must be a JSON object.")
    return data


def parsed_body(model: type[Body], data: Mapping[str, Any]) -> Body:
    """The body as the model has it; `InvalidInput` with one line for every fault."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise InvalidInput("\n".join(fault_lines("", error))) from None


def takes(model: type[BaseModel], **example: Any) -> dict[str, Any]:
    """What `openapi_extra` of a route takes that reads a body; the example is asked for real."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    content = {"application/json": {"schema": schema, "example": example}}
    return {"requestBody": {"required": True, "content": content}}


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
