"""Running sources: many are looked at at once, and what came of each is written in one piece.

Looks that end close together share a transaction, so that the database is no bottleneck. A
process that is killed at any moment leaves every source either as it was or done; the next run
ends in the same state as one clean run.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, Queue
from typing import Final
from urllib.parse import urlsplit

import structlog
from sqlmodel import Session

from kb.core.database import Database
from kb.scraper.connectors import connectors
from kb.scraper.connectors.interface import Poll
from kb.scraper.declarations import watched
from kb.scraper.errors import Resting, SourceFailure
from kb.scraper.fetcher import Fetcher
from kb.scraper.hosts import HostQueue
from kb.scraper.matching import Published
from kb.scraper.recording import Looked, Publish, Recorder, SourceResult, failure_of
from kb.scraper.tables import Watch
from kb.scraper.tools import PollTools
from kb.sources.bodies import BodyStore

#: Threads of a run at most, one a host: they wait for answers, which take as long as they take.
THREADS: Final = 64
#: Of them, how many read what came at once: a site that is served beside must not wait for all.
READING: Final = 8
#: Looks that share a transaction at most: an editor who saves waits for a tenth of a second.
TOGETHER: Final = 20
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
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
    reading: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(READING))

    def run(
        self, watches: Sequence[Watch], *, stop: threading.Event | None = None
    ) -> Iterator[SourceResult]:
        """Run the sources, many at once, and give each result when it is written.

        After `stop`, or when nobody asks for more results, no further source is begun.
        """
        ended = threading.Event()
        placed = [(_host(watch.url), watch) for watch in watches]
        queue = HostQueue(placed, ready_in=self.fetcher.pace.ready_in)
        # Bodies wait here until they are written, so that there must not be many.
        looks: Queue[Looked | None] = Queue(2 * TOGETHER)
        workers = max(1, min(self.threads, len({host for host, _ in placed})))

        def work() -> None:
            try:
                while (taken := queue.take()) is not None:
                    host, watch = taken
                    try:
                        if not ended.is_set() and not (stop and stop.is_set()):
                            looks.put(self.look(watch, patient=False))
                    except Resting as rest:
                        queue.put_back(host, watch, seconds=rest.seconds)
                    except BaseException:
                        queue.done(host)
                        raise
                    else:
                        queue.done(host)
            finally:
                looks.put(None)

        with ThreadPoolExecutor(workers, thread_name_prefix="scraper") as pool:
            working = [pool.submit(work) for _ in range(workers)]
            try:
                for batch in _batches(looks, workers):
                    yield from self.write(batch)
            finally:
                ended.set()
                while wait(working, timeout=0.1).not_done:
                    with contextlib.suppress(Empty):  # a thread may wait for room
                        while True:
                            looks.get_nowait()

    def look(self, watch: Watch, *, patient: bool = True) -> Looked:
        """Look at one source; whatever fails is told in the outcome and stops nobody else.

        Who is not `patient` gets `Resting` where the host must be left alone for now.
        """
        started = time.monotonic()
        state = json.loads(watch.state)
        tools = PollTools(
            self.database, self.store, self.fetcher, self.entries, self.secrets, bool(state),
            self.reading, self.collections, patient,
        )  # fmt: skip
        outcome: Poll | Exception
        try:
            with self.reading:
                outcome = connectors()[watch.connector].poll(watched(watch), state, tools)
        except Resting:
            raise
        except (SourceFailure, OSError) as error:
            outcome = error
        except Exception as error:  # noqa: BLE001 - a bug in one reader stops no other source
            _log.exception("source failed", source=watch.name)
            outcome = error
        return Looked(watch, tools, outcome, time.monotonic() - started)

    def write(self, looks: Sequence[Looked]) -> list[SourceResult]:
        """Write looks together; if that is not possible, each by itself."""
        recorder = Recorder(self.store, self.publish)
        if len(looks) > 1:
            with contextlib.suppress(Exception), self._writing() as session:
                results = []
                for looked in looks:
                    results.append(recorder.write(session, looked))
                    session.flush()
                    session.expunge_all()  # the next one reads anew what this one has written
                return results
        return [self._alone(recorder, looked) for looked in looks]

    def _alone(self, recorder: Recorder, looked: Looked) -> SourceResult:
        failed: Exception
        try:
            with self._writing() as session:
                return recorder.write(session, looked)
        except (SourceFailure, OSError) as error:
            failed = error
        except Exception as error:  # noqa: BLE001 - see `look`
            _log.exception("source failed", source=looked.watch.name)
            failed = error
        again = Looked(looked.watch, looked.tools, failed, looked.seconds)
        with contextlib.suppress(OSError), self._writing() as session:
            return recorder.write(session, again)
        return failure_of(looked.watch, failed)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Session]:
        with self.database.writing() as session:
            yield session
            if self.dry_run:
                session.flush()
                session.rollback()


def _batches(looks: Queue[Looked | None], workers: int) -> Iterator[list[Looked]]:
    """What is there, some at a time, until every thread has said that it is through."""
    while workers:
        batch = [looks.get()]
        with contextlib.suppress(Empty):
            while len(batch) < TOGETHER:
                batch.append(looks.get_nowait())
        workers -= batch.count(None)
        if found := [looked for looked in batch if looked is not None]:
            yield found


def _host(url: str) -> str:
    """Host and port, as `Pace` names them."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
