"""Sources are run by one process at a time, when they are due."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from kb.core import leases
from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs import scrape
from kb.jobs.scrape import LEASE, ScraperKeeper
from kb.scraper.declarations import watches
from tests.support import documents
from tests.support.publishing import publish

TERMS = "<main>" + "<p>You keep all rights in what you upload, and we show it to others.</p>" * 5


@pytest.fixture
def keeper(
    database: Database,
    settings: Settings,
    httpserver: HTTPServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> ScraperKeeper:
    """A keeper over one source, whose page a server on loopback has."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/terms").respond_with_data(TERMS, content_type="text/html")
    publish(database, documents.policy())
    sources = tmp_path / "sources.toml"
    sources.write_text(
        '[[source]]\nname = "gallery-terms"\nconnector = "web-page"\nentry = "policy/gallery"\n'
        f'document = "Terms"\nurl = "{httpserver.url_for("/terms")}"\n',
        encoding="utf-8",
    )
    declared = scrape.declared
    monkeypatch.setattr(scrape, "declared", lambda path=None: declared(path or sources))
    allowed = settings.model_copy(
        update={"scraper_allow": f"127.0.0.1:{httpserver.port}", "scraper_pause": 0.0}
    )
    return ScraperKeeper(database, allowed, interval=0.05)


def test_what_is_due_is_run_once_and_then_rests(keeper: ScraperKeeper, database: Database) -> None:
    assert [result.status for result in keeper.look()] == ["changed"]
    assert keeper.look() == []
    with database.reading() as session:
        (row,) = watches(session)
        assert row.last_success_at is not None
        assert row.next_run_at is not None
        assert row.next_run_at > row.last_success_at


def test_only_the_holder_of_the_lease_runs_sources(
    keeper: ScraperKeeper, database: Database
) -> None:
    with database.writing() as session:
        assert leases.acquire(session, LEASE, holder="another process", seconds=60)
    assert keeper.look() == ()
    with database.writing() as session:
        leases.release(session, LEASE, holder="another process")
    assert len(keeper.look()) == 1


def test_a_lease_of_a_process_that_died_runs_out(database: Database) -> None:
    with database.writing() as session:
        assert leases.acquire(session, "work", holder="dead", seconds=-1)
        assert leases.acquire(session, "work", holder="alive", seconds=60)
        assert not leases.acquire(session, "work", holder="dead", seconds=60)
        leases.release(session, "work", holder="dead")
        assert not leases.acquire(session, "work", holder="dead", seconds=60)
