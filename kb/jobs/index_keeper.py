"""Keeps the search index up to date while a server runs.

One thread looks once a second whether something was published since the index was written,
and catches up. Every server process has one; the engine lets one write at a time, and who
finds it busy tries again later. An index that is lost or damaged is rebuilt beside the old.
"""

from __future__ import annotations

import threading

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kb.core import outbox
from kb.search import IndexBusy, SearchError
from kb.search.indexer import Indexer

INTERVAL_SECONDS = 1.0
RETRY_SECONDS = 30.0  # after a failure that will not pass by itself in a second

log = structlog.get_logger()


class IndexKeeper:
    """`start()` and `stop()` it with the server."""

    def __init__(self, indexer: Indexer, *, interval: float = INTERVAL_SECONDS) -> None:
        self._indexer = indexer
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="index-keeper", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End after the batch at hand; a crash in its middle would lose nothing either."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)

    def _run(self) -> None:
        pause = self._interval
        while not self._stopping.wait(pause):
            pause = self._interval
            try:
                self.look()
                self._indexer.engine.warm()
            except IndexBusy:
                continue
            except (SearchError, SQLAlchemyError, OSError) as error:
                log.warning("the index could not be brought up to date", exc_info=error)
                pause = max(pause, RETRY_SECONDS)

    def look(self) -> int:
        """Catch up if there is anything to catch up with; the number of entries indexed."""
        state = self._indexer.engine.state()
        with self._indexer.database.reading() as session:
            newest = outbox.newest_id(session)
        if state.status == "ready" and state.last_outbox_id == newest:
            return 0
        count = self._indexer.catch_up()
        log.info("the index was brought up to date", entries=count, was=state.status)
        return count
