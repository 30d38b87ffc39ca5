"""The number that CourtListener gives a docket: looked up once, followed, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from kb.scraper.connectors import courtlistener
from kb.scraper.connectors.courtlistener import CourtListenerOptions
from kb.scraper.connectors.interface import KnownEntry, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import DocketEvent
from tests.scraper.conftest import Open
from tests.scraper.docket_service import Service, entry, feed, row
from tests.scraper.polling import KnownEntries, Polls


@pytest.fixture
def service(httpserver: HTTPServer) -> Service:
    return Service(httpserver)


def events(polls: Polls) -> list[DocketEvent]:
    return [one for one in polls.poll().findings if isinstance(one, DocketEvent)]


def finding(service: Service, opened: Open, number: str = "3:24-cv-09999", **more: Any) -> Polls:
    options = CourtListenerOptions(court="cand", number=number)
    case = KnownEntry("case/painter-v-model", "Painter v. Model", "pending", **more)
    source = WatchedSource("painter-docket", service.server.url_for("/"), case.entry, None, options)
    return Polls(
        courtlistener.CONNECTOR, source, opened(service.server.port), KnownEntries((case,)),
        secrets={"courtlistener_token": "secret"},
    )  # fmt: skip


def docket(pk: int, number: str, court: str = "cand") -> dict[str, Any]:
    return {"id": pk, "court_id": court, "docket_number": number}


def test_without_a_token_an_unknown_docket_waits_and_asks_nothing(
    service: Service, opened: Open
) -> None:
    polls = finding(service, opened)
    polls.secrets = {}
    with pytest.raises(SourceFailure, match="KB_COURTLISTENER_TOKEN") as failed:
        polls.poll()
    assert failed.value.failure == "waiting"
    assert service.server.log == []


def test_a_docket_is_looked_up_once_by_court_and_number(service: Service, opened: Open) -> None:
    service.feed(entry(41, "ORDER granting motion"))
    service.rows(row(41, "ORDER granting motion"))
    service.dockets(
        docket(6, "3:24-cr-09999"), docket(7, "3:24-cv-09999-ABC"),
        docket(8, "4:24-cv-09999"), docket(9, "3:24-cv-09999", "cacd"),
    )  # fmt: skip
    polls = finding(service, opened)
    (event,) = events(polls)
    assert (event.entry_number, event.entry) == ("41", "case/painter-v-model")
    asked = service.asked[0]
    assert (asked.args["court__id"], asked.args["docket_number_core"]) == ("cand", "2409999")
    assert asked.headers["Authorization"] == "Token secret"
    assert polls.state["docket"] == 7
    assert events(polls) == []
    assert [request.path for request in service.asked].count("/api/rest/v4/dockets/") == 1


def test_numbers_of_courts_of_appeals_are_asked_for_as_they_are(
    service: Service, opened: Open
) -> None:
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER"))
    service.dockets(docket(7, "24-9999"))
    assert len(events(finding(service, opened, "24-9999"))) == 1
    assert service.asked[0].args["docket_number"] == "24-9999"


@pytest.mark.parametrize(
    ("dockets", "failure", "told"),
    [
        ([], "not-found", "no docket 3:24-cv-09999 of cand"),
        ([docket(7, "3:24-cv-09998")], "not-found", "no docket"),
        ([docket(7, "3:24-cv-09999"), docket(8, "3:24-cv-09999-XYZ")], "ambiguous", "7, 8"),
    ],
)
def test_a_docket_is_never_guessed(
    service: Service, opened: Open, dockets: list[dict[str, Any]], failure: str, told: str
) -> None:
    service.dockets(*dockets)
    polls = finding(service, opened)
    with pytest.raises(SourceFailure, match=told) as failed:
        polls.poll()
    assert failed.value.failure == failure
    assert polls.state == {}


def test_an_answer_that_leads_to_another_host_gets_no_token(service: Service, opened: Open) -> None:
    service.dockets(next_url="https://elsewhere.example/api/rest/v4/dockets/?cursor=x")
    with pytest.raises(SourceFailure, match="another host"):
        finding(service, opened).poll()


def test_a_docket_that_was_merged_is_followed_and_tells_nothing_twice(
    service: Service, opened: Open
) -> None:
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER"))
    service.dockets(docket(7, "3:24-cv-09999"))
    polls = finding(service, opened)
    assert len(events(polls)) == 1
    service.server.clear_all_handlers()
    service.server.expect_request("/robots.txt").respond_with_data("", status=404)
    service.server.expect_request("/docket/7/feed/").respond_with_data(
        "", status=301, headers={"Location": "/docket/77/feed/"}
    )
    service.server.expect_request("/docket/77/feed/").respond_with_data(
        feed(entry(42, "JUDGMENT"), entry(41, "ORDER")), content_type="application/atom+xml"
    )
    service.rows(row(42, "JUDGMENT"), row(41, "ORDER"))
    (event,) = events(polls)
    assert (event.entry_number, event.key, polls.state["docket"]) == ("42", "77#entry-42", 77)


def test_a_docket_that_is_gone_from_its_number_is_looked_up_anew(
    service: Service, opened: Open
) -> None:
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER"))
    service.dockets(docket(7, "3:24-cv-09999"))
    service.server.expect_request("/docket/5/feed/").respond_with_data("", status=404)
    polls = finding(service, opened)
    polls.state = {"docket": 5, "seen": ["entry-40"]}
    assert [event.entry_number for event in events(polls)] == ["41"]
    assert polls.state["docket"] == 7


def test_what_was_filed_before_the_day_of_the_facts_is_no_finding(
    service: Service, opened: Open
) -> None:
    service.feed(entry(41, "ORDER", "2026-03-04"), entry(40, "MOTION", "2026-02-27"))
    service.rows(row(41, "ORDER"), row(40, "MOTION", date_filed="2026-02-27"))
    service.dockets(docket(7, "3:24-cv-09999"))
    polls = finding(service, opened, as_of="2026-03")
    assert [event.entry_number for event in events(polls)] == ["41"]
    assert service.asked[-1].args["date_filed__gte"] == "2026-03-01"
    service.feed(entry(42, "ORDER", "2026-03-05"), entry(39, "NOTICE", "2026-02-20"))
    service.rows(row(42, "ORDER", date_filed="2026-03-05"))
    assert [event.entry_number for event in events(polls)] == ["42"]


def test_a_lookup_that_must_wait_is_told_as_such(service: Service, opened: Open) -> None:
    service.server.expect_request("/api/rest/v4/dockets/").respond_with_data(
        '{"detail": "Request was throttled. Rate limit exceeded: 5/min."}', status=429,
        headers={"Retry-After": "37"}, content_type="application/json",
    )  # fmt: skip
    with pytest.raises(SourceFailure) as failed:
        finding(service, opened).poll()
    assert (failed.value.failure, failed.value.retry_after) == ("rate-limited", 37)
