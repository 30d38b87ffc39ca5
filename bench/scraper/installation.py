"""An installation of its own with invented platforms, as `kb init` would make it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kb.core.database import Database
from kb.core.migrate import migrate
from kb.core.settings import Settings
from kb.jobs.scrape import opened_runner
from kb.scraper.declarations import declaration, sync, watches
from kb.scraper.recording import SourceResult
from tests.support.documents import policy
from tests.support.publishing import publish


@contextmanager
def installation(folder: Path, platforms: int, **settings: object) -> Iterator[Installation]:
    """SQLite in the folder, with platforms `policy/site-0` and on."""
    url = f"sqlite:///{folder / 'artdocket.sqlite3'}"
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(url)
    try:
        migrate(database)
        for number in range(platforms):
            publish(database, policy(f"site-{number}"))
        told = {"data_dir": folder, "database_url": url, **settings}
        yield Installation(database, Settings.model_validate(told))
    finally:
        database.close()


class Installation:
    """Where sources are declared and run."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self.database = database
        self.settings = settings

    def run(self, rows: Sequence[dict[str, object]]) -> list[SourceResult]:
        """Declare these sources and run them all."""
        with self.database.writing() as session:
            sync(session, [declaration(row) for row in rows])
        with self.database.reading() as session:
            due = watches(session)
            session.expunge_all()
        with opened_runner(self.database, self.settings) as runner:
            return list(runner.run(due))
