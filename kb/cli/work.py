"""`kb work`: background jobs without a web server."""

from __future__ import annotations

import signal
import threading
from typing import Annotated

import typer

from kb.core.settings import Settings


def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due, then end.")] = False,
) -> None:
    """Run what is due, such as watched sources and the search index, until stopped."""
    from kb.core.database import Database
    from kb.jobs.index_keeper import IndexKeeper
    from kb.jobs.scrape import ScraperKeeper
    from kb.search.indexer import open_indexer

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    index = IndexKeeper(open_indexer(settings, database))
    scraper = ScraperKeeper(database, settings)
    try:
        if once:
            for result in scraper.look():
                print(f"{result.source}: {result.status}")
            index.look()
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        index.start()
        scraper.start()
        print("Working (stop with Ctrl+C)", flush=True)
        stopped.wait()
        scraper.stop()
        index.stop()
    finally:
        database.close()
