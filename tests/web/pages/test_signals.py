"""The generator and the checker of reservation signals, on a real site on loopback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.pages.signals import CHECKS_PER_HOUR
from tests.support.accounts import SAME_ORIGIN
from tests.support.html import read

pytestmark = pytest.mark.one_database
PAGE = "<p>All rights are reserved, also for text and data mining and AI training.</p>"
CHECK = "/signals/check"


@pytest.fixture
def asking(
    bare: Settings, httpserver: HTTPServer, make_client: Callable[[Settings], TestClient]
) -> TestClient:
    """A visitor of a site whose checker may look at the server on loopback."""
    allowed = bare.model_copy(update={"scraper_allow": f"{httpserver.host}:{httpserver.port}"})
    client = make_client(allowed)
    client.headers.update(SAME_ORIGIN)
    return client


def test_the_choices_stand_in_the_address_and_the_texts_follow_them(client: TestClient) -> None:
    page = client.get("/signals?refuse=training&refuse=answers&site=ink.example")
    assert page.status_code == 200
    text = read(page.text).text
    assert "User-agent: GPTBot" in text
    assert "License: https://ink.example/license.xml" in text
    assert "Held not to count" in text
    saved = client.get("/signals/files/tdmrep.json?refuse=training&policy=ink.example/terms")
    assert saved.headers["content-disposition"] == 'attachment; filename="tdmrep.json"'
    assert saved.json()[0]["tdm-policy"] == "https://ink.example/terms"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/signals?refuse=everything", 400),
        ("/signals/files/passwd?refuse=training", 404),
        ("/signals/files/tdmrep.json?refuse=user", 404),
        ("/signals/files/robots.txt?site=file:///etc/passwd", 400),
        ("/signals/files/robots.txt?site=-1", 400),
        ("/signals/files/robots.txt?site=2024-02-30", 400),
    ],
)
def test_a_wish_that_makes_no_sense_is_one_sentence(
    client: TestClient, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_no_address_puts_markup_or_lines_into_the_texts(client: TestClient) -> None:
    page = client.get(
        "/signals", params={"site": 'https://a.example/"><script>x', "policy": "a\nb"}
    )
    assert "<script>x" not in page.text
    assert "This address cannot be used" in page.text


def test_a_site_is_looked_at_and_read_in_plain_words(
    asking: TestClient, httpserver: HTTPServer
) -> None:
    robots = "User-agent: GPTBot\nDisallow: /\n"
    httpserver.expect_request("/robots.txt").respond_with_data(robots, content_type="text/plain")
    httpserver.expect_request("/").respond_with_data(
        PAGE, content_type="text/html", headers={"X-Robots-Tag": "noai"}
    )
    httpserver.expect_request("/.well-known/tdmrep.json").respond_with_data(
        json.dumps([{"location": "/", "tdm-reservation": 0}]), content_type="application/json"
    )
    answer = asking.post(CHECK, data={"url": httpserver.url_for("/")})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    text = read(answer.text).text
    assert "It says no to training in part" in text
    assert "by name" in text
    assert "Two signals contradict each other." in text
    assert "All rights are reserved, also for text and data mining" in text
    assert "Signals outside any standard have not been tested." in text


def test_what_is_pasted_is_read_and_nothing_is_fetched(
    asking: TestClient, httpserver: HTTPServer
) -> None:
    pasted = {"robots": "User-agent: *\nDisallow: /", "headers": "HTTP/2 200\ntdm-reservation: 1"}
    answer = asking.post(CHECK, data={"url": httpserver.url_for("/")} | pasted)
    assert "It says no to training in a form that machines can read." in read(answer.text).text
    assert httpserver.log == []


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "ftp://a.example/", "a b"]
)
def test_an_address_that_is_not_public_is_refused(asking: TestClient, url: str) -> None:
    answer = asking.post(CHECK, data={"url": url})
    assert answer.status_code == 400
    assert "Nothing was looked at" in answer.text


def test_a_redirect_inward_is_refused(asking: TestClient, httpserver: HTTPServer) -> None:
    headers = {"Location": "http://127.0.0.1:1/"}
    httpserver.expect_request("/robots.txt").respond_with_data("", status=302, headers=headers)
    assert asking.post(CHECK, data={"url": httpserver.url_for("/")}).status_code == 400


def test_a_part_that_cannot_be_had_is_named_and_the_rest_is_read(
    asking: TestClient, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=503)
    bomb = gzip.compress(bytes(30 << 20))
    httpserver.expect_request("/ai.txt").respond_with_data(
        bomb, content_type="text/plain", headers={"Content-Encoding": "gzip"}
    )
    answer = asking.post(CHECK, data={"url": httpserver.url_for("/")})
    text = read(answer.text).text
    assert answer.status_code == 200
    assert "Could not read /robots.txt" in text
    assert "Could not read /ai.txt: larger than allowed" in text


def test_looking_is_rationed_and_pasting_is_not(asking: TestClient) -> None:
    for _ in range(CHECKS_PER_HOUR):
        assert asking.post(CHECK, data={"url": "http://10.0.0.1/"}).status_code == 400
    refused = asking.post(CHECK, data={"url": "http://10.0.0.1/"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert asking.post(CHECK, data={"robots": "User-agent: *"}).status_code == 200


def test_nothing_to_read_and_too_much_are_said(asking: TestClient) -> None:
    assert asking.post(CHECK, data={}).status_code == 400
    assert asking.post(CHECK, data={"robots": "x" * (5 << 20)}).status_code == 413
