"""Engines for the tests of searching: over small documents, and over the whole seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kb.search.engine import SearchEngine
from kb.search.whoosh_engine import WhooshEngine
from tests.search import corpus

EngineFactory = Callable[[Path], SearchEngine]
#: Every engine passes the same tests: a new one is added here.
ENGINES: dict[str, EngineFactory] = {"whoosh": WhooshEngine}


@pytest.fixture(scope="session", params=list(ENGINES))
def factory(request: pytest.FixtureRequest) -> EngineFactory:
    """Opens an engine over a folder."""
    return ENGINES[str(request.param)]


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
def seed_engine(factory: EngineFactory, tmp_path_factory: pytest.TempPathFactory) -> SearchEngine:
    """An engine over the whole seed, only to be read."""
    made = factory(tmp_path_factory.mktemp("seed") / "index")
    made.rebuild(corpus.seed())
    return made
