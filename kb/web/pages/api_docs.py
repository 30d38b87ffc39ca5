"""`/api/docs`: the OpenAPI document as a page to read, without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.web.api.answering import PREFIX
from kb.web.api.openapi import good_status, operations
from kb.web.pages.api_types import TypeText, type_text
from kb.web.rendering import public_base, render

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class FieldText:
    """A parameter or a key of an answer."""

    name: str
    place: str  # path, query, or nothing
    required: bool
    type: TypeText
    description: Markup


@dataclass(frozen=True)
class OperationText:
    """One operation as the page shows it."""

    id: str
    method: str
    path: str
    summary: str
    description: Markup
    parameters: tuple[FieldText, ...]
    curl: str
    example: str
    shape: str
    responses: tuple[tuple[str, Markup], ...]


@dataclass(frozen=True)
class ShapeText:
    """One schema as the page shows it."""

    name: str
    description: Markup
    fields: tuple[FieldText, ...]


@dataclass(frozen=True)
class Group:
    """The operations of one tag."""

    anchor: str
    name: str
    description: Markup
    operations: tuple[OperationText, ...]


@router.get("/api/docs", response_class=Response)
def api_docs(request: Request) -> Response:
    """The page."""
    document: dict[str, Any] = request.app.openapi()
    groups = _groups(document, public_base(request))
    problem = document["components"]["schemas"]["Problem"]["properties"]
    return render(
        request,
        "pages/api_docs.html",
        crumbs=[("API", "")],
        introduction=[in_words(text) for text in document["info"]["description"].split("\n\n")],
        groups=groups,
        shapes=_shapes(document),
        errors=_errors(document),
        problem_keys=[
            (name, in_words(field["description"]))
            for name, field in problem.items()
            if "description" in field
        ],
        openapi_url=f"{PREFIX}/openapi.json",
        prefix=PREFIX,
    )


@router.get("/api", response_class=Response)
def to_the_docs() -> Response:
    """What people type."""
    return RedirectResponse("/api/docs", status_code=308)


def in_words(text: str) -> Markup:
    """Plain text as HTML: what stands between backticks is code."""
    parts = re.split(r"`([^`]+)`", " ".join(text.split()))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if n % 2 else escape(part)
        for n, part in enumerate(parts)
    )


def _groups(document: dict[str, Any], base: str) -> tuple[Group, ...]:
    found: dict[str, list[OperationText]] = {tag["name"]: [] for tag in document["tags"]}
    for path, operation in operations(document):
        found[operation["tags"][0]].append(_operation(path, operation, base))
    return tuple(
        Group(
            anchor="tag-" + "-".join(tag["name"].lower().split()),
            name=tag["name"],
            description=in_words(tag["description"]),
            operations=tuple(found[tag["name"]]),
        )
        for tag in document["tags"]
    )


def _operation(path: str, operation: dict[str, Any], base: str) -> OperationText:
    content = operation["responses"][good_status(operation)]["content"]["application/json"]
    return OperationText(
        id=operation["operationId"],
        method=operation["x-method"],
        path=path,
        summary=operation["summary"],
        description=in_words(operation["description"]),
        parameters=tuple(_parameter(item) for item in operation.get("parameters", [])),
        curl=_curl(operation, base),
        example=json.dumps(content["example"], ensure_ascii=False, indent=2),
        shape=content["schema"]["$ref"].rsplit("/", 1)[-1],
        responses=tuple(
            (status, in_words(response["description"]))
            for status, response in operation["responses"].items()
        ),
    )


def _curl(operation: dict[str, Any], base: str) -> str:
    """The example request as it is typed; the body on standard input."""
    words = ["curl"]
    if "security" in operation:
        words.append("-H 'Authorization: Bearer '$TOKEN")
    if "requestBody" in operation:
        sent = operation["requestBody"]["content"]["application/json"].get("example")
        words.append(f"--json '{json.dumps(sent)}'" if sent else "--json @change.json")
    return " ".join([*words, f"'{base}{operation['x-example-request']}'"])


def _parameter(item: dict[str, Any]) -> FieldText:
    return FieldText(
        name=item["name"],
        place=item["in"],
        required=item.get("required", False),
        type=type_text(item["schema"]),
        description=in_words(item.get("description", "")),
    )


def _shapes(document: dict[str, Any]) -> tuple[ShapeText, ...]:
    return tuple(
        ShapeText(name, in_words(schema.get("description", "")), tuple(_fields(schema)))
        for name, schema in sorted(document["components"]["schemas"].items())
    )


def _fields(schema: Mapping[str, Any]) -> Iterator[FieldText]:
    required = set(schema.get("required", ()))
    for name, field in schema.get("properties", {}).items():
        yield FieldText(
            name=name,
            place="",
            required=name in required,
            type=type_text(field),
            description=in_words(field.get("description", "")),
        )


def _errors(document: dict[str, Any]) -> list[tuple[str, Markup, str]]:
    """Every status of an error, once, with its words and an example."""
    found: dict[str, tuple[Markup, str]] = {}
    for _, operation in operations(document):
        for status, response in operation["responses"].items():
            example = response.get("content", {}).get("application/problem+json", {})
            if example:
                text = json.dumps(example["example"], ensure_ascii=False, indent=2)
                found[status] = (in_words(response["description"]), text)
    return [(status, *found[status]) for status in sorted(found)]
