"""`GET /api/v1/suggest`: the contract key by key, over the seed."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import hypothesis
import hypothesis.strategies as st
import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from kb.search.suggest import LONGEST
from tests.support.api import API, get, refused

ITEM = {"kind", "label", "detail", "url"}


@pytest.mark.parametrize(
    ("text", "kind", "url"),
    [
        ("andersen v st", "case", "/cases/andersen-v-stability-ai"),
        ("stability andersen", "case", "/cases/andersen-v-stability-ai"),
        ("23-cv-201", "case", "/cases/andersen-v-stability-ai"),
        ("765 F.Supp.3d 382", "case", "/cases/thomson-reuters-v-ross-d-del"),
        ("[2025] EWHC 2863", "case", "/cases/getty-images-v-stability-ai-uk"),
        ("310 O 227/23", "case", "/cases/kneschke-v-laion"),
        ("C-250/25", "case", "/cases/like-company-v-google"),
        ("kneshke", "case", "/cases/kneschke-v-laion"),
        ("17 usc 1202", "law", "/laws/us-17-usc-1202"),
        ("s 29A CDPA", "law", "/laws/uk-cdpa-1988-s29a"),
        ("cc-by-4.0", "licence", "/licences/cc-by-4-0"),
        ("cc by", "licence", "/licences/cc-by-4-0"),
        ("deviant art", "policy", "/policies/deviantart"),
        ("twitter", "policy", "/policies/x-twitter"),
        ("orrick", "judge", "/cases/andersen-v-stability-ai"),
        ("ortiz", "party", "/cases/andersen-v-stability-ai"),
        ("n.d. cal", "court", "/courts/cand"),
        ("fair", "topic", "/topics/fair-use"),
        ("stable dif", "system", "/systems/stable-diffusion"),
        ("laion5b", "dataset", "/datasets/laion-5b"),
    ],
)
def test_what_is_typed_leads_to_the_page_that_is_meant(
    client: TestClient, text: str, kind: str, url: str
) -> None:
    body = get(client, "/suggest", q=text)
    assert set(body) == {"query", "items"}
    assert body["query"] == text
    assert (body["items"][0]["kind"], body["items"][0]["url"]) == (kind, url)


@pytest.mark.one_database  # the test of the sitemap asks for pages on both
def test_every_suggestion_has_a_page(client: TestClient) -> None:
    items = [item for letter in "abcdefgklmnoprstuvw" for item in suggested(client, letter)]
    assert len(items) > 80
    for item in items:
        assert set(item) == ITEM
        assert all(item[key] for key in ITEM)
    for url in {item["url"] for item in items}:
        assert client.get(url).status_code == 200, url


def test_the_search_for_a_person_finds_as_many_cases_as_it_promises(client: TestClient) -> None:
    people = [
        item
        for text in ("openai", "meta", "getty", "stability ai", "midjourney", "google", "silverman")
        for item in suggested(client, text)
        if item["url"].startswith("/search?")
    ]
    assert len(people) >= 5
    for item in people:
        promised = int(item["detail"].split(" ")[2])
        assert client.get(API + item["url"]).json()["total"] >= promised, item


@pytest.mark.parametrize("text", ["", " ", "?!", "\0", "\u202e", "🎨", "qqqqqxxxxx"])
def test_what_leads_nowhere_is_an_empty_answer(client: TestClient, text: str) -> None:
    assert suggested(client, text) == []


def test_without_a_text_there_is_no_suggestion(client: TestClient) -> None:
    assert get(client, "/suggest") == {"query": "", "items": []}


def test_a_text_that_is_too_long_is_refused(client: TestClient) -> None:
    assert client.get(f"{API}/suggest?q={'a' * LONGEST}").status_code == 200
    body = refused(client.get(f"{API}/suggest?q={'a' * (LONGEST + 1)}"), 400)
    assert str(LONGEST) in body["detail"]


def test_an_installation_without_an_entry_suggests_its_reference_pages(
    settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(settings)
    assert suggested(client, "andersen") == []
    assert suggested(client, "fair")[0]["url"] == "/topics/fair-use"


@hypothesis.settings(
    max_examples=60, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture]
)
@hypothesis.given(st.text(max_size=LONGEST))
def test_any_text_is_answered(client: TestClient, text: str) -> None:
    query = urlencode({"q": text}, errors="replace")
    assert client.get(f"{API}/suggest?{query}").status_code == 200


def suggested(client: TestClient, text: str) -> list[dict[str, str]]:
    items: list[dict[str, str]] = get(client, "/suggest", q=text)["items"]
    return items
