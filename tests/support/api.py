"""Asking the API, and telling a good error from a bad one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from httpx2 import Response
from starlette.testclient import TestClient

API = "/api/v1"


def get(client: TestClient, path: str, **parameters: Any) -> Any:
    """The body of an answer that must be 200 and JSON."""
    response = client.get(
        f"{API}{path}" + (f"?{urlencode(parameters, True)}" if parameters else "")
    )
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def refused(response: Response, status: int) -> dict[str, Any]:
    """The problem of an answer that must be an error of that status."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"]
    assert "Traceback" not in response.text
    return body


def walk(client: TestClient, path: str, **parameters: Any) -> Iterator[list[dict[str, Any]]]:
    """Every page of a list, following the cursor."""
    cursor = None
    for _ in range(1000):
        asked = parameters | ({"cursor": cursor} if cursor else {})
        body = get(client, path, **asked)
        assert set(body) == {"items", "next_cursor"}
        yield body["items"]
        cursor = body["next_cursor"]
        if cursor is None:
            return
    raise AssertionError("the list has no end")
