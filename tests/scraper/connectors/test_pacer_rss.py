"""Feeds of the federal courts, with their quirks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.connectors import pacer_rss
from kb.scraper.connectors.interface import KnownEntry, WatchedSource
from kb.scraper.connectors.pacer_rss import PacerOptions
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import DocketEvent
from tests.scraper.conftest import Open
from tests.scraper.polling import KnownEntries, Polls
from tests.support.court_feeds import COURT, feed, item

SHARED = Path(__file__).parents[4] / "shared" / "fixtures" / "legal"
CASE = KnownEntry("case/painter-v-model", "Painter v. Model", "pending", ("3:24-cv-09999",), "cand")


@pytest.fixture
def court(pages: HTTPServer, opened: Open) -> Polls:
    source = WatchedSource(
        "cand-rss", pages.url_for("/rss"), None, None, PacerOptions(court="cand")
    )
    return Polls(pacer_rss.CONNECTOR, source, opened(pages.port), KnownEntries((CASE,)))


def serve(
    polls: Polls, server: HTTPServer, body: bytes, kind: str = "text/xml"
) -> list[DocketEvent]:
    server.clear_all_handlers()
    server.expect_request("/robots.txt").respond_with_data("", status=404)
    server.expect_request("/rss").respond_with_data(body, content_type=kind)
    return [one for one in polls.poll().findings if isinstance(one, DocketEvent)]


def test_an_entry_of_a_known_case_is_found_once(court: Polls, pages: HTTPServer) -> None:
    body = feed(item("Order on Motion to Dismiss"), item("Notice", number="3:24-cv-00001"))
    (event,) = serve(court, pages, body)
    assert event.entry == "case/painter-v-model"
    assert (event.kind, event.title) == ("order", "Order on Motion to Dismiss")
    assert (event.entry_number, event.date) == ("41", "2025-03-04")
    assert event.documents == (f"{COURT}/doc1/41",)
    assert serve(court, pages, body) == []


def test_two_events_of_one_document_are_one_entry(court: Polls, pages: HTTPServer) -> None:
    body = feed(item("Order on Motion to Dismiss"), item("Order on Administrative Motion"))
    (event,) = serve(court, pages, body)
    assert event.title == "Order on Motion to Dismiss; Order on Administrative Motion"


def test_minute_entries_of_one_minute_stay_apart(court: Polls, pages: HTTPServer) -> None:
    body = feed(
        item("Minute Order", document=None), item("Motion Hearing", document=None),
        item("Minute Order", document=None),
    )  # fmt: skip
    assert [event.title for event in serve(court, pages, body)] == [
        "Minute Order",
        "Motion Hearing",
    ]


def test_what_is_filed_at_night_is_of_the_day_in_the_courts_place(
    court: Polls, pages: HTTPServer
) -> None:
    (event,) = serve(court, pages, feed(item("Complaint", time="05:30:00")))
    assert event.date == "2025-03-03"


def test_wrong_encodings_and_bad_numbers_are_survived(court: Polls, pages: HTTPServer) -> None:
    body = feed(
        item("Order – “stay”"), item("Order", number="5:18-~gr-00001"), item("X", number="")
    )
    (event,) = serve(court, pages, body)
    assert event.title == "Order – “stay”"


def test_words_about_a_seal_and_bankruptcy_prefixes_are_read(
    court: Polls, pages: HTTPServer
) -> None:
    (event,) = serve(court, pages, feed(item("Exhibit filed under seal")))
    assert event.mentions_seal
    prefixed = feed(item("Order", document="9")).replace(
        b"[Order]", b"Type: bk Office: 1 Chapter: 11 Trustee: A Person [Close [inner] Case]"
    )
    (event,) = serve(court, pages, prefixed)
    assert event.text == "Close [inner] Case"


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"<html><body>The system is down for maintenance.</body></html>", "error-page"),
        (b"", "error-page"),
        (b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'b'>]><rss version='2.0'/>", "unreadable"),
    ],
)
def test_an_outage_is_no_empty_feed(
    court: Polls, pages: HTTPServer, body: bytes, failure: str
) -> None:
    with pytest.raises(SourceFailure) as failed:
        serve(court, pages, body, "text/html")
    assert failed.value.failure == failure


def test_a_feed_without_items_is_a_good_feed(court: Polls, pages: HTTPServer) -> None:
    assert serve(court, pages, feed()) == []


def test_a_thousand_equal_guids_lose_nothing(court: Polls, pages: HTTPServer) -> None:
    body = feed(*(item(f"Order {number}", document=str(number)) for number in range(1000)))
    assert len(serve(court, pages, body)) == 1000
    assert serve(court, pages, body) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">3:24-cv-09999 ", "><![CDATA[3:24-cv-09999]]> "),
        (">3:24-cv-09999 ", ">3&#58;24-cv-&#x30;9999 "),
        (">3:24-cv-09999 ", ">\n\n3:24-cv-09999\n"),
        ("<item><title>3:24-cv-09999", "<item id='1'>\n<title type='text'>3:24-cv-09999"),
        ("[Order]", "<![CDATA[[Order] </item><item><title>3:24-cv-1</title>]]>"),
        ("<channel>", "<channel><!-- <item><title>3:24-cv-1</title> --><x>"),
    ],
    ids=["cdata", "entities", "lines", "attributes", "items-in-a-text", "items-in-a-comment"],
)
def test_passing_other_cases_over_loses_no_entry_of_ours(
    before: str, after: str, court: Polls, pages: HTTPServer
) -> None:
    others = [item("Notice", number=f"3:24-cv-{number}") for number in range(1, 9)]
    ours = feed(*others, item("Order"), *others).replace(before.encode(), after.encode())
    (event,) = serve(court, pages, ours)
    assert event.title == "Order"


@pytest.mark.skipif(not SHARED.exists(), reason="the collected feeds are not here")
@pytest.mark.parametrize("name", ["ca2_1", "cafc", "mdb_1", "wvsd"])
def test_collected_feeds_give_every_entry_that_another_reader_gives(
    name: str, pages: HTTPServer, opened: Open
) -> None:
    folder = SHARED / "pacer_rss"
    expected = json.loads((folder / f"{name}.json").read_text("utf-8"))
    wanted = {
        (case["docket_number"].split(":")[-1], entry["document_number"])
        for case in expected
        for entry in case["docket_entries"]
    }

    class Any(KnownEntries):
        def by_docket(self, number: str, court_id: str | None = None) -> KnownEntry | None:
            return CASE

    court = name.split("_", maxsplit=1)[0]
    source = WatchedSource(name, pages.url_for("/rss"), None, None, PacerOptions(court=court))
    polls = Polls(pacer_rss.CONNECTOR, source, opened(pages.port), Any())
    found = serve(polls, pages, (folder / f"{name}.xml").read_bytes())
    got = {(event.docket_number.split(":")[-1], event.entry_number) for event in found}
    assert wanted <= got
