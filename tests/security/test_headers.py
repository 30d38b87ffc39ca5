"""Every answer carries the headers that keep browsers careful, whatever became of the request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.app import create_app
from kb.web.middleware import SECURITY_HEADERS
from kb.web.permissions import ROUTES

MakeClient = Callable[[Settings], TestClient]


def test_good_answers_refusals_redirects_and_files_carry_them(
    bare: Settings, make_client: MakeClient
) -> None:
    client = make_client(bare)
    tag = client.get("/about").headers["etag"]
    answers = [
        client.get("/about"),
        client.get("/about", headers={"If-None-Match": tag}),
        client.head("/about"),
        client.get("/account"),
        client.get("/nothing"),
        client.get("/api/v1/nothing"),
        client.get("/api/v1/topics", headers={"Origin": "https://elsewhere.example"}),
        client.post("/about"),
        client.post("/login", headers={"Sec-Fetch-Site": "cross-site"}),
        client.post("/login", content=b"\xff", headers={"Content-Type": "text/plain"}),
        client.get("/static/base.css"),
        client.get("/about", headers={"Host": "elsewhere.example"}),
        client.get("/about", headers={"Authorization": "Bearer x"}),
    ]
    assert [one.status_code for one in answers] == [
        200, 304, 200, 303, 404, 404, 200, 405, 403, 400, 200, 400, 401,
    ]  # fmt: skip
    for answer in answers:
        assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_a_fault_of_ours_carries_them_too_and_says_nothing_of_the_inside(
    bare: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(bare)

    def fail(request: Request) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("kb.web.permissions.ROUTES", {**ROUTES, ("GET", "/fail"): "read"})
    app.add_api_route("/fail", fail)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = client.get("/fail")
    assert answer.status_code == 500
    assert "the inside" not in answer.text
    assert {name: answer.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS
