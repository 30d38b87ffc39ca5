"""What a connector is given for one look: fetching that archives and remembers every answer.

Nothing is written to the database before the look is over: bodies go to the store, where an
orphan does no harm, and everything else is kept here until it is written in one transaction.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from kb.core import clock
from kb.core.database import Database
from kb.scraper.connectors.interface import Entries
from kb.scraper.errors import SourceFailure
from kb.scraper.fetcher import READ_KINDS, Fetched, Fetcher, Limits, Validators
from kb.sources import archive
from kb.sources.bodies import BodyStore


@dataclass(frozen=True)
class Look:
    """One address that was looked at: the answer, or the class of failure."""

    url: str
    at: dt.datetime
    answer: Fetched | None = None
    failure: str | None = None
    archive: bool = True


@dataclass
class PollTools:
    """The tools of one poll (`connectors.interface.Tools`); used by one thread."""

    database: Database
    store: BodyStore
    fetcher: Fetcher
    entries: Entries
    secrets: Mapping[str, str]
    #: Whether something is remembered of the last look; only then may an answer be "unchanged".
    has_state: bool
    #: Held while this poll reads what it was given, and by others while it waits for an answer.
    reading: threading.Semaphore
    collections: Path = Path()
    #: Whether to wait through the pause of a host; else the poll ends with `Resting`, unless it
    #: has asked for something already.
    patient: bool = True
    looks: list[Look] = field(default_factory=list)

    @property
    def now(self) -> dt.datetime:
        """The time of this look."""
        return clock.now()

    @property
    def requests(self) -> int:
        """How many addresses were asked."""
        return len(self.looks)

    @property
    def wire_bytes(self) -> int:
        """How many bytes came over the wire."""
        return sum(look.answer.wire_bytes for look in self.looks if look.answer)

    def fetch(
        self,
        url: str,
        *,
        conditional: bool = True,
        headers: Mapping[str, str] | None = None,
        kinds: Sequence[str] | None = None,
        limits: Limits | None = None,
        ask_robots: bool = True,
        archive: bool = True,
    ) -> Fetched:
        """See `connectors.interface.Tools.fetch`."""
        validators = self._validators(url) if conditional and self.has_state else None
        try:
            with _left_to_others(self.reading):
                answer = self.fetcher.fetch(
                    url,
                    validators=validators,
                    headers=headers,
                    kinds=tuple(kinds) if kinds is not None else READ_KINDS,
                    limits=limits,
                    ask_robots=ask_robots,
                    patient=self.patient or bool(self.looks),
                )
                if archive and not answer.not_modified:
                    self.store.put(answer.body)
        except SourceFailure as failure:
            self.looks.append(Look(url, clock.now(), failure=failure.failure, archive=archive))
            raise
        self.looks.append(Look(url, answer.fetched_at, answer=answer, archive=archive))
        return answer

    def _validators(self, url: str) -> Validators | None:
        """What the server said of the newest copy, if its body is still here."""
        with self.database.reading() as session:
            copy = archive.newest_copy(session, url)
            if copy is None or copy.sha256 not in self.store:
                return None
            headers = archive.response_headers(copy)
        return Validators(headers.get("etag"), headers.get("last-modified"))

    def body(self, sha256: str) -> bytes:
        """An archived body."""
        return self.store.get(sha256)

    def keep(self, text: str) -> str:
        """Put a text into the archive and return its hash."""
        return self.store.put(text.encode())

    def secret(self, name: str) -> str:
        """A secret of the settings; "" if it is not set."""
        return self.secrets.get(name, "")


@contextmanager
def _left_to_others(turn: threading.Semaphore) -> Iterator[None]:
    turn.release()
    try:
        yield
    finally:
        turn.acquire()


def record(session: Session, watch: str, looks: Sequence[Look], store: BodyStore) -> dict[str, int]:
    """Write what was looked at; ids of the archived copies by hash."""
    copies: dict[str, int] = {}
    for look in looks:
        outcome = "failed"
        copy: archive.Kept | None = None
        if look.answer is not None and look.answer.not_modified:
            outcome, copy = "not-modified", archive.newest_copy(session, look.url)
        elif look.answer is not None and look.archive:
            known = archive.newest_copy(session, look.url)
            copy = archive.keep(session, store, _received(look.answer), newest=known)
            outcome = "same" if known is not None and known.id == copy.id else "changed"
        elif look.answer is not None:
            outcome = "changed"
        archive.observe(
            session, watch, look.url, at=look.at, outcome=outcome, failure=look.failure, copy=copy
        )
        if copy is not None:
            copies[copy.sha256] = copy.id
    return copies


def _received(answer: Fetched) -> archive.Received:
    return archive.Received(
        url=answer.url,
        final_url=answer.final_url,
        status=answer.status,
        fetched_at=answer.fetched_at,
        media_type=answer.content_type,
        body=answer.body,
        request_headers=answer.request_headers,
        response_headers=answer.headers,
        hops=answer.hops,
    )
