"""An error page says what was looked for, what exists, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.middleware import SECURITY_HEADERS
from tests.support.html import read

pytestmark = pytest.mark.one_database  # of the frame around an error

MakeClient = Callable[[Settings], TestClient]


def test_an_unknown_entry_offers_those_with_the_nearest_names(client: TestClient) -> None:
    answer = client.get("/cases/anderson-v-stability")
    page = read(answer.text)
    assert answer.status_code == 404
    assert "There is no case with the name “anderson-v-stability”." in page.text
    assert "/cases/andersen-v-stability-ai" in page.links
    assert 'value="anderson v stability"' in answer.text


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/cases/x/y/z", "/cases/", "/cases/andersen-v-stability-ai.pdf",
     "/cases/andersen-v-stability-ai.html", "/cases/%00", "/cases/.pdf", "/cases/..%2f..%2fetc",
     "/cases/" + "x" * 5000, "/laws/%F0%9F%8E%A8", "/cases/a%0d%0ab"],
)  # fmt: skip
def test_any_address_that_leads_nowhere_is_a_404_with_a_search_box(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    page = read(answer.text)
    assert answer.status_code == 404
    assert page.tags.count("h1") == 1
    assert "error-search" in page.ids
    assert "/cases" in page.links


def test_programs_are_told_in_problem_json(client: TestClient) -> None:
    answer = client.get("/cases/nothing.json")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["/nothing", "/cases?page=x", "/cases/nothing"])
def test_error_pages_carry_the_security_headers_and_are_not_indexed(
    client: TestClient, path: str
) -> None:
    answer = client.get(path)
    assert all(answer.headers[name] == value for name, value in SECURITY_HEADERS.items())
    assert read(answer.text).metas["robots"] == "noindex"


def test_a_fault_of_ours_is_a_page_without_the_inside(
    settings: Settings, make_client: MakeClient
) -> None:
    client = make_client(settings)

    app = client.app
    assert isinstance(app, FastAPI)

    def broken() -> None:
        raise RuntimeError("the secret inside")

    app.add_api_route("/broken", broken)
    quiet = TestClient(app, base_url="https://testserver", raise_server_exceptions=False)
    answer = quiet.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Something went wrong on our side" in answer.text


@pytest.mark.parametrize("path", ["/search", "/policies/matrix", "/", "/nothing", "/static/x.css"])
def test_more_parameters_than_any_page_has_are_refused_in_one_sentence(
    client: TestClient, path: str
) -> None:
    answer = client.get(path + "?" + "&".join(["kind=case"] * 201))
    assert answer.status_code == 400
    assert "The address has more than 200 parameters" in read(answer.text).text
    assert "kind=case" not in answer.text


def test_a_program_that_sends_too_many_parameters_is_told_in_problem_json(
    client: TestClient,
) -> None:
    many = "&".join(f"a{number}=x" for number in range(201))
    answer = client.get(f"/api/v1/search?{many}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "more than 200 parameters" in answer.json()["detail"]


def test_as_many_parameters_as_are_allowed_are_read(client: TestClient) -> None:
    assert client.get("/cases?" + "&".join(["topic=fair-use"] * 200)).status_code == 200
