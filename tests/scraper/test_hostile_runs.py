"""Runs in a world that does not behave: noise, faults in between, many changes, odd clocks."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator

import pytest
import time_machine
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kb.entries.tables import CapturedVersion
from kb.scraper.declarations import watches
from kb.scraper.fetcher import Fetcher
from kb.scraper.matching import published
from kb.scraper.run import Runner
from kb.scraper.tables import Watch
from kb.sources.tables import Observation
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.endurance import IS_LONG
from tests.support.publishing import publish

RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
PLATFORMS = 12


def declared(desk: Desk, number: int) -> dict[str, object]:
    return {
        "name": f"terms-{number}", "connector": "web-page", "entry": f"policy/site-{number}",
        "document": "Terms", "url": desk.server.url_for(f"/terms/{number}"), "select": ["main"],
    }  # fmt: skip


class Site:
    """A server with the terms of many platforms, which a test changes and breaks."""

    def __init__(self, server: HTTPServer) -> None:
        self.texts: dict[str, str] = {}
        self.faults: Iterator[Response] | None = None
        self.requests = 0
        server.clear_all_handlers()
        server.expect_request("/robots.txt").respond_with_data("", status=404)
        server.expect_request(re.compile(r"/terms/\d+")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        self.requests += 1
        if self.faults is not None:
            fault = next(self.faults, None)
            if fault is not None:
                return fault
        text = self.texts.get(request.path, "")
        page = f"<html><main><p>{RIGHTS}</p><p>{text}</p></main><i>{self.requests}</i></html>"
        return Response(page, content_type="text/html")


@pytest.fixture
def site(desk: Desk) -> Site:
    for number in range(PLATFORMS):
        publish(desk.database, documents.policy(f"site-{number}"))
    desk.declare(*(declared(desk, number) for number in range(PLATFORMS)))
    return Site(desk.server)


def broken() -> Iterator[Response]:
    while True:
        yield Response("", 503, {"Retry-After": "3600"}, content_type="text/html")
        yield Response("<h1>404</h1>Page not found", 200, content_type="text/html")
        yield Response("", 200, content_type="text/html")
        yield Response("<div id=app></div><script src=a.js></script>", content_type="text/html")
        yield Response("gone", 410, content_type="text/html")


@pytest.mark.one_database
def test_faults_in_the_second_of_three_runs_lose_and_double_nothing(desk: Desk, site: Site) -> None:
    assert {result.status for result in desk.run()} == {"changed"}
    for number in range(PLATFORMS):
        site.texts[f"/terms/{number}"] = "We train machine learning models on what you upload."
    site.faults = broken()
    faulty = desk.run()
    assert {result.status for result in faulty} <= {"failed", "changed"}
    assert any(result.status == "failed" for result in faulty)
    site.faults = None
    desk.run()
    proposals = desk.proposals()
    assert sorted(one.slug for one in proposals) == sorted(f"site-{n}" for n in range(PLATFORMS))
    versions = desk.rows(CapturedVersion)
    assert len(versions) == 2 * PLATFORMS
    assert {one.kind for one in versions} == {"first", "change"}
    before = len(desk.rows(Observation))
    assert {result.status for result in desk.run()} == {"unchanged"}
    assert len(desk.proposals()) == PLATFORMS
    assert len(desk.rows(Observation)) == before + PLATFORMS


@pytest.mark.one_database
def test_a_page_that_differs_at_every_request_has_one_open_proposal(desk: Desk, site: Site) -> None:
    desk.declare(declared(desk, 0) | {"select": ["html"]})
    for _ in range(4):
        desk.run()
    assert len(desk.proposals()) == 1
    assert len(desk.rows(CapturedVersion)) == 4


@pytest.mark.one_database
def test_a_clock_that_goes_back_stops_nothing(desk: Desk, site: Site) -> None:
    desk.run()
    with time_machine.travel(dt.datetime.now(dt.UTC) - dt.timedelta(days=400)):
        site.texts["/terms/0"] = "We train machine learning models on what you upload."
        results = {result.source: result for result in desk.run()}
    assert results["terms-0"].status == "changed"
    assert results["terms-1"].status == "unchanged"
    first, second = (one for one in desk.rows(CapturedVersion) if one.watch == "terms-0")
    assert second.number == first.number + 1
    assert all(row.last_seen_at >= row.first_seen_at for row in desk.rows(CapturedVersion))
    assert all(row.next_run_at is not None for row in desk.rows(Watch))


@pytest.mark.one_database
def test_a_disk_that_is_full_loses_nothing(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.run()
    site.texts["/terms/3"] = "We train machine learning models on what you upload."

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert {result.failure for result in desk.run()} == {"disk"}
    assert desk.proposals() == []
    monkeypatch.undo()
    results = {result.source: result for result in desk.run()}
    assert {result.failure for result in results.values()} == {None}
    assert results["terms-3"].proposals == 1
    assert len(desk.rows(CapturedVersion)) == PLATFORMS + 1


@pytest.mark.one_database
def test_thousands_of_changed_sources_are_each_proposed_once(desk: Desk, site: Site) -> None:
    """60 of them in the suite, and 5,000 under `make endurance`."""
    count = 5000 if IS_LONG else 60
    desk.declare(
        *(
            declared(desk, number % PLATFORMS)
            | {
                "name": f"terms-{number}", "document": f"Terms {number}",
                "url": desk.server.url_for(f"/terms/{number}"),
            }
            for number in range(count)
        )
    )  # fmt: skip
    assert sum(result.versions for result in desk.run()) == count
    site.texts = {f"/terms/{number}": f"We train models {number}." for number in range(count)}
    assert sum(result.proposals for result in desk.run()) == count
    assert len(desk.proposals()) == count
    assert {result.findings for result in desk.run()} == {0}


@pytest.mark.one_database
def test_a_run_that_nobody_waits_for_ends_without_the_rest(desk: Desk, site: Site) -> None:
    desk.declare(
        *(
            declared(desk, number % PLATFORMS)
            | {"name": f"terms-{number}", "document": f"Terms {number}"}
            for number in range(150)
        )
    )  # fmt: skip
    with desk.database.reading() as session:
        rows, entries = watches(session), published(session)
        session.expunge_all()
    fetcher = Fetcher(allowed=frozenset({("127.0.0.1", desk.server.port)}), pause=0.0)
    results = Runner(desk.database, desk.store, fetcher, entries, secrets={}).run(rows)
    assert next(results).status == "changed"
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert site.requests < 150
    assert len(desk.rows(CapturedVersion)) < 150
