"""Running sources: each is polled, and all that came of it is written in one transaction.

A process that is killed at any moment leaves every source either as it was or done; the next
run ends in the same state as one clean run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from kb.accounts.actors import machine
from kb.core import clock
from kb.core.database import Database
from kb.core.errors import KbError
from kb.entries.history import find_entry
from kb.entries.tables import Entry, Proposal
from kb.scraper import versions
from kb.scraper.connectors import connectors
from kb.scraper.connectors.interface import Poll
from kb.scraper.declarations import watched
from kb.scraper.errors import WAITING, SourceFailure
from kb.scraper.fetcher import Fetcher
from kb.scraper.findings import Finding
from kb.scraper.hosts import HostQueue
from kb.scraper.matching import Published
from kb.scraper.proposing import Proposed, propose
from kb.scraper.tables import Watch
from kb.scraper.tools import PollTools, record
from kb.sources.bodies import BodyStore

#: Threads of a run; they wait for the network most of the time.
THREADS: Final = 16
#: Failures in a row after which a source is asked ever more rarely.
PATIENCE: Final = 3
LONGEST_REST: Final = dt.timedelta(days=7)

#: Publishes a proposal of a trusted source unless its rules leave that to a person; says whether
#: it did. Given by who may import the editorial services.
Publish = Callable[[Session, Proposal], bool]
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class SourceResult:
    """What a run of one source gave; `kb scrape run --json` prints a list of these."""

    source: str
    status: str  # changed, unchanged or failed
    failure: str | None = None
    requests: int = 0
    bytes: int = 0
    findings: int = 0
    proposals: int = 0
    published: int = 0
    versions: int = 0
    seconds: float = 0.0
    message: str = ""
    never_succeeded: bool = False

    def as_json(self) -> dict[str, Any]:
        """The keys of the contract."""
        told = asdict(self)
        del told["message"], told["never_succeeded"]
        return told


@dataclass
class Runner:
    """Runs sources over one database, archive and fetcher.

    Nothing is written with `dry_run`, but for bodies in the `store` that it is given.
    """

    database: Database
    store: BodyStore
    fetcher: Fetcher
    entries: Published
    secrets: Mapping[str, str]
    publish: Publish | None = None
    dry_run: bool = False
    collections: Path = Path()
    threads: int = THREADS
    #: Threads write in turns; SQLite would let a writer wait for too long beside many others.
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def run(
        self, watches: Sequence[Watch], *, stop: threading.Event | None = None
    ) -> Iterator[SourceResult]:
        """Run the sources, many at once, and give each result as it comes."""
        queue = HostQueue(
            ((_host(watch.url), watch) for watch in watches), ready_in=self.fetcher.pace.ready_in
        )
        results: SimpleQueue[SourceResult | None] = SimpleQueue()
        workers = max(1, min(self.threads, len(watches)))

        def work() -> None:
            try:
                while (taken := queue.take()) is not None:
                    host, watch = taken
                    try:
                        if stop is None or not stop.is_set():
                            results.put(self.run_one(watch))
                    finally:
                        queue.done(host)
            finally:
                results.put(None)

        with ThreadPoolExecutor(workers, thread_name_prefix="scraper") as pool:
            for _ in range(workers):
                pool.submit(work)
            ended = 0
            while ended < workers:
                result = results.get()
                if result is None:
                    ended += 1
                else:
                    yield result

    def run_one(self, watch: Watch) -> SourceResult:
        """Look at one source; whatever fails is told in the result and stops nobody else."""
        started = time.monotonic()
        state = json.loads(watch.state)
        tools = PollTools(
            self.database, self.store, self.fetcher, self.entries, self.secrets, bool(state),
            self.collections,
        )  # fmt: skip
        try:
            polled = connectors()[watch.connector].poll(watched(watch), state, tools)
            result = self._write(watch, polled, tools)
        except (SourceFailure, OSError) as error:
            result = self._fail(watch, error, tools)
        except Exception as error:  # noqa: BLE001 - a bug in one reader stops no other source
            _log.exception("source failed", source=watch.name)
            result = self._fail(watch, error, tools)
        return _timed(result, tools, time.monotonic() - started)

    def _write(self, watch: Watch, polled: Poll, tools: PollTools) -> SourceResult:
        now = clock.now()
        with self._writing() as session:
            copies = record(session, watch.name, tools.looks, self.store)
            done = self._propose(session, watch, polled, copies)
            _see_again(session, watch, polled, now)
            row = session.get_one(Watch, watch.name)
            row.state = json.dumps(dict(polled.state), ensure_ascii=False)
            row.last_run_at = row.last_success_at = now
            row.last_status = "changed" if polled.findings else "unchanged"
            row.failure = row.message = None
            row.failures = 0
            row.next_run_at = now + dt.timedelta(seconds=row.every)
            session.add(row)
            # What was rejected before is found again as just that, and stays rejected.
            offered = [one for one in done if one.proposal and one.proposal.state == "open"]
            published = self._publish(session, watch, offered)
            return SourceResult(
                watch.name,
                row.last_status,
                findings=len(polled.findings),
                proposals=len(offered) - published,
                published=published,
                versions=sum(one.versions for one in done),
            )

    def _propose(
        self, session: Session, watch: Watch, polled: Poll, copies: dict[str, int]
    ) -> list[Proposed]:
        actor = machine(f"scraper: {watch.name}", trusted=watch.trust == "publish")
        grouped: dict[str, list[Finding]] = defaultdict(list)
        for finding in polled.findings:
            entry = finding.entry or watch.entry
            if entry is not None:
                grouped[entry].append(finding)
        return [
            propose(
                session, watch, _entry(session, entry), findings,
                actor=actor, store=self.store, copies=copies,
            )
            for entry, findings in grouped.items()
        ]  # fmt: skip

    def _publish(self, session: Session, watch: Watch, offered: Sequence[Proposed]) -> int:
        """Publish what a trusted source may publish by itself; how many were."""
        if watch.trust != "publish" or self.publish is None:
            return 0
        trusted = [one.proposal for one in offered if one.proposal and one.needs_no_judgement]
        return sum(self.publish(session, proposal) for proposal in trusted)

    def _fail(self, watch: Watch, error: Exception, tools: PollTools) -> SourceResult:
        failure, message = _told(error)
        now = clock.now()
        waits = failure == WAITING
        rest = dt.timedelta(seconds=watch.every) if waits else _rest(watch, error)
        with contextlib.suppress(OSError), self._writing() as session:
            record(session, watch.name, tools.looks, self.store)
            row = session.get_one(Watch, watch.name)
            row.last_run_at, row.last_status = now, "failed"
            row.failure, row.message = failure, message
            row.failures = 0 if waits else row.failures + 1
            row.next_run_at = now + rest
            session.add(row)
        return SourceResult(
            watch.name, "failed", failure, message=message,
            never_succeeded=watch.last_success_at is None and not waits,
        )  # fmt: skip

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        with self._turn, self.database.writing() as session:
            yield session
            if self.dry_run:
                session.flush()
                session.rollback()


def _timed(result: SourceResult, tools: PollTools, seconds: float) -> SourceResult:
    told = asdict(result)
    told |= {
        "requests": tools.requests, "bytes": tools.wire_bytes, "seconds": round(seconds, 3),
    }  # fmt: skip
    return SourceResult(**told)


def _told(error: Exception) -> tuple[str, str]:
    """The class of a failure and a sentence about it."""
    if isinstance(error, SourceFailure):
        return error.failure, str(error)
    if isinstance(error, OSError):
        return "disk", f"The archive cannot be written to: {error.strerror or error}."
    if isinstance(error, KbError):
        return "refused", str(error)
    return "bug", f"The connector failed: {type(error).__name__}; the log has more."


def _rest(watch: Watch, error: Exception) -> dt.timedelta:
    """How long to leave a source alone: its usual time, longer after each failure in a row."""
    usual = dt.timedelta(seconds=watch.every)
    rest: dt.timedelta = usual * 2 ** max(0, min(watch.failures + 1 - PATIENCE, 10))
    asked = getattr(error, "retry_after", None)
    if asked is not None:
        rest = max(rest, dt.timedelta(seconds=asked))
    return max(min(rest, LONGEST_REST), usual)


def _entry(session: Session, name: str) -> Entry:
    kind, _, slug = name.partition("/")
    entry = find_entry(session, kind, slug)
    if entry is None or entry.published_revision_id is None or entry.retracted_reason is not None:
        raise SourceFailure("no-entry", f"There is no published entry {name}.")
    return entry


def _see_again(session: Session, watch: Watch, polled: Poll, at: dt.datetime) -> None:
    """A document that was looked at and has not changed stood at least until now."""
    if polled.findings or watch.entry is None or watch.document is None:
        return
    entry = _entry(session, watch.entry)
    assert entry.id is not None
    version = versions.newest(session, entry.id, watch.document)
    if version is not None and version.watch == watch.name:
        versions.see_again(session, version, at)


def _host(url: str) -> str:
    """Host and port, as `Pace` names them."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
