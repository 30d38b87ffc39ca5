"""Jurisdictions and courts show what is on record there."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from tests.support.checkout import ROOT
from tests.support.html import read


def slugs(kind: str, jurisdiction: str) -> set[str]:
    return {
        path.stem
        for path in (ROOT / "seed_data" / kind).glob("*.json")
        if json.loads(path.read_text(encoding="utf-8"))["jurisdiction"] == jurisdiction
    }


def test_a_jurisdictions_page_has_its_cases_laws_policies_and_courts(client: TestClient) -> None:
    page = read(client.get("/jurisdictions/DE").text)
    for kind in ("cases", "laws", "policies", "licences"):
        assert {f"/{kind}/{slug}" for slug in slugs(kind, "DE")} <= set(page.links)
    assert "/courts/lg-hamburg" in page.links
    assert "Germany" in page.text


def test_the_list_counts_what_the_lists_of_entries_hold(client: TestClient) -> None:
    text = client.get("/jurisdictions").text
    assert f'href="/cases?jurisdiction=DE">{len(slugs("cases", "DE"))}<span' in text
    assert f'href="/laws?jurisdiction=US">{len(slugs("laws", "US"))}<span' in text


def test_states_hang_below_their_country(client: TestClient) -> None:
    assert "/jurisdictions/US-CA" in read(client.get("/jurisdictions/US").text).links
    assert "/jurisdictions/US" in read(client.get("/jurisdictions/US-CA").text).links


def test_small_letters_lead_to_the_code(client: TestClient) -> None:
    response = client.get("/jurisdictions/de")
    assert response.status_code == 301
    assert response.headers["location"] == "/jurisdictions/DE"


def test_an_unknown_or_empty_jurisdiction_is_404(client: TestClient) -> None:
    unknown = client.get("/jurisdictions/Germany")
    assert unknown.status_code == 404
    assert "/jurisdictions/DE" in read(unknown.text).links
    empty = client.get("/jurisdictions/IS")
    assert empty.status_code == 404
    assert "No entry is on record for Iceland yet." in empty.text


def test_a_courts_page_has_its_cases_and_the_way_up(client: TestClient) -> None:
    page = read(client.get("/courts/cand").text)
    assert {"/cases/andersen-v-stability-ai", "/jurisdictions/US", "/cases?court=cand"} <= set(
        page.links
    )
    assert "Northern District of California" in page.text


def test_every_court_with_a_case_is_listed(client: TestClient) -> None:
    used = {
        json.loads(path.read_text(encoding="utf-8"))["court_id"]
        for path in (ROOT / "seed_data" / "cases").glob("*.json")
    }
    page = read(client.get("/courts").text)
    assert {f"/courts/{court}" for court in used} <= set(page.links)


def test_an_unknown_court_is_404_with_the_nearest(client: TestClient) -> None:
    response = client.get("/courts/lghamburg")
    assert response.status_code == 404
    assert "/courts/lg-hamburg" in read(response.text).links
