"""Taking an index away, wherever it is kept."""

from __future__ import annotations

import shutil

from sqlalchemy.schema import DropSchema

from kb.core.database import Database
from kb.core.settings import Settings
from kb.search.postgres_engine.engine import HOME


def lose_index(settings: Settings, database: Database) -> None:
    """Remove the index of an installation, as a careless administrator would."""
    if database.is_sqlite:
        shutil.rmtree(settings.index_dir)
        return
    with database.writing() as session:
        session.connection().execute(DropSchema(HOME, cascade=True))
