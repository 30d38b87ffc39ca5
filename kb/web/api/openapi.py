"""The OpenAPI document: what FastAPI collects from the routes, completed.

Added are what the routes have in common (errors, caching, paging headers) and the example of
every operation. Only the API is in it, never a page.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import kb
from kb.web import api
from kb.web.api import examples
from kb.web.api.models.citations import LookupBody
from kb.web.api.models.common import Problem
from kb.web.api.models.proposals import DecisionBody, ProposalBody

_DESCRIPTION = """\
Reading needs no account and no key; proposals need an API token, made on the account page and \
sent as `Authorization: Bearer …`. Answers are JSON in UTF-8, errors are \
`application/problem+json` (RFC 9457). Every answer has an `ETag`: send it back as \
`If-None-Match`, and as long as nothing was published you get 304 without a body. Any web page \
may read from here (CORS).

Addresses in answers are paths of this site. Dates are as exact as they are known: YYYY, YYYY-MM \
or YYYY-MM-DD. The texts are licensed CC BY 4.0. Information, not legal advice.
"""
_TAGS = {
    "Search": "Words, fields, docket numbers and citations over everything.",
    "Cases": "Lawsuits, prosecutions and administrative proceedings.",
    "Policies": "What platforms say about training and about machine-made works.",
    "Licences": "Licences, terms and signals that reserve rights.",
    "Laws": "Statutes, regulations, bills, guidance and reports.",
    "Citations": "What a text cites, and where it is here.",
    "Changes": "What was published, and why.",
    "Proposals": "Hand changes in, follow them and decide on them, with an API token.",
    "Topics": "What is disputed, and what each side says.",
    "Systems and data sets": "What is trained, on what, and who names it.",
    "Courts": "Who decides.",
    "About": "Where everything is.",
}
#: What is sent; the routes read it themselves, so that its size has a limit.
BODIES = (ProposalBody, DecisionBody, LookupBody)
_SUPERSEDED = (
    "HTTPValidationError",
    "ValidationError",
)  # FastAPI's own, which nothing answers with


def install(app: FastAPI) -> None:
    """Have the application serve this document."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(document())
        return made

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI documents


def document() -> dict[str, Any]:
    """The whole document, made anew."""
    found = get_openapi(
        title="Artdocket",
        version=kb.__version__,
        summary="Lawsuits, platform policies, licences and laws about training AI on artwork.",
        description=_DESCRIPTION,
        routes=[route for router in api.routers() for route in router.routes],
        tags=[{"name": name, "description": text} for name, text in _TAGS.items()],
        license_info={
            "name": "CC BY 4.0 (texts)",
            "url": "https://creativecommons.org/licenses/by/4.0/",
        },
        separate_input_output_schemas=False,
    )
    schemas = found["components"]["schemas"]
    for name in _SUPERSEDED:
        schemas.pop(name, None)
    for model in (Problem, *BODIES):
        shape = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= shape.pop("$defs", {})
        schemas[model.__name__] = shape
    found["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            operation["x-method"] = method.upper()
            _complete(path, operation)
    return found


def operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every operation with its path; its `x-method` is GET or POST."""
    for path, methods in found["paths"].items():
        for operation in methods.values():
            yield path, operation


def good_status(operation: dict[str, Any]) -> str:
    """The status of the answer to a request that succeeds: 200, or 201 for what is made."""
    return next(status for status in ("200", "201") if status in operation["responses"])


def _complete(path: str, operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    operation["x-example-request"] = examples.REQUESTS[name]
    parameters = operation.get("parameters", [])
    _give_examples(path, parameters, examples.REQUESTS[name])
    responses = operation["responses"]
    responses.pop("422", None)
    good = responses[good_status(operation)]
    good["description"] = "What was asked for."
    good["content"]["application/json"]["example"] = examples.example(name)
    if name in examples.WITH_TOKEN:
        operation["security"] = [{"token": []}]
        good["headers"] = _made() if "201" in responses else {}
    elif name not in examples.SENT:  # answers to what is posted carry no tag
        good["headers"] = _headers(paged={"cursor", "page"} & _names(parameters) != set())
        responses["304"] = {"description": "Nothing was published since; there is no body."}
    if "410" in responses:
        responses["301"] = {
            "description": "The entry has another name now.",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "Its address."}},
        }
    for status, response in responses.items():
        content = response.get("content", {}).get("application/problem+json")
        if content is not None:
            content["example"] = examples.problem_example(int(status))
    operation["responses"] = dict(sorted(responses.items()))


def _names(parameters: list[dict[str, Any]]) -> set[str]:
    return {parameter["name"] for parameter in parameters}


def _give_examples(path: str, parameters: list[dict[str, Any]], request: str) -> None:
    """Parts of the path are those of the example request."""
    given = dict(zip(path.split("/"), request.partition("?")[0].split("/"), strict=True))
    for parameter in parameters:
        if parameter["in"] == "path":
            text = given["{" + parameter["name"] + "}"]
            is_number = parameter["schema"].get("type") == "integer"
            parameter["example"] = int(text) if is_number else text


def _made() -> dict[str, Any]:
    return {"Location": {"description": "Where it is read.", "schema": {"type": "string"}}}


def _headers(*, paged: bool) -> dict[str, Any]:
    headers = {
        "ETag": {
            "description": "Changes when something is published, when the day ends (UTC), or when "
            "the software is replaced.",
            "schema": {"type": "string"},
        }
    }
    if paged:
        headers["Link"] = {
            "description": 'The address of the next page (`rel="next"`), if there is one.',
            "schema": {"type": "string"},
        }
    return headers
