"""Searches are read from a streaming replica, and from the primary whenever that one cannot."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import event, text

from kb.core.database import Database
from kb.search import SearchRequest
from kb.search.postgres_engine import PostgresEngine
from tests.search import corpus
from tests.support import postgres
from tests.support.databases import BACKENDS

pytestmark = pytest.mark.skipif("postgresql" not in BACKENDS, reason="needs PostgreSQL")
HOME = "index_of_replicas"


@pytest.fixture(scope="module")
def replica_server() -> Iterator[str]:
    with postgres.replica() as address:
        yield address


@pytest.fixture
def engine(index_database: Database, replica_server: str) -> Iterator[PostgresEngine]:
    """An engine that has written one index and reads from the replica."""
    url = f"{replica_server}/{index_database.url.rsplit('/', 1)[-1]}"
    made = PostgresEngine(index_database, replicas=[url], home=HOME)
    made.rebuild(corpus.small())
    wait_for_replica(made)
    yield made
    made.close()


def wait_for_replica(engine: PostgresEngine) -> None:
    """Return once the replica has the index that the primary has."""
    there = PostgresEngine(engine.servers.replicas[0].database, home=HOME)
    deadline = time.monotonic() + 20
    while there.state() != engine.state():
        assert time.monotonic() < deadline, "the replica does not follow"
        time.sleep(0.02)


def total(engine: PostgresEngine, query: str) -> tuple[int, bool]:
    """How many documents are found, and whether the replica was read to the end."""
    statements: list[str] = []
    watched = engine.servers.replicas[0].database.engine

    def note(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(watched, "before_cursor_execute", note)
    try:
        found = engine.search(SearchRequest(q=query)).total
    finally:
        event.remove(watched, "before_cursor_execute", note)
    return found, any("stored" in statement for statement in statements)


def test_searches_are_read_from_the_replica(engine: PostgresEngine) -> None:
    assert total(engine, "training") == (4, True)


def test_a_replica_that_is_behind_is_passed_over(engine: PostgresEngine) -> None:
    replica = engine.servers.replicas[0].database
    with replica.engine.connect() as connection:
        connection.execute(text("SELECT pg_wal_replay_pause()"))
        try:
            engine.put([corpus.document(summary="A training of painters.")])
            assert total(engine, "training") == (5, False)
        finally:
            connection.execute(text("SELECT pg_wal_replay_resume()"))
    wait_for_replica(engine)
    assert total(engine, "training") == (5, True)


def test_a_replica_answers_while_the_primary_does_not(
    engine: PostgresEngine, replica_server: str
) -> None:
    url = f"{replica_server}/{engine.database.url.rsplit('/', 1)[-1]}"
    dead = Database(f"postgresql+psycopg://kb@127.0.0.1:{postgres.free_port()}/kb")
    alone = PostgresEngine(dead, replicas=[url], home=HOME)
    assert total(alone, "training") == (4, True)
    alone.close()
    dead.close()


def test_a_replica_that_does_not_answer_is_left_alone(index_database: Database) -> None:
    nobody = f"postgresql+psycopg://kb@127.0.0.1:{postgres.free_port()}/kb"
    engine = PostgresEngine(index_database, replicas=[nobody], home=HOME)
    engine.rebuild(corpus.small())
    assert engine.search(SearchRequest(q="training")).total == 4
    assert not engine.servers.replicas[0].answers
    started = time.monotonic()
    assert engine.search(SearchRequest(q="training")).total == 4
    assert time.monotonic() - started < 1
    engine.close()
