"""Dockets on CourtListener: what its feed and its API tell that is new."""

from __future__ import annotations

import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from kb.scraper.connectors import courtlistener
from kb.scraper.connectors.courtlistener import CourtListenerOptions
from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import DocketEvent, Notice
from tests.scraper.conftest import Open
from tests.scraper.docket_service import PAGE, Service, entry, row
from tests.scraper.polling import Polls


@pytest.fixture
def service(httpserver: HTTPServer) -> Service:
    return Service(httpserver)


def watching(service: Service, opened: Open, token: str = "") -> Polls:
    options = CourtListenerOptions(docket=7, court="cand", number="3:24-cv-09999")
    url = service.server.url_for("/docket/7/feed/")
    source = WatchedSource("painter-docket", url, "case/painter-v-model", None, options)
    secrets = {"courtlistener_token": token}
    return Polls(courtlistener.CONNECTOR, source, opened(service.server.port), secrets=secrets)


def events(polls: Polls) -> list[DocketEvent]:
    return [one for one in polls.poll().findings if isinstance(one, DocketEvent)]


def test_without_a_token_the_feed_tells_what_is_new(service: Service, opened: Open) -> None:
    service.feed(entry(41, "ORDER granting motion"), entry(None, "MINUTE ORDER re schedule"))
    polls = watching(service, opened)
    found = {event.entry_number: event for event in events(polls)}
    assert found["41"].kind == "order"
    assert found["41"].date == "2026-03-04"
    assert found["41"].url == f"{PAGE}#entry-41"
    assert found[None].title == "MINUTE ORDER re schedule"
    assert events(polls) == []
    service.feed(entry(42, "NOTICE OF APPEAL"), entry(41, "ORDER granting motion"))
    assert [event.entry_number for event in events(polls)] == ["42"]
    assert service.asked == []


def test_with_a_token_the_api_is_asked_only_when_the_feed_changed(
    service: Service, opened: Open
) -> None:
    polls = watching(service, opened, "secret")
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER by Judge A granting 30 Motion to Dismiss."))
    (event,) = events(polls)
    assert event.title == "ORDER by Judge A granting 30 Motion to Dismiss"
    assert event.documents[0].endswith("/docket/7/41/painter-v-model/")
    assert len(service.asked) == 1
    assert service.asked[0].headers["Authorization"] == "Token secret"
    assert "recap_documents__plain_text" in service.asked[0].args["omit"]
    assert events(polls) == []
    assert len(service.asked) == 1


def test_rows_that_share_a_place_on_the_docket_are_one_event(
    service: Service, opened: Open
) -> None:
    polls = watching(service, opened, "secret")
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER granting"), row(41, "ORDER granting the motion", id=901))
    assert [event.text for event in events(polls)] == ["ORDER granting the motion"]


def test_entries_without_a_date_wait_until_they_have_one(service: Service, opened: Open) -> None:
    polls = watching(service, opened, "secret")
    service.feed(entry(41, "ORDER"))
    service.rows(row(43, "x", date_filed=None), row(44, "y", date_filed="1750-01-01"))
    assert [event.entry_number for event in events(polls)] == ["41"]


def test_a_long_backlog_is_read_a_few_pages_at_a_time(service: Service, opened: Open) -> None:
    polls = watching(service, opened, "secret")
    base = service.server.url_for("/api/rest/v4/docket-entries/")

    def paged(request: Request) -> Response:
        page = int(request.args.get("cursor", "0"))
        following = f"{base}?cursor={page + 1}" if page < 4 else None
        body = {"next": following, "results": [row(page + 1, f"ORDER {page + 1}")]}
        return Response(json.dumps(body), content_type="application/json")

    service.feed(entry(1, "ORDER 1"))
    service.api(paged)
    assert len(events(polls)) == 3
    assert len(events(polls)) == 2
    assert len(events(polls)) == 0
    assert len(service.asked) == 5


def test_a_cursor_that_expired_is_given_up(service: Service, opened: Open) -> None:
    polls = watching(service, opened, "secret")
    base = service.server.url_for("/api/rest/v4/docket-entries/")
    polls.state = {"cursor": f"{base}?cursor=old", "seen": []}

    def answer(request: Request) -> Response:
        if "cursor" in request.args:
            return Response('{"detail": "Invalid cursor"}', 404, content_type="application/json")
        body = {"next": None, "results": [row(41, "ORDER")]}
        return Response(json.dumps(body), content_type="application/json")

    service.feed()
    service.api(answer)
    assert [event.entry_number for event in events(polls)] == ["41"]
    assert "cursor" not in polls.state


@pytest.mark.parametrize(
    ("status", "body", "headers", "failure"),
    [
        (429, {"detail": "Request was throttled. Rate limit exceeded: 5/min."},
         {"Retry-After": "37"}, "rate-limited"),
        (429, {"detail": "Your account has been blocked."}, {}, "blocked"),
        (401, {"detail": "Authentication credentials were not provided."}, {}, "blocked"),
        (400, {"detail": "Unknown filter parameters are not allowed."}, {}, "not-found"),
        (502, "<html>", {}, "server-error"),
    ],
)  # fmt: skip
def test_refusals_of_the_api_are_classes_of_failure_and_lose_nothing(
    service: Service, opened: Open, status: int, body: object, headers: dict[str, str], failure: str
) -> None:
    polls = watching(service, opened, "secret")
    service.feed(entry(41, "ORDER"))
    service.api(
        lambda _: Response(json.dumps(body), status, headers, content_type="application/json")
    )
    with pytest.raises(SourceFailure) as failed:
        polls.poll()
    assert failed.value.failure == failure
    service.feed(entry(41, "ORDER"))
    service.rows(row(41, "ORDER"))
    polls.fetcher.pace.hold(f"127.0.0.1:{service.server.port}", 0)
    polls = watching(service, opened, "secret")
    assert len(events(polls)) == 1


def test_a_docket_that_was_taken_down_is_told_once(service: Service, opened: Open) -> None:
    polls = watching(service, opened)
    service.feed(status=410)
    (notice,) = polls.poll().findings
    assert isinstance(notice, Notice)
    assert "taken docket 3:24-cv-09999 down" in notice.text
    assert polls.poll().findings == ()


def test_a_docket_that_the_api_no_longer_gives_is_told_once(service: Service, opened: Open) -> None:
    service.feed(entry(41, "ORDER"))
    service.api(lambda _: Response("{}", 410, content_type="application/json"))
    polls = watching(service, opened, "secret")
    (notice,) = polls.poll().findings
    assert isinstance(notice, Notice)
    assert polls.poll().findings == ()
