"""Docket numbers of one dispute on a page, and events filtered by kind; over the seed."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

ANDERSEN = "/cases/andersen-v-stability-ai"


def test_the_numbers_of_a_multidistrict_litigation_stand_together(client: TestClient) -> None:
    for slug in ("in-re-openai-copyright-mdl", "tremblay-v-openai"):
        text = client.get(f"/cases/{slug}/dockets").text
        joined = text.split('id="joined"')[1].split("</table>")[0]
        rows = re.findall(r"<tr role=\"row\">\s*<th scope=\"row\".*?</tr>", joined, re.DOTALL)
        lead = next(row for row in rows if "1:25-md-03143" in row)
        assert "Multidistrict litigation, lead number" in lead
        assert "NYT v. OpenAI" in lead
        assert sum("3:23-cv-03416" in row for row in rows) == 1


def test_holes_of_the_docket_are_told(client: TestClient) -> None:
    text = client.get(f"{ANDERSEN}/dockets").text
    assert "name 14 of the docket’s entries up to number 337" in text
    assert "We do not hold the other 323: 2 to 62, 64 to 65" in text
    bare = client.get("/cases/tremblay-v-openai/dockets").text
    assert "what is missing cannot be told from here" in bare


def test_only_cases_have_dockets(client: TestClient) -> None:
    assert client.get("/laws/us-17-usc-107-fair-use/dockets").status_code == 404
    assert client.get("/cases/nothing/dockets").status_code == 404


@pytest.mark.parametrize("chosen", ["decisions", "orders", "filings", "hearings", "key"])
def test_a_filter_shows_as_many_events_as_it_says(client: TestClient, chosen: str) -> None:
    text = client.get(ANDERSEN, params={"events": chosen}).text
    section = text.split('id="events"')[1].split("</section>")[0]
    shown = section.count('class="thread__item')
    said = re.search(rf'events={chosen}#events" aria-current="true">[^<]*<span[^>]*>(\d+)', section)
    hidden = re.search(r"(\d+) events? (?:is|are) hidden", section)
    assert said is not None
    assert hidden is not None
    assert int(said[1]) == shown
    every = client.get(ANDERSEN).text.split('id="events"')[1].split("</section>")[0]
    assert shown + int(hidden[1]) == every.count('class="thread__item')


def test_filtered_events_keep_their_anchors_and_a_wrong_filter_is_refused(
    client: TestClient,
) -> None:
    text = client.get(ANDERSEN, params={"events": "orders"}).text
    assert 'id="event-2024-08-12"' in text
    assert client.get(ANDERSEN, params={"events": "all of them"}).status_code == 400
