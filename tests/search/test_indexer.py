"""The index follows what is published, from both databases."""

from __future__ import annotations

import pytest
from sqlmodel import col, update

from kb.core import outbox
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.tables import Entry
from kb.search import SearchRequest, open_engine
from kb.search.engine import SearchEngine
from kb.search.indexer import Indexer, open_indexer
from kb.sources.bodies import BodyStore
from tests.support import documents
from tests.support.publishing import publish


@pytest.fixture
def engine(settings: Settings, database: Database) -> SearchEngine:
    return open_engine(settings, database)


@pytest.fixture
def indexer(settings: Settings, database: Database, engine: SearchEngine) -> Indexer:
    return Indexer(database, engine, BodyStore(settings.archive_dir))


def found(engine: SearchEngine, query: str) -> list[str]:
    return [hit.slug for hit in engine.search(SearchRequest(q=query)).hits]


def retract(database: Database, entry_id: int) -> None:
    with database.writing() as session:
        session.connection().execute(
            update(Entry).where(col(Entry.id) == entry_id).values(retracted_reason="Withdrawn")
        )
        outbox.append(session, kind="retracted", entry_id=entry_id)


def test_an_empty_database_gives_an_empty_index(indexer: Indexer, engine: SearchEngine) -> None:
    assert indexer.catch_up() == 0
    assert engine.state().status == "ready"
    assert indexer.verify() == []


def test_a_publication_is_found_and_its_next_version_replaces_it(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    indexer.catch_up()
    publish(database, documents.case())
    assert indexer.catch_up() == 1
    assert found(engine, "painter") == ["painter-v-model"]
    publish(
        database, documents.case(title="Sculptor v. Model Maker", plaintiffs=[], short_name="S")
    )
    assert indexer.catch_up() == 1
    assert found(engine, "title:painter") == []
    assert found(engine, "sculptor") == ["painter-v-model"]
    assert indexer.verify() == []


def test_catching_up_twice_changes_nothing(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    publish(database, documents.case())
    indexer.catch_up()
    generation = engine.state().generation
    assert indexer.catch_up() == 0
    assert engine.state().generation == generation


def test_what_is_retracted_is_found_no_more(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    entry_id, _ = publish(database, documents.case())
    publish(database, documents.policy())
    indexer.catch_up()
    retract(database, entry_id)
    assert indexer.catch_up() == 1
    assert found(engine, "") == ["gallery"]
    assert indexer.verify() == []


def test_a_change_that_was_applied_but_not_remembered_is_applied_again(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    publish(database, documents.case())
    indexer.catch_up()
    engine.apply(last_outbox_id=0)
    assert indexer.catch_up() == 1
    assert engine.state().documents == 1
    assert indexer.verify() == []


def test_an_index_ahead_of_its_database_is_rebuilt(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    publish(database, documents.case())
    indexer.catch_up()
    engine.apply(last_outbox_id=1000)
    publish(database, documents.policy())
    assert indexer.catch_up() == 2
    assert engine.state().last_outbox_id < 1000
    assert indexer.verify() == []


def test_verification_names_what_differs(
    database: Database, indexer: Indexer, engine: SearchEngine
) -> None:
    publish(database, documents.case())
    indexer.catch_up()
    publish(database, documents.policy())
    engine.delete([("case", "painter-v-model")])
    assert indexer.verify() == [
        "case/painter-v-model is missing from the search index.",
        "policy/gallery is missing from the search index.",
    ]
    assert indexer.rebuild() == 2
    assert indexer.verify() == []


def test_verification_of_an_absent_index_says_so(indexer: Indexer) -> None:
    assert indexer.verify() == ["There is no search index yet; it is built by `kb index rebuild`."]


def test_the_seed_is_indexed_whole(settings: Settings, seeded_settings: Settings) -> None:
    database = Database(seeded_settings.resolved_database_url)
    try:
        indexer = open_indexer(seeded_settings, database)
        assert indexer.verify() == []
        assert indexer.catch_up() == 0
    finally:
        database.close()
