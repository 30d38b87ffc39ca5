"""Fixtures of tests that fill in forms."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from kb.core.database import Database
from kb.core.settings import Settings
from tests.conftest import client_of
from tests.support.databases import backend_named
from tests.support.desk import Desk


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The desk that the tests of a module take in turns; forms are the same over every database."""
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("office") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    with closing(Database(url)) as database, client_of(settings) as client:
        yield Desk.opened(database, settings, client)


@pytest.fixture
def desk(office: Desk) -> Desk:
    """An editor at the form of a small case."""
    return office.anew()
