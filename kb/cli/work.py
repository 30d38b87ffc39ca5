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
    """Run what is due, such as watched sources, the search index and alerts, until stopped."""
    from kb.core.database import Database
    from kb.jobs.alerts import AlertKeeper
    from kb.jobs.citations import CitationKeeper
    from kb.jobs.index_keeper import IndexKeeper
    from kb.jobs.scrape import ScraperKeeper
    from kb.search.indexer import open_indexer
    from kb.sources.bodies import BodyStore

    settings = Settings.load()
    database = Database(settings.resolved_database_url)
    database.check_reachable()
    indexer = open_indexer(settings, database)
    index = IndexKeeper(indexer)
    alerts = AlertKeeper(database, settings, indexer.engine)
    citations = CitationKeeper(database, BodyStore(settings.archive_dir))
    scraper = ScraperKeeper(database, settings)
    try:
        if once:
            for result in scraper.look():
                print(f"{result.source}: {result.status}")
            index.look()
            citations.look()
            for one in alerts.look() or ():
                print(f"{one.channel} {one.number}: {one.outcome.state}")
            return
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        keepers = (index, scraper, alerts, citations)
        for keeper in keepers:
            keeper.start()
        print("Working (stop with Ctrl+C)", flush=True)
        stopped.wait()
        for keeper in keepers:
            keeper.stop()
    finally:
        database.close()
