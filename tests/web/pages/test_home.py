"""The first page: what this is, the search box, three doors, what is new, two charts."""

from __future__ import annotations

import json
import re

from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.web.site import Site
from tests.support.checkout import ROOT
from tests.support.html import read


def test_both_readers_find_their_door(client: TestClient) -> None:
    page = read(client.get("/").text)
    doors = {"/cases", "/fair-use", "/topics", "/policies/matrix", "/licences/matrix"}
    assert doors <= set(page.links)
    counts = {
        kind: len(list((ROOT / "seed_data" / kind).glob("*.json")))
        for kind in ("cases", "policies")
    }
    assert f"All {counts['cases']} cases" in page.text
    assert f"{counts['policies']} platforms in one table" in page.text


def test_it_has_one_search_box_and_one_heading(client: TestClient) -> None:
    text = client.get("/").text
    assert text.count('role="search"') == 1
    assert text.count("<h1") == 1


def test_the_newest_events_are_shown_newest_first_and_none_is_still_to_come(
    client: TestClient, shared_settings: Settings
) -> None:
    text = client.get("/").text
    lately = text[text.index('id="lately"') : text.index('id="published"')]
    days = re.findall(r'thread__date"><time datetime="([\d-]+)"', lately)
    assert len(days) >= 5
    assert days == sorted(days, reverse=True)
    site = Site(shared_settings)
    assert all(day[:7] <= site.standing().as_of[:7] for day in days)
    site.close()
    assert "(planned)" not in lately


def test_its_charts_come_with_tables_and_the_description_for_machines_is_valid(
    client: TestClient,
) -> None:
    text = client.get("/").text
    assert text.count("The numbers as a table") == 2
    data = json.loads(read(text).scripts[0])
    assert data["@type"] == "WebSite"
    assert data["url"] == "https://testserver/"


def test_an_empty_installation_has_a_first_page(settings: Settings, make_client: object) -> None:
    response = make_client(settings).get("/")  # type: ignore[operator]
    assert response.status_code == 200
    assert "No event is on record yet." in response.text
