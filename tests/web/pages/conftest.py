"""Fixtures of tests that fill in forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.desk import Desk


@pytest.fixture
def desk(
    database: Database, settings: Settings, make_client: Callable[[Settings], TestClient]
) -> Desk:
    """An editor at the form of a small case."""
    return Desk.opened(database, settings, make_client)
