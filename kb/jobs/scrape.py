"""Runs the sources: what a command or a thread of the server needs, put together.

One process at a time runs sources that are due; a lease says which.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import stamina
import structlog
from sqlmodel import Session

from kb.accounts.actors import machine
from kb.core import clock, leases
from kb.core.database import Database
from kb.core.resources import resource_dir
from kb.core.settings import Settings
from kb.editorial import decide
from kb.editorial.pending import pending
from kb.editorial.rules import protected_changes
from kb.entries.tables import Proposal
from kb.jobs.keeper import Keeper
from kb.scraper.declarations import FILE, Declaration, load_declarations, sync, watches
from kb.scraper.fetcher import Fetcher
from kb.scraper.guard import allowed_hosts
from kb.scraper.matching import published
from kb.scraper.phrases import PhraseIndex
from kb.scraper.recording import SourceResult
from kb.scraper.run import Runner
from kb.scraper.tables import Watch
from kb.sources.bodies import BodyStore

LEASE: Final = "scraper"
LEASE_SECONDS: Final = 300.0
INTERVAL_SECONDS: Final = 60.0

log = structlog.get_logger(__name__)


def declared(path: Path | None = None) -> tuple[Declaration, ...]:
    """The sources of a file, or those that the installation comes with."""
    return load_declarations(path or resource_dir("seed_data") / FILE)


def due(session: Session) -> list[Watch]:
    """The sources whose time has come."""
    now = clock.now()
    return [row for row in watches(session) if row.next_run_at is None or row.next_run_at <= now]


@contextmanager
def opened_runner(
    database: Database, settings: Settings, *, store: BodyStore | None = None, dry_run: bool = False
) -> Iterator[Runner]:
    """A runner with the settings of the installation; its connections are closed at the end."""
    # Every look is recorded with its failure; a log line for each try in between says no more.
    stamina.instrumentation.set_on_retry_hooks([])
    fetcher = Fetcher(
        allowed=allowed_hosts(settings.scraper_allow.split(",")),
        contact=settings.scraper_contact or settings.base_url,
        pause=settings.scraper_pause,
    )
    with database.reading() as session:
        entries = published(session)
    protected = settings.two_person_fields

    def publish(session: Session, proposal: Proposal) -> bool:
        assert proposal.id is not None
        if protected_changes(pending(session, proposal).changes, protected):
            return False  # two persons have to look at it
        actor = machine(proposal.author, trusted=True)
        decide.accept(session, proposal.id, actor=actor, protected=protected)
        return True

    try:
        yield Runner(
            database,
            store or BodyStore(settings.archive_dir),
            fetcher,
            entries,
            secrets={"courtlistener_token": settings.courtlistener_token},
            publish=publish,
            dry_run=dry_run,
            collections=settings.collections_dir,
        )
    finally:
        fetcher.close()


def index_texts(
    database: Database, settings: Settings, *, stop: threading.Event | None = None
) -> None:
    """Bring the index of what captured texts say up to date, so that no reader waits for it."""
    index = PhraseIndex(database, BodyStore(settings.archive_dir))
    while (stop is None or not stop.is_set()) and index.catch_up():
        pass


class ScraperKeeper(Keeper):
    """Runs what is due, once a minute, in the one process that holds the lease."""

    NAME = "scraper"
    FAILED = "the sources could not be run"
    PATIENCE = 30.0
    BEGINS_AT_ONCE = True

    def __init__(
        self, database: Database, settings: Settings, *, interval: float = INTERVAL_SECONDS
    ) -> None:
        super().__init__(interval=interval)
        self._database = database
        self._settings = settings
        self._holder = uuid.uuid4().hex
        self._held_at = 0.0

    def work(self) -> None:
        """Look, after the texts are indexed that an import or another release left."""
        index_texts(self._database, self._settings, stop=self._stopping)
        self.look()

    def look(self) -> Sequence[SourceResult]:
        """Run what is due, unless another process does."""
        if not self._hold():
            return ()
        results: list[SourceResult] = []
        try:
            with self._database.writing() as session:
                sync(session, declared())
            with self._database.reading() as session:
                rows = due(session)
                session.expunge_all()
            if rows:
                with opened_runner(self._database, self._settings) as runner:
                    for result in runner.run(rows, stop=self._stopping):
                        self._keep_hold()
                        results.append(result)
                        log.info("source looked at", **result.as_json())
        finally:
            with self._database.writing() as session:
                leases.release(session, LEASE, holder=self._holder)
        if any(result.versions for result in results):
            index_texts(self._database, self._settings, stop=self._stopping)
        return results

    def _keep_hold(self) -> None:
        """Ask for the lease again long before it runs out."""
        if time.monotonic() - self._held_at > LEASE_SECONDS / 10:
            self._hold()

    def _hold(self) -> bool:
        self._held_at = time.monotonic()
        with self._database.writing() as session:
            return leases.acquire(session, LEASE, holder=self._holder, seconds=LEASE_SECONDS)
