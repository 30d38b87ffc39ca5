"""Keeps the search index up to date while a server runs.

One thread looks once a second whether something was published since the index was written,
and catches up. Every server process has one; the engine lets one write at a time, and who
finds it busy tries again later. An index that is lost or damaged is rebuilt beside the old.
"""

from __future__ import annotations

from contextlib import suppress

import structlog

from kb.core import outbox
from kb.jobs.keeper import Keeper
from kb.search import IndexBusy
from kb.search.indexer import Indexer

INTERVAL_SECONDS = 1.0
RETRY_SECONDS = 30.0  # after a failure that will not pass by itself in a second

log = structlog.get_logger()


class IndexKeeper(Keeper):
    """`start()` and `stop()` it with the server."""

    NAME = "index-keeper"
    FAILED = "the index could not be brought up to date"

    def __init__(self, indexer: Indexer, *, interval: float = INTERVAL_SECONDS) -> None:
        super().__init__(interval=interval)
        self._indexer = indexer

    def work(self) -> None:
        """Catch up and have what was written at hand; another process may be at it."""
        with suppress(IndexBusy):
            self.look()
            self._indexer.engine.warm()

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
