"""The calendar: what lies ahead, what passed without an outcome known here, any month; files."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from icalendar import Calendar
from starlette.testclient import TestClient

from tests.support.html import read

TODAY = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def sections(client: TestClient, **parameters: str) -> tuple[str, str]:
    with time_machine.travel(TODAY, tick=False):
        text = client.get("/calendar", params=parameters).text
    coming, passed = text.split('id="coming"')[1].split('id="passed"')
    return coming, passed


def test_dates_ahead_are_apart_from_those_that_passed_without_an_outcome(
    client: TestClient,
) -> None:
    coming, passed = sections(client)
    assert "Grace period for the marking duty due to end" in coming
    assert "February 2027" in coming
    assert "New defaults due to take effect" in passed
    assert "New defaults due to take effect" not in coming
    assert "Inkbunny" not in coming  # of a year that has begun


def test_filters_leave_what_they_say(client: TestClient) -> None:
    coming, _ = sections(client, kind="case")
    assert "Andersen" in coming
    assert "Grace period" not in coming
    coming, _ = sections(client, jurisdiction="EU", kind="law")
    assert "Older models due to comply" in coming
    assert "capture devices" not in coming
    coming, _ = sections(client, entry="cases/andersen-v-stability-ai")
    assert coming.count('class="thread__item') == 1
    assert "No date that lies ahead" in sections(client, topic="share-alike")[0]


def test_any_month_can_be_read_and_leads_to_those_around_it(client: TestClient) -> None:
    text = client.get("/calendar", params={"month": "2024-08", "kind": "case"}).text
    assert 'datetime="2024-08-12"' in text
    assert "month=2024-07" in text
    assert "month=2024-09" in text


@pytest.mark.parametrize(
    "bad",
    [
        {"month": "2026"}, {"month": "2026-13"}, {"month": "x"}, {"kind": "licence"},
        {"topic": "x"}, {"jurisdiction": "x"}, {"entry": "x"},
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_a_400_with_a_sentence(
    client: TestClient, bad: dict[str, str]
) -> None:
    assert client.get("/calendar", params=bad).status_code == 400
    if "month" not in bad:
        assert client.get("/calendar.ics", params=bad).status_code == 400


def test_the_first_and_the_last_month_there_are_do_no_harm(client: TestClient) -> None:
    for month in ("0001-01", "9999-12"):
        assert client.get("/calendar", params={"month": month}).status_code == 200
    assert client.get("/calendar", params={"entry": "cases/nothing"}).status_code == 404


def test_the_file_has_the_dates_of_the_page(client: TestClient) -> None:
    with time_machine.travel(TODAY, tick=False):
        answer = client.get("/calendar.ics", params={"kind": "law"})
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = {str(one["SUMMARY"]) for one in Calendar.from_ical(answer.text).walk("VEVENT")}
    assert any(name.endswith("Grace period for the marking duty due to end") for name in found)
    assert not any("Andersen" in name for name in found)


def test_every_entry_has_a_calendar_of_its_own(client: TestClient) -> None:
    answer = client.get("/cases/andersen-v-stability-ai.ics")
    days = {one.decoded("DTSTART") for one in Calendar.from_ical(answer.text).walk("VEVENT")}
    assert {dt.date(2023, 1, 13), dt.date(2027, 2, 1)} <= days
    assert client.get("/cases/nothing.ics").status_code == 404


def test_the_day_of_an_archived_copy_is_no_date_of_a_calendar(client: TestClient) -> None:
    with time_machine.travel(TODAY, tick=False):
        text = client.get("/calendar.ics?kind=policy").text
        page = read(client.get("/calendar?kind=policy&month=2026-08").text).text
    names = [str(one["SUMMARY"]) for one in Calendar.from_ical(text).walk("VEVENT")]
    assert "Sketchfab: KitBash takes over" in names
    for told in (*names, page):
        assert "unchanged in an archived copy" not in told
    assert "archived copy" not in client.get("/policies/roblox.ics").text
