"""A source that is trusted to publish: what it publishes by itself, and what it never does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import col, select
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.tables import Proposal
from kb.jobs.scrape import opened_runner
from kb.scraper.declarations import declaration, sync, watches
from kb.scraper.recording import SourceResult
from kb.scraper.tables import Watch
from tests.support.court_feeds import feed, item
from tests.support.desk import CASE, Desk
from tests.support.forms import form_of
from tests.support.html import read

pytestmark = pytest.mark.one_database
MakeClient = Callable[[Settings], TestClient]


@dataclass
class Court:
    """The feed of a court, watched and trusted, and an editor of the site."""

    desk: Desk
    server: HTTPServer
    settings: Settings

    def run(self, *items: str) -> SourceResult:
        """Run the source when the feed has these items."""
        self.server.clear_all_handlers()
        self.server.expect_request("/robots.txt").respond_with_data("", status=404)
        self.server.expect_request("/rss").respond_with_data(feed(*items), content_type="text/xml")
        with self.desk.database.reading() as session:
            rows = watches(session)
            session.expunge_all()
        with opened_runner(self.desk.database, self.settings) as runner:
            (result,) = runner.run(rows)
        return result

    def titles(self) -> list[str]:
        """The events of the case as the public sees it."""
        return [event["title"] for event in self.desk.published()["events"]]

    def proposals(self) -> list[str]:
        """The state of every proposal, oldest first."""
        with self.desk.database.reading() as session:
            return list(session.exec(select(Proposal.state).order_by(col(Proposal.id))))

    def decide(self, button: str, **values: str) -> None:
        """Press a button on the page of the proposal made last."""
        page = self.desk.client.get(f"/editor/proposals/{len(self.proposals())}")
        assert form_of(page).press(self.desk.client, button, **values).status_code == 303


@pytest.fixture
def court(
    database: Database, settings: Settings, make_client: MakeClient, httpserver: HTTPServer
) -> Court:
    desk = Desk.opened(database, settings, make_client(settings))
    with database.writing() as session:
        row = {
            "name": "cand-rss", "connector": "pacer-rss", "url": httpserver.url_for("/rss"),
            "court": "cand", "trust": "publish",
        }  # fmt: skip
        sync(session, [declaration(row)])
    allowed = {"scraper_allow": f"127.0.0.1:{httpserver.port}", "scraper_pause": 0.0}
    return Court(desk, httpserver, settings.model_copy(update=allowed))


def test_a_docket_entry_is_published_reverted_in_one_post_and_not_published_anew(
    court: Court,
) -> None:
    denied = item("Order Denying Motion to Dismiss")
    result = court.run(denied)
    assert (result.findings, result.published, result.proposals) == (1, 1, 0)
    assert court.titles() == ["Complaint", "Order", "Order Denying Motion to Dismiss"]
    history = read(court.desk.client.get(f"{CASE}/history").text).text
    assert "Version 2 (newest)" in history
    assert "by scraper: cand-rss" in history

    page = court.desk.client.get(f"/editor/entries/{court.desk.entry_id}/revert?version=1")
    form_of(page, having="").send(court.desk.client, reason="Of another case")
    assert court.titles() == ["Complaint", "Order"]
    assert court.run(denied).findings == 0
    later = item("Notice of Appearance", document="42", time="19:00:00")
    assert court.run(later, denied).published == 1
    assert court.titles() == ["Complaint", "Order", "Notice of Appearance"]


def test_what_two_persons_have_to_see_waits_and_stays_rejected(court: Court) -> None:
    court.settings = court.settings.model_copy(update={"two_person_rule": "events"})
    result = court.run(item("Order Denying Motion to Dismiss"))
    assert (result.status, result.published, result.proposals) == ("changed", 0, 1)
    assert court.titles() == ["Complaint", "Order"]
    court.decide("reject", reason="Of another case")
    assert court.run(item("Order Denying Motion to Dismiss")).findings == 0
    with court.desk.database.writing() as session:
        session.get_one(Watch, "cand-rss").state = "{}"  # its memory is lost
    court.settings = court.settings.model_copy(update={"two_person_rule": "off"})
    again = court.run(item("Order Denying Motion to Dismiss"))
    assert (again.status, again.published, again.proposals) == ("changed", 0, 0)
    assert court.proposals() == ["rejected"]
    assert court.titles() == ["Complaint", "Order"]


def test_what_waits_for_a_person_does_not_slip_through_with_what_is_trusted(court: Court) -> None:
    rule = court.settings.two_person_rule
    court.settings = court.settings.model_copy(update={"two_person_rule": "events"})
    first, second = item("Motion to Dismiss"), item("Notice", document="42", time="19:00:00")
    court.run(first)
    court.settings = court.settings.model_copy(update={"two_person_rule": rule})
    result = court.run(second, first)
    assert (result.published, result.proposals) == (0, 1)
    assert court.proposals() == ["superseded", "open"]
    court.decide("accept")
    assert court.titles() == ["Complaint", "Order", "Motion to Dismiss", "Notice"]
