"""Topic pages: both sides, what bears on them, and the rulings counted as they are listed."""

from __future__ import annotations

import html
import json
import re

import pytest
from starlette.testclient import TestClient

from kb.entries import vocabulary
from kb.web.pages.topics import first_sentence
from tests.support import feeds
from tests.support.checkout import ROOT
from tests.support.html import read

pytestmark = pytest.mark.one_database  # of reference files; lists of entries have tests on both

TOPICS = {
    path.stem: json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "seed_data" / "topics").glob("*.json"))
}


def test_every_topic_is_listed_with_its_counts(client: TestClient) -> None:
    page = read(client.get("/topics").text)
    assert {f"/topics/{slug}" for slug in vocabulary.TOPICS} <= set(page.links)


@pytest.mark.parametrize("slug", [slug for slug, topic in TOPICS.items() if topic["disputed"]])
def test_a_disputed_topic_shows_every_argument_of_both_sides_with_its_entries(
    client: TestClient, slug: str
) -> None:
    topic = TOPICS[slug]
    page = read(client.get(f"/topics/{slug}").text)
    assert topic["introduction"] in page.text
    assert len(topic["positions"]) == 2
    for position in topic["positions"]:
        assert position["heading"] in page.text
        for argument in position["arguments"]:
            assert argument["text"] in page.text
            for cited in argument["entries"]:
                assert f"/{vocabulary.KIND_PLURALS[cited['kind']]}/{cited['slug']}" in page.links
                assert cited["note"] in page.text
    assert page.text.count("Supported by") + page.text.count("Weakened by") == sum(
        len(argument["entries"])
        for position in topic["positions"]
        for argument in position["arguments"]
    )


def test_the_chart_counts_the_rulings_that_are_listed(client: TestClient) -> None:
    text = client.get("/topics/fair-use").text
    table = text[text.index("<table>") : text.index("</table>")]
    rows = [
        [int(n) for n in re.findall(r"<td[^>]*>(\d+)</td>", row)]
        for row in table.split("</tr>")[1:]
    ]
    sums = [sum(row[column] for row in rows if row) for column in range(5)]
    held = [
        holding["favours"]
        for path in (ROOT / "seed_data" / "cases").glob("*.json")
        for holding in json.loads(path.read_text(encoding="utf-8")).get("holdings", [])
        if holding["issue"] == "fair-use"
    ]
    assert sums[:4] == [
        held.count(favours) for favours in ("rightsholder", "developer", "mixed", "neutral")
    ]
    assert sums[4] == len(held)
    start, end = text.index('class="sides"'), text.index('id="cases"')
    assert text[start:end].count("<li>") == len(held)


def test_entries_on_the_topic_stand_by_kind_with_a_link_to_all(client: TestClient) -> None:
    page = read(client.get("/topics/training-reproduction").text)
    assert {"cases", "laws"} <= set(page.ids)
    assert "/cases?topic=training-reproduction" in page.links


def test_a_topic_has_a_feed_of_its_own(client: TestClient) -> None:
    page = client.get("/topics/opt-out")
    address = read(page.text).head_link("alternate", "application/atom+xml")
    assert address == "/topics/opt-out.atom"
    feed = feeds.parsed(client.get(address).text)
    assert feeds.faults(feed) == []
    assert len(feed.findall(f"{feeds.ATOM}entry")) > 5


def test_an_unknown_topic_is_404_with_the_nearest(client: TestClient) -> None:
    response = client.get("/topics/fairuse")
    assert response.status_code == 404
    page = read(response.text)
    assert "There is no topic with the name “fairuse”." in page.text
    assert "/topics/fair-use" in page.links
    hostile = client.get("/topics/<script>alert(1)")
    assert hostile.status_code == 404
    assert "<script>alert" not in hostile.text
    assert html.escape("<script>") in hostile.text


def test_the_first_sentence_ends_where_a_sentence_ends() -> None:
    assert first_sentence("May it? It may.") == "May it?"
    assert first_sentence("One. Two.") == "One."
    assert first_sentence("Only one") == "Only one"
