"""What is published while a server runs is found soon, and a lost index comes back."""

from __future__ import annotations

import time
from collections.abc import Callable

from kb.core.database import Database
from kb.core.settings import Settings
from kb.jobs.index_keeper import IndexKeeper
from kb.search import SearchRequest
from kb.search.indexer import open_indexer
from tests.support.documents import case
from tests.support.indexes import lose_index
from tests.support.publishing import publish


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> bool:
    """Whether the condition came true in time; generous, since the machine may be busy."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_a_publication_is_found_while_the_keeper_runs(
    database: Database, settings: Settings
) -> None:
    indexer = open_indexer(settings, database)
    engine = indexer.engine
    keeper = IndexKeeper(indexer, interval=0.05)
    keeper.start()
    try:
        assert wait_for(lambda: engine.state().status == "ready")
        publish(database, case())
        assert wait_for(lambda: engine.search(SearchRequest(q="painter")).total == 1)
    finally:
        keeper.stop()


def test_a_lost_index_is_built_anew(database: Database, settings: Settings) -> None:
    indexer = open_indexer(settings, database)
    engine = indexer.engine
    keeper = IndexKeeper(indexer)
    publish(database, case())
    assert keeper.look() == 1
    assert keeper.look() == 0
    lose_index(settings, database)
    assert engine.state().status == "absent"
    assert keeper.look() == 1
    assert engine.search(SearchRequest(q="painter")).total == 1
