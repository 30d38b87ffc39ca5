"""Topics with both sides, systems, data sets, courts, and the way to them."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from kb.entries.vocabulary import TOPICS
from tests.support.api import API, get, refused


def test_every_topic_of_the_vocabulary_is_listed_with_its_entries(client: TestClient) -> None:
    items = get(client, "/topics")["items"]
    assert {item["slug"] for item in items} == set(TOPICS)
    for item in items:
        assert set(item) == {"slug", "url", "title", "disputed", "entries"}
        assert set(item["entries"]) == {"case", "policy", "licence", "law"}
    counted = next(item for item in items if item["slug"] == "opt-out")["entries"]["case"]
    assert len(get(client, "/cases", topic="opt-out", limit=100)["items"]) == counted


def test_a_disputed_topic_has_both_sides_with_entries_that_exist(client: TestClient) -> None:
    for item in get(client, "/topics")["items"]:
        body = get(client, f"/topics/{item['slug']}")
        assert set(body) == set(item) | {"introduction", "positions", "see_also"}
        sides = {position["side"] for position in body["positions"]}
        assert sides == ({"consent", "learning"} if item["disputed"] else set())
        for position in body["positions"]:
            for argument in position["arguments"]:
                assert argument["entries"]
                for cited in argument["entries"]:
                    assert set(cited) == {"kind", "slug", "url", "title", "effect", "note"}


def test_systems_say_who_names_them(client: TestClient) -> None:
    listed = {item["slug"]: item for item in get(client, "/systems")["items"]}
    body = get(client, "/systems/stable-diffusion")
    assert {key: body[key] for key in listed["stable-diffusion"]} == listed["stable-diffusion"]
    assert set(body) - set(listed["stable-diffusion"]) == {"entries"}
    assert "andersen-v-stability-ai" in {card["slug"] for card in body["entries"]}


def test_every_system_and_data_set_can_be_read(client: TestClient) -> None:
    for family in ("systems", "datasets"):
        for item in get(client, f"/{family}")["items"]:
            assert get(client, f"/{family}/{item['slug']}")["name"] == item["name"]


def test_data_sets_say_what_was_trained_on_them(client: TestClient) -> None:
    body = get(client, "/datasets/laion-5b")
    assert "stable-diffusion" in body["systems"]
    assert body["entries"]


def test_courts_have_the_number_of_their_cases(client: TestClient) -> None:
    items = get(client, "/courts")["items"]
    for item in items:
        assert set(item) == {"id", "name", "short_name", "jurisdiction", "level", "cases"}
    cand = next(item for item in items if item["id"] == "cand")
    assert cand["cases"] == len(get(client, "/cases", court="cand", limit=100)["items"])


@pytest.mark.parametrize("path", ["/topics/x", "/systems/x", "/datasets/x", "/systems/%00"])
def test_an_unknown_name_is_not_found(client: TestClient, path: str) -> None:
    refused(client.get(API + path), 404)


def test_the_root_leads_to_the_documentation(client: TestClient) -> None:
    body = get(client, "")
    assert client.get(body["documentation"]).status_code == 200
    assert client.get(body["openapi"]).status_code == 200
