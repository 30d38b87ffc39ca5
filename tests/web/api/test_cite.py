"""Formatted citations in the API."""

from __future__ import annotations

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core import clock
from tests.support.api import API, get, refused

pytestmark = pytest.mark.one_database


def test_an_entry_is_cited_in_every_style(client: TestClient) -> None:
    body = get(client, "/cases/kadrey-v-meta/reference")
    assert (body["kind"], body["slug"], body["version"]) == ("case", "kadrey-v-meta", 1)
    assert body["url"] == "https://testserver/cases/kadrey-v-meta/v/1"
    assert body["accessed"] == clock.today().isoformat()
    by_style = {one["style"]: one for one in body["styles"]}
    assert list(by_style) == ["bluebook", "oscola", "german", "neutral"]
    assert by_style["bluebook"]["citation"] == {
        "text": "Kadrey v. Meta Platforms, Inc., 788 F. Supp. 3d 1026 (N.D. Cal. 2025).",
        "html": "<i>Kadrey v. Meta Platforms, Inc.</i>, 788 F. Supp. 3d 1026 (N.D. Cal. 2025).",
    }
    assert all(body["url"] in one["full"]["text"] for one in body["styles"])


def test_one_style_can_be_asked_for(client: TestClient) -> None:
    body = get(client, "/laws/germany-urhg-44b/reference", style="german")
    assert [one["citation"]["text"] for one in body["styles"]] == ["§ 44b UrhG."]
    refused(client.get(f"{API}/laws/germany-urhg-44b/reference?style=chicago"), 400)
    refused(client.get(f"{API}/laws/no-such-law/reference"), 404)


def test_what_is_missing_is_named(client: TestClient) -> None:
    body = get(client, "/cases/lyon-v-adobe/reference", style="bluebook")
    assert body["styles"][0]["missing"] == ["the docket number"]
    assert "No. " not in body["styles"][0]["citation"]["text"]


def test_the_day_of_access_is_the_day_of_asking(client: TestClient) -> None:
    with time_machine.travel("2027-03-01T12:00:00Z", tick=False):
        body = get(client, "/licences/cc-by-4-0/reference", style="oscola")
    assert body["styles"][0]["full"]["text"].endswith("accessed 1 March 2027.")


@pytest.mark.parametrize("kind", ["cases", "policies", "licences", "laws"])
def test_the_page_offers_the_same_without_javascript(client: TestClient, kind: str) -> None:
    slug = {"cases": "harper-and-row-v-nation", "policies": "deviantart",
            "licences": "cc-by-4-0", "laws": "us-17-usc-1202"}[kind]  # fmt: skip
    text = client.get(f"/{kind}/{slug}").text
    for one in get(client, f"/{kind}/{slug}/reference")["styles"]:
        assert one["full"]["html"].replace("&#x27;", "&#39;") in text.replace("&#x27;", "&#39;")
