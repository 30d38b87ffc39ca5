"""Servers and fetchers for the tests of the scraper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import Session, SQLModel, col, select

from kb.core.database import Database
from kb.entries.tables import Proposal
from kb.scraper.declarations import declaration, sync, watches
from kb.scraper.fetcher import Fetcher
from kb.scraper.matching import published
from kb.scraper.recording import SourceResult
from kb.scraper.run import Runner
from kb.sources.bodies import BodyStore

Open = Callable[..., Fetcher]
Row = TypeVar("Row", bound=SQLModel)


@pytest.fixture
def pages(httpserver: HTTPServer) -> HTTPServer:
    """A server without a robots.txt; a test adds its pages."""
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    return httpserver


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens fetchers that may ask the given ports of loopback, without a pause."""
    made: list[Fetcher] = []

    def open_fetcher(*ports: int, **options: object) -> Fetcher:
        allowed = frozenset(("127.0.0.1", port) for port in ports)
        quick: dict[str, object] = {"pause": 0.0, "first_wait": 0.01, "allowed": allowed}
        made.append(Fetcher(**(quick | options)))  # type: ignore[arg-type]
        return made[-1]

    yield open_fetcher
    for fetcher in made:
        fetcher.close()


@dataclass
class Desk:
    """Runs sources over a real database and a real server, as `kb scrape run` does."""

    database: Database
    folder: Path
    server: HTTPServer
    trusted: list[int] = field(default_factory=list)

    @property
    def store(self) -> BodyStore:
        """The archive of this desk."""
        return BodyStore(self.folder / "archive")

    def declare(self, *rows: dict[str, object]) -> None:
        """Declare these sources and no others."""
        with self.database.writing() as session:
            sync(session, [declaration(row) for row in rows])

    def run(self, *names: str, **options: object) -> list[SourceResult]:
        """Run the sources once."""
        with self.database.reading() as session:
            rows = watches(session, names)
            entries = published(session)
            session.expunge_all()
        allowed = frozenset({("127.0.0.1", self.server.port)})
        fetcher = Fetcher(allowed=allowed, pause=0.0, first_wait=0.01)
        runner = Runner(
            self.database, self.store, fetcher, entries, secrets={}, publish=self._publish,
            **options,  # type: ignore[arg-type]
        )  # fmt: skip
        try:
            return sorted(runner.run(rows), key=lambda result: result.source)
        finally:
            fetcher.close()

    def _publish(self, session: Session, proposal: Proposal) -> bool:
        assert proposal.id is not None
        self.trusted.append(proposal.id)
        return True

    def proposals(self, state: str = "open") -> list[Proposal]:
        """The proposals in that state, oldest first."""
        with self.database.reading() as session:
            query = select(Proposal).where(Proposal.state == state).order_by(col(Proposal.id))
            found = list(session.exec(query))
            session.expunge_all()
        return found

    def rows(self, table: type[Row]) -> list[Row]:
        """Every row of a table."""
        with self.database.reading() as session:
            found = list(session.exec(select(table)))
            session.expunge_all()
        return found


@pytest.fixture
def desk(database: Database, tmp_path: Path, pages: HTTPServer) -> Desk:
    """An empty installation and a server; a test publishes entries and declares sources."""
    return Desk(database, tmp_path, pages)
