"""Reads what was published for citations, and proposes relations between entries.

One process at a time, as a lease says. Where the reading stands is a fact of the installation, so
that nothing is read twice; a new installation begins with what is published next, and
`kb citations propose` reads everything.
"""

from __future__ import annotations

import uuid
from typing import Final

import structlog
from sqlmodel import Session

from kb.core import leases, outbox
from kb.core.database import Database
from kb.core.errors import KbError
from kb.editorial import citing
from kb.entries.tables import Entry, Fact
from kb.jobs.keeper import Keeper
from kb.sources.bodies import BodyStore

FACT: Final = "citations_read_to"  # the number of the newest change that was read
LEASE: Final = "citations"
LEASE_SECONDS: Final = 300.0
INTERVAL_SECONDS: Final = 30.0
BATCH: Final = 50  # changes of one look
#: What can bring a citation.
_KINDS: Final = frozenset({"published", "captured", "restored"})

log = structlog.get_logger(__name__)


class CitationKeeper(Keeper):
    """`start()` and `stop()` it with the server, or `look()` once."""

    NAME = "citations"
    FAILED = "citations could not be proposed"

    def __init__(
        self, database: Database, store: BodyStore, *, interval: float = INTERVAL_SECONDS
    ) -> None:
        super().__init__(interval=interval)
        self._database = database
        self._store = store
        self._holder = uuid.uuid4().hex

    def work(self) -> None:
        """Look, and say in the log what came of it."""
        if made := self.look():
            log.info("citations were proposed", proposals=made)

    def look(self) -> int:
        """Read what was published since; the number of proposals made."""
        with self._database.reading() as session:
            stands, newest = _stands_at(session), outbox.newest_id(session)
        if stands == newest:
            return 0
        with self._database.writing() as session:
            if not leases.acquire(session, LEASE, holder=self._holder, seconds=LEASE_SECONDS):
                return 0
            if stands is None:
                session.merge(Fact(name=FACT, value=str(newest)))
        try:
            return 0 if stands is None else self._read_after(stands)
        finally:
            with self._database.writing() as session:
                leases.release(session, LEASE, holder=self._holder)

    def _read_after(self, last: int) -> int:
        with self._database.reading() as session:
            events = outbox.after(session, last, limit=BATCH)
            ids = dict.fromkeys(event.entry_id for event in events if event.kind in _KINDS)
            numbers = [event.id or 0 for event in events]
        proposals = 0
        for entry_id in ids:
            if self._stopping.is_set():
                return proposals
            proposals += self._propose(entry_id)
        with self._database.writing() as session:
            session.merge(Fact(name=FACT, value=str(max(numbers, default=last))))
        return proposals

    def _propose(self, entry_id: int) -> bool:
        try:
            with self._database.reading() as session:
                if session.get(Entry, entry_id) is None:
                    return False
                found = citing.citations_of(session, entry_id, self._store)
            if not found:
                return False
            with self._database.writing() as session:
                return citing.propose(session, entry_id, found) is not None
        except KbError as error:  # withdrawn meanwhile, or changed beyond what was read
            log.info("no citations were proposed", entry=entry_id, why=str(error))
            return False


def _stands_at(session: Session) -> int | None:
    """The newest change that was read; None where nothing was read yet."""
    fact = session.get(Fact, FACT)
    return int(fact.value) if fact else None
