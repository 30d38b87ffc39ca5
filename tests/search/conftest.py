"""Engines for the tests of searching: over small documents, and over the whole seed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.core.database import Database
from kb.search import SearchEngine, open_engine
from kb.search.postgres_engine import PostgresEngine
from kb.search.whoosh_engine import WhooshEngine
from tests.conftest import seed
from tests.search import corpus
from tests.support.databases import BACKENDS, backend_named

EngineFactory = Callable[[Path], SearchEngine]
#: Every engine passes the same tests: a new one is added here.
ENGINES = ("whoosh", "postgres") if "postgresql" in BACKENDS else ("whoosh",)
#: The tests of what an engine itself does; what all share is tested with the first one.
OF_EVERY_ENGINE = {
    "test_captures", "test_conformance", "test_inner_hits", "test_similar", "test_trees",
}  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the tests of engines on every one."""
    if "factory" in metafunc.fixturenames:
        module = metafunc.module.__name__.rsplit(".", 1)[-1]
        engines = ENGINES if module in OF_EVERY_ENGINE else ENGINES[:1]
        metafunc.parametrize("factory", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def index_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A PostgreSQL database for indexes, one for all tests of a worker."""
    backend = backend_named("postgresql")
    url = backend.create(tmp_path_factory.mktemp("database"))
    database = Database(url)
    yield database
    database.close()
    backend.drop(url)


def postgres_engine(database: Database, folder: Path) -> PostgresEngine:
    """An engine whose index is in schemas of its own, as another's is in its folder."""
    digest = hashlib.sha256(str(folder).encode()).hexdigest()
    return PostgresEngine(database, home=f"index_{digest[:12]}", lock_wait=0.5)


@pytest.fixture(scope="session")
def factory(request: pytest.FixtureRequest) -> EngineFactory:
    """Opens an engine over a folder, or over what stands for that folder in a database."""
    if request.param == "whoosh":
        return WhooshEngine
    database: Database = request.getfixturevalue("index_database")
    return lambda folder: postgres_engine(database, folder)


@pytest.fixture
def engine(factory: EngineFactory, tmp_path: Path) -> SearchEngine:
    """An engine of the test's own over the small documents."""
    made = factory(tmp_path / "index")
    made.rebuild(corpus.small(), last_outbox_id=7)
    return made


@pytest.fixture(scope="session")
def small_engine(factory: EngineFactory, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """An engine over the small documents, only to be read."""
    made = factory(tmp_path_factory.mktemp("small") / "index")
    made.rebuild(corpus.small(), last_outbox_id=7)
    return made


@pytest.fixture(scope="session")
def seed_engine(
    factory: EngineFactory, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SearchEngine]:
    """An engine over the whole seed as `kb init` made it, only to be read."""
    backend = backend_named("sqlite" if factory is WhooshEngine else "postgresql")
    installation = seed(backend).copy(tmp_path_factory.mktemp("seed") / "data")
    made = open_engine(installation)
    made.warm()  # which makes the vectors
    yield made
    made.close()
    backend.drop(installation.database_url)
