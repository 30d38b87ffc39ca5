"""A search as of a day answers with what the site said that day, and says what it cannot see."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.search.indexer import open_indexer
from tests.support.documents import case, changed
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
THEN = "2026-04-01"


@pytest.fixture
def client_of_two_times(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> TestClient:
    """March: two cases. May: one is dismissed and loses a word, a third comes in."""
    first = case(summary="A zebra was painted.")
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, first)
        publish(database, case("other", short_name="Other v. Case", docket_number="1:24-cv-1"))
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False):
        publish(database, changed(first, status="dismissed", summary="A giraffe was painted."))
        publish(database, case("third", short_name="Third v. Case", docket_number="1:25-cv-1"))
    open_indexer(settings, database).catch_up()
    return make_client(settings)


def answer(client: TestClient, **asked: Any) -> dict[str, Any]:
    response = client.get("/api/v1/search", params=asked)
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def test_results_are_the_entries_as_they_stood(client_of_two_times: TestClient) -> None:
    found = answer(client_of_two_times, q="training", as_of=THEN)
    results = {one["slug"]: one for one in found["results"]}
    assert set(results) == {"painter-v-model", "other"}
    assert found["total"] == 2
    assert results["painter-v-model"]["status"] == "pending"
    assert results["painter-v-model"]["url"] == "/cases/painter-v-model/v/1"
    assert any(notice.startswith("1 entry has the words but was") for notice in found["notices"])
    assert answer(client_of_two_times, q="training")["total"] == 3


def test_filters_and_counts_go_by_what_was_said_then(client_of_two_times: TestClient) -> None:
    asked = {"q": "training", "as_of": THEN}
    assert answer(client_of_two_times, **asked, status="pending")["total"] == 2
    assert answer(client_of_two_times, **asked, status="dismissed")["total"] == 0
    facets = answer(client_of_two_times, **asked)["facets"]
    assert {one["value"]: one["count"] for one in facets["status"]} == {"pending": 2}
    assert answer(client_of_two_times, **asked, per_page=1, page=2)["results"]


def test_what_it_cannot_see_is_said(client_of_two_times: TestClient) -> None:
    lost = answer(client_of_two_times, q="zebra", as_of=THEN)
    assert lost["total"] == 0
    assert any("had these words only then" in notice for notice in lost["notices"])
    page = client_of_two_times.get(f"/search?q=giraffe&as-of={THEN}").text
    text = read(page).text
    assert "What this site said at the end of 1 April 2026." in text
    assert "Changed since; the words were found in a later version." in text
    assert 'href="/cases/painter-v-model/v/1"' in page
    assert "giraffe</mark>" not in page


def test_the_files_of_such_a_search_have_the_versions_of_the_day(
    client_of_two_times: TestClient,
) -> None:
    table = client_of_two_times.get(f"/search.csv?q=training&as-of={THEN}").text
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(table)) if row.get("slug")}
    assert rows["painter-v-model"]["status"] == "pending"
    assert set(rows) == {"painter-v-model", "other"}
    text = client_of_two_times.get(f"/search.md?q=giraffe&as-of={THEN}").text
    assert "/cases/painter-v-model/v/1>" in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/search?q=painter&as-of=2020-01-01", 404),
        ("/search?q=painter&as-of=yesterday", 400),
        ("/search?q=*&as-of=2026-04-01", 400),
        ("/search.atom?q=painter&as-of=2026-04-01", 400),
        ("/api/v1/search?q=painter&as_of=2020-01-01", 404),
        ("/api/v1/search?q=painter&as_of=2026-4-1", 400),
    ],
)
def test_a_bad_day_is_told_clearly(client_of_two_times: TestClient, path: str, status: int) -> None:
    assert client_of_two_times.get(path).status_code == status
