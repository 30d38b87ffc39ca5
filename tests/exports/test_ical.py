"""The calendar file: read back by a parser, the same when nothing changed, safe against texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from kb.core.dates import earliest
from kb.entries.views import Card, TimelineEvent
from kb.exports.ical import calendar_file

CARD = Card(
    id=1,
    kind="case",
    slug="painter-v-model",
    title="Painter v. Model Maker, Inc.",
    short_name="Painter v. Model Maker",
    status="pending",
    jurisdiction="US",
    language="en",
    date="2024-01",
    as_of="2026-06",
    answer="Pending.",
    version=3,
    published_at=dt.datetime(2026, 7, 1, 9, 30, 12, 345, tzinfo=dt.UTC),
    detail="N.D. Cal.",
)


def event(date: str = "2027-02-03", title: str = "Hearing", description: str = "") -> TimelineEvent:
    return TimelineEvent(
        card=CARD,
        service=CARD.name,
        date=date,
        day=earliest(date),
        certainty=None,
        kind="hearing",
        title=title,
        description=description or None,
        direction=None,
        source_id="abc",
        source_url=None,
    )


def written(*events: TimelineEvent, name: str = "Artdocket") -> str:
    base = "https://docket.example"
    return calendar_file(events, name=name, base_url=base, page_url=f"{base}/calendar")


def parsed(text: str) -> list[Any]:
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_day_is_an_all_day_event_that_a_parser_reads_back() -> None:
    (found,) = parsed(written(event(description="Motion; reply, and more")))
    assert found["SUMMARY"] == "Painter v. Model Maker: Hearing"
    assert found.decoded("DTSTART") == dt.date(2027, 2, 3)
    assert found.decoded("DTEND") == dt.date(2027, 2, 4)
    assert found.decoded("DTSTAMP") == dt.datetime(2026, 7, 1, 9, 30, 12, tzinfo=dt.UTC)
    assert (found["SEQUENCE"], found["STATUS"]) == (3, "TENTATIVE")
    assert found["URL"] == "https://docket.example/cases/painter-v-model"
    assert found["DESCRIPTION"].startswith("Motion; reply, and more\n")
    assert "https://docket.example/sources/abc" in found["DESCRIPTION"]


def test_a_month_is_a_span_that_says_so_and_a_year_is_left_out() -> None:
    (found,) = parsed(written(event("2027-02"), event("2027")))
    assert found.decoded("DTSTART") == dt.date(2027, 2, 1)
    assert found.decoded("DTEND") == dt.date(2027, 3, 1)
    assert "some day in February 2027" in found["SUMMARY"]
    assert "Only the month is known." in found["DESCRIPTION"]
    assert found["TRANSP"] == "TRANSPARENT"


def test_an_event_keeps_its_identifier_when_its_date_moves() -> None:
    (first,) = parsed(written(event("2027-02-03")))
    (moved,) = parsed(written(event("2027-04-05")))
    assert first["UID"] == moved["UID"]
    twice = [one["UID"] for one in parsed(written(event("2027-02-03"), event("2027-04-05")))]
    assert len(set(twice)) == 2


def test_what_did_not_change_is_the_same_file() -> None:
    assert written(event(), event("2027-02")) == written(event("2027-02"), event())


def test_no_text_makes_lines_of_its_own() -> None:
    hostile = "Hearing\r\nEND:VEVENT\r\nBEGIN:VALARM\nX:\x00\u2028y"
    text = written(event(title=hostile, description=hostile), name=hostile)
    (found,) = parsed(text)
    assert "VALARM" in found["SUMMARY"]
    assert not Calendar.from_ical(text).walk("VALARM")
    assert all(not line.startswith(("BEGIN:VALARM", "X:")) for line in text.split("\r\n"))


def test_lines_are_folded_at_75_octets_and_end_as_the_standard_says() -> None:
    text = written(event(title="Ärger über Ümlaute 訴訟 " * 20))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    (found,) = parsed(text)
    assert found["SUMMARY"].count("訴訟") == 20


@settings(max_examples=25)
@given(st.text(min_size=1, max_size=300))
def test_any_title_comes_back_on_one_event(title: str) -> None:
    (found,) = parsed(written(event(title=title)))
    assert found["SUMMARY"].startswith("Painter v. Model Maker: ")
