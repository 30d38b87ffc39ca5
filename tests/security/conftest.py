"""An installation that holds nothing, for tests of what stands before the pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.core.settings import Settings
from tests.support.databases import backend_named


@pytest.fixture
def bare(tmp_path: Path) -> Settings:
    """Migrated and empty, in SQLite: what is tested here does not depend on the database."""
    backend = backend_named("sqlite")
    url = backend.create(tmp_path / "bare", template=backend.migrated_template())
    return Settings(data_dir=tmp_path / "bare", database_url=url)
