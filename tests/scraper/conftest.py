"""Servers and fetchers for the tests of the scraper."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.fetcher import Fetcher

Open = Callable[..., Fetcher]


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """By number: the address guard lets through exactly what is named."""
    return ("127.0.0.1", 0)


@pytest.fixture
def pages(httpserver: HTTPServer) -> HTTPServer:
    """A server without a robots.txt; a test adds its pages."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens fetchers that may ask the given ports of loopback, without a pause."""
    made: list[Fetcher] = []

    def open_fetcher(*ports: int, **options: object) -> Fetcher:
        allowed = frozenset(("127.0.0.1", port) for port in ports)
        quick: dict[str, object] = {"pause": 0.0, "first_wait": 0.01, "allowed": allowed}
        made.append(Fetcher(**(quick | options)))  # type: ignore[arg-type]
        return made[-1]

    yield open_fetcher
    for fetcher in made:
        fetcher.close()
