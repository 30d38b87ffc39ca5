"""What HTTP promises: conditional answers, HEAD, CORS, methods, media types."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.web.api.examples import REQUESTS, SENT
from kb.web.site import GENERATION_SECONDS
from tests.support.api import API, refused
from tests.support.documents import case
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database  # of HTTP alone; what is answered has tests on both

#: What is answered without a token; what needs one is kept by nobody.
PATHS = sorted(
    path
    for name, path in REQUESTS.items()
    if name not in SENT and not path.startswith(f"{API}/proposals")
)


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_is_known_is_not_sent_again(client: TestClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["cache-control"] == "no-cache"
    second = client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert second.status_code == 304
    assert second.content == b""
    assert second.headers["etag"] == first.headers["etag"]


def test_a_publication_makes_every_answer_new(
    settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(settings)
    before = client.get(f"{API}/cases")
    database = Database(settings.resolved_database_url)
    publish(database, case())
    database.close()
    time.sleep(GENERATION_SECONDS + 0.1)
    after = client.get(f"{API}/cases", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert len(after.json()["items"]) == 1


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_like_get_without_a_body(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "etag", "link"):
        assert head.headers.get(name) == got.headers.get(name)


@pytest.mark.parametrize("path", [f"{API}/search", f"{API}/cases/x", f"{API}/openapi.json"])
def test_any_page_may_read(client: TestClient, path: str) -> None:
    asked = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    preflight = client.options(path, headers=asked)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "GET" in preflight.headers["access-control-allow-methods"]
    response = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"]
    assert {"ETag", "Link"} <= {name.strip() for name in exposed.split(",")}


def test_no_page_may_write_from_elsewhere(client: TestClient) -> None:
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "DELETE"}
    assert client.options(f"{API}/cases", headers=asked).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", PATHS)
def test_another_method_is_told_what_is_allowed(client: TestClient, path: str, method: str) -> None:
    response = client.request(method, path)
    refused(response, 405)
    assert "GET" in response.headers["allow"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "image/*", "text/*;q=0.5"])
def test_what_is_not_json_is_not_acceptable(client: TestClient, accept: str) -> None:
    body = refused(client.get(f"{API}/cases", headers={"Accept": accept}), 406)
    assert "application/json" in body["detail"]


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "application/*", "text/html,*/*;q=0.8", ""]
)
def test_whoever_takes_json_gets_it(client: TestClient, accept: str) -> None:
    assert client.get(f"{API}/cases", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize(
    "path", ["/nothing", "/cases/x/y", "/cases/", "//cases", "/cases/x/versions/1/"]
)
def test_an_unknown_address_is_a_problem_too(client: TestClient, path: str) -> None:
    refused(client.get(API + path), 404)


def test_errors_are_never_kept_under_a_tag(client: TestClient) -> None:
    assert "etag" not in client.get(f"{API}/cases/x").headers
