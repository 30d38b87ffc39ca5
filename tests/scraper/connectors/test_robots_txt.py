"""Whom a platform admits, read from its robots.txt and front page."""

from __future__ import annotations

import pytest
from pytest_httpserver import HTTPServer

from kb.reservations.crawlers import load_crawlers
from kb.scraper.connectors import robots_txt
from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.connectors.robots_txt import RobotsOptions
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import CrawlerRules
from tests.scraper.conftest import Open
from tests.scraper.polling import Polls

RULES = """User-agent: *
Disallow: /settings
User-agent: GPTBot
User-agent: CCBot
Disallow: /
User-agent: ClaudeBot
Disallow: /any/
"""


def watching(server: HTTPServer, opened: Open) -> Polls:
    source = WatchedSource("site-robots", server.url_for("/"), "policy/site", None, RobotsOptions())
    return Polls(robots_txt.CONNECTOR, source, opened(server.port))


def serve(
    server: HTTPServer,
    rules: str | None,
    home: str = "<p>Home",
    headers: dict[str, str] | None = None,
) -> None:
    server.clear_all_handlers()
    if rules is None:
        server.expect_request("/robots.txt").respond_with_data("none", status=404)
    else:
        server.expect_request("/robots.txt").respond_with_data(rules, content_type="text/plain")
    server.expect_request("/").respond_with_data(home, content_type="text/html", headers=headers)


def found(polls: Polls) -> CrawlerRules:
    (finding,) = polls.poll().findings
    assert isinstance(finding, CrawlerRules)
    return finding


def test_each_crawler_of_the_list_is_admitted_or_refused(
    httpserver: HTTPServer, opened: Open
) -> None:
    serve(httpserver, RULES)
    polls = watching(httpserver, opened)
    rules = found(polls)
    assert set(rules.crawlers) == {crawler.agent for crawler in load_crawlers().crawler}
    assert rules.crawlers["GPTBot"] == "refused"
    assert rules.crawlers["CCBot"] == "refused"
    assert rules.crawlers["ClaudeBot"] == "partly"
    assert rules.crawlers["Google-Extended"] == "allowed"
    assert rules.text == RULES
    assert polls.bodies[rules.sha256].decode() == RULES
    assert polls.poll().findings == ()


def test_a_site_without_rules_admits_everybody(httpserver: HTTPServer, opened: Open) -> None:
    serve(httpserver, None)
    assert set(found(watching(httpserver, opened)).crawlers.values()) == {"allowed"}


def test_signals_of_the_front_page_are_read(httpserver: HTTPServer, opened: Open) -> None:
    robots = '<meta name="ROBOTS" content="noindex, NoAI, noimageai">'
    home = f"{robots}<meta name=tdm-reservation content=1>"
    serve(httpserver, RULES, home)
    assert found(watching(httpserver, opened)).signals == ("noai", "noimageai", "tdm-reservation")
    serve(httpserver, RULES, headers={"X-Robots-Tag": "noai", "TDM-Reservation": "1"})
    assert found(watching(httpserver, opened)).signals == ("noai", "tdm-reservation")


def test_a_change_of_the_rules_is_found(httpserver: HTTPServer, opened: Open) -> None:
    serve(httpserver, RULES)
    polls = watching(httpserver, opened)
    first = found(polls)
    serve(httpserver, RULES.replace("GPTBot", "OtherBot"))
    second = found(polls)
    assert second.key != first.key
    assert second.crawlers["GPTBot"] == "allowed"


def test_a_server_in_trouble_and_a_page_instead_of_rules_are_failures(
    httpserver: HTTPServer, opened: Open
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=503)
    with pytest.raises(SourceFailure) as failed:
        watching(httpserver, opened).poll()
    assert failed.value.failure == "server-error"
    httpserver.clear_all_handlers()
    httpserver.expect_request("/robots.txt").respond_with_data("<p>Hello", content_type="text/html")
    with pytest.raises(SourceFailure) as failed:
        watching(httpserver, opened).poll()
    assert failed.value.failure == "error-page"
