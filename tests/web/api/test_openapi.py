"""The OpenAPI document is complete, and its examples are true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from starlette.testclient import TestClient

from kb.entries.documents import parse_document
from kb.web.api.examples import REQUESTS, SENT, WITH_TOKEN, example, problem_example
from kb.web.api.openapi import document, good_status, operations
from tests.support.api import get

pytestmark = pytest.mark.one_database  # of the description; the operations have tests on both

DOCUMENT = document()
OPERATIONS = {
    operation["operationId"]: (path, operation) for path, operation in operations(DOCUMENT)
}


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    schema = {"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def answered(operation: dict[str, Any]) -> str:
    content = operation["responses"][good_status(operation)]["content"]["application/json"]
    return str(content["schema"]["$ref"].rsplit("/", 1)[-1])


def faults(name: str, value: object) -> list[str]:
    return [f"{list(e.instance_path)}: {e.message}" for e in validator(name).iter_errors(value)]


def test_only_the_api_is_described_and_writing_takes_a_token() -> None:
    assert all(path.startswith("/api/v1") for path in DOCUMENT["paths"])
    writing = {name for name, (_, found) in OPERATIONS.items() if found["x-method"] != "GET"}
    assert writing - set(SENT) < WITH_TOKEN
    assert {name for name, (_, found) in OPERATIONS.items() if "security" in found} == WITH_TOKEN


def test_it_is_what_the_site_serves(client: TestClient) -> None:
    assert get(client, "/openapi.json") == DOCUMENT


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_an_operation_says_what_it_does_takes_and_answers(name: str) -> None:
    path, operation = OPERATIONS[name]
    assert operation["summary"] and operation["description"]
    assert operation["tags"][0] in {tag["name"] for tag in DOCUMENT["tags"]}
    parameters = operation.get("parameters", [])
    for parameter in parameters:
        assert parameter["description"], parameter["name"]
        assert "example" in parameter, parameter["name"]
        assert parameter["schema"], parameter["name"]
    in_path = {parameter["name"] for parameter in parameters if parameter["in"] == "path"}
    assert {part[1:-1] for part in path.split("/") if part.startswith("{")} == in_path
    usual = {"401", "403"} if name in WITH_TOKEN else {"200"} if name in SENT else {"200", "304"}
    assert {"406"} | usual <= set(operation["responses"])
    assert "422" not in operation["responses"]


def test_every_operation_has_an_example_and_no_example_is_left_over() -> None:
    assert set(OPERATIONS) == set(REQUESTS)


@pytest.mark.parametrize("name", sorted(REQUESTS))
def test_an_example_has_the_shape_of_its_operation(name: str) -> None:
    assert faults(answered(OPERATIONS[name][1]), example(name)) == []


@pytest.mark.parametrize("name", sorted(set(REQUESTS) - WITH_TOKEN - set(SENT)))
def test_the_real_answer_has_the_shape_and_the_keys_of_the_example(
    client: TestClient, name: str
) -> None:
    response = client.get(REQUESTS[name])
    assert response.status_code == 200
    body = response.json()
    assert faults(answered(OPERATIONS[name][1]), body) == []
    assert set(body) == set(example(name))
    for key in ("items", "results"):
        if key in body:
            assert set(body[key][0]) == set(example(name)[key][0])


@pytest.mark.parametrize("name", [name for name in sorted(REQUESTS) if "document" in example(name)])
def test_the_document_of_an_example_is_a_valid_one(name: str) -> None:
    assert parse_document(example(name)["document"]).slug == example(name)["slug"]


def test_examples_of_errors_have_the_shape_of_a_problem() -> None:
    for status in (400, 401, 403, 404, 406, 409, 410, 413, 429, 503):
        assert faults("Problem", problem_example(status)) == []


def test_every_value_of_a_parameter_example_is_allowed() -> None:
    for _, operation in OPERATIONS.values():
        for parameter in operation.get("parameters", []):
            if parameter["example"] not in ("", [""]):
                found = jsonschema_rs.Draft202012Validator(parameter["schema"])
                assert found.is_valid(parameter["example"]), parameter


def test_every_shape_is_used_and_every_reference_leads_somewhere() -> None:
    names = {ref.rsplit("/", 1)[-1] for ref in references(DOCUMENT)}
    assert names == set(DOCUMENT["components"]["schemas"])


def references(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
