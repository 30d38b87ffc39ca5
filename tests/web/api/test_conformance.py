"""Generated requests: whatever is asked, nothing breaks and answers have their shapes."""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis.checks import (
    allow_header_conformance,
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from starlette.testclient import TestClient

from kb.web.api.openapi import document, operations

POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
OPERATIONS = {
    operation["operationId"]: (path, operation["x-method"])
    for path, operation in operations(document())
}
ASKED_WRONGLY = {  # a name in a path may be any text, so only queries can be wrong
    operation["operationId"]
    for _, operation in operations(document())
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", []))
}
PROMISES: list[Any] = [
    allow_header_conformance,
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
]
BOUNDED = hypothesis.settings(
    max_examples=6,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)


@pytest.fixture(scope="session")
def described(client: TestClient) -> schemathesis.BaseSchema:
    """The API as it describes itself, asked in-process."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)


@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, POSITIVE) for name in sorted(OPERATIONS)]
    + [(name, NEGATIVE) for name in sorted(ASKED_WRONGLY)],
    ids=lambda value: getattr(value, "value", value),
)
def test_an_operation_answers_generated_requests_as_described(
    described: schemathesis.BaseSchema, name: str, mode: schemathesis.GenerationMode
) -> None:
    path, method = OPERATIONS[name]
    operation = described[path][method]

    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    @BOUNDED
    def asked(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(base_url="http://localhost", checks=PROMISES)

    asked()
