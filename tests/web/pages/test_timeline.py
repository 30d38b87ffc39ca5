"""The timeline: every event once, in order, with honest dates."""

from __future__ import annotations

import json
import re

import pytest
from starlette.testclient import TestClient

from tests.support.checkout import ROOT
from tests.support.html import read

PAST_EVENTS = re.compile(r'thread__date"><time datetime="([\d-]+)">(by )?')


def total(text: str) -> int:
    found = re.search(r"<strong>(\d+)</strong> events?", text)
    assert found is not None
    return int(found[1])


def dated(kind: str, field: str) -> int:
    return sum(
        len(json.loads(path.read_text(encoding="utf-8")).get(field, []))
        for path in (ROOT / "seed_data" / kind).glob("*.json")
    )


def elsewhere() -> int:
    path = ROOT / "seed_data" / "policy-changes-elsewhere.json"
    return len(json.loads(path.read_text(encoding="utf-8")))


def test_all_events_of_all_entries_and_of_other_services_are_there(client: TestClient) -> None:
    expected = dated("cases", "events") + dated("policies", "history") + dated("laws", "history")
    assert total(client.get("/timeline").text) == expected + elsewhere()


def test_pages_are_in_the_order_of_time_and_lose_nothing(client: TestClient) -> None:
    days: list[str] = []
    for number in range(1, 50):
        found = PAST_EVENTS.findall(client.get("/timeline", params={"page": number}).text)
        if not found:
            break
        days += [day for day, _ in found]
    assert len(days) == total(client.get("/timeline").text)
    assert [day[:4] for day in days] == sorted((day[:4] for day in days), reverse=True)


def test_a_day_that_is_only_the_latest_possible_says_by(client: TestClient) -> None:
    text = client.get("/timeline", params={"from": "2022-03-31", "to": "2022-03-31"}).text
    assert "BBC: Training on BBC material needs permission" in text
    assert '<time datetime="2022-03-31">by 31 March 2022</time>' in text


def test_filters_choose_kind_event_topic_place_and_time(client: TestClient) -> None:
    cases = client.get("/timeline", params={"kind": "case", "event": "judgment"}).text
    judgments = sum(
        event["kind"] == "judgment"
        for path in (ROOT / "seed_data" / "cases").glob("*.json")
        for event in json.loads(path.read_text(encoding="utf-8"))["events"]
    )
    assert total(cases) == judgments
    germany = client.get("/timeline", params={"jurisdiction": "DE", "kind": "case"})
    assert 0 < total(germany.text) < total(client.get("/timeline?kind=case").text)
    old = client.get("/timeline", params={"to": "1990"}).text
    assert {day[:4] for day, _ in PAST_EVENTS.findall(old)} <= {str(y) for y in range(1800, 1991)}
    topic = client.get("/timeline", params={"topic": "opt-out", "from": "2024", "to": "2024"})
    assert {day[:4] for day, _ in PAST_EVENTS.findall(topic.text)} == {"2024"}


def test_few_events_are_drawn_one_by_one_and_many_by_quarter(client: TestClient) -> None:
    assert "Events on record, by quarter" in client.get("/timeline").text
    few = client.get("/timeline", params={"jurisdiction": "DE"}).text
    assert "These events on one line of time" in few
    assert "The numbers as a table" in few


def test_what_was_still_to_come_is_marked(client: TestClient) -> None:
    assert "(planned)" in client.get("/timeline").text


def test_nothing_matching_and_pages_past_the_end_say_so(client: TestClient) -> None:
    assert "No event matches" in client.get("/timeline?from=1700&to=1701").text
    assert "There is no page 99" in client.get("/timeline?page=99").text


@pytest.mark.parametrize(
    "query", ["kind=planet", "event=party", "topic=x", "jurisdiction=XX", "from=soon", "page=-1"]
)
def test_a_bad_parameter_is_a_400_that_names_it(client: TestClient, query: str) -> None:
    response = client.get(f"/timeline?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in read(response.text).text
