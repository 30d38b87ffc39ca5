"""A few questions lead to platforms, each with why and what it lacks."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.support.html import read

JSON = {"accept": "application/json"}


def test_every_platform_where_people_publish_is_in_one_group_with_every_part(
    client: TestClient,
) -> None:
    query = "/where-to-go?ban=must&training=never&sell=1&make=pictures"
    told = client.get(query, headers=JSON).json()
    assert list(told) == ["fits", "perhaps", "unknown", "misses"]
    places = [place for group in told.values() for place in group]
    slugs = [place["slug"] for place in places]
    assert len(slugs) == len(set(slugs)) == 80
    assert "midjourney" not in slugs
    assert all(len(place["parts"]) == 5 for place in places)
    page = read(client.get(query).text)
    assert all(place["url"] in page.links for place in places)
    assert "Cara does not allow images made with AI." in page.text


def test_without_an_answer_there_is_the_form_and_the_rules(client: TestClient) -> None:
    text = read(client.get("/where-to-go").text).text
    assert "What do you make?" in text
    assert "Unknown is no “no” and no “yes”." in text
    assert "may fit" not in text


@pytest.mark.parametrize("query", ["ban=perhaps", "training=x", "make=cars", "sell=2"])
def test_an_answer_that_is_no_choice_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/where-to-go?{query}").status_code == 400
