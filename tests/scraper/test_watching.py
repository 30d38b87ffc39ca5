"""How well sources are watched: gaps between the days with a look that worked."""

from __future__ import annotations

import datetime as dt

import time_machine

from kb.core.database import Database
from kb.scraper.declarations import declaration, sync
from kb.scraper.watching import every_text, latest_looks, watched_sources
from kb.sources import archive

URL = "https://gallery.example/terms"
NOW = dt.datetime(2026, 6, 30, 12, tzinfo=dt.UTC)


def declared(name: str, every: str) -> dict[str, object]:
    return {"name": name, "connector": "web-page", "url": URL, "every": every}


def test_gaps_are_told_by_how_often_a_source_is_looked_at(database: Database) -> None:
    with time_machine.travel(NOW, tick=False), database.writing() as session:
        sync(session, [declaration(declared(*one)) for one in (("daily", "1d"), ("weekly", "1w"))])
        for name in ("daily", "weekly"):
            for day in (1, 2, 10, 30):
                at = NOW.replace(day=day)
                archive.observe(session, name, URL, at=at, outcome="same")
            archive.observe(
                session, name, URL, at=NOW.replace(day=6), outcome="failed", failure="network"
            )
        found = watched_sources(session)
        gaps = {one.watch.name: [(gap.after.day, gap.days) for gap in one.gaps] for one in found}
        assert gaps == {"daily": [(10, 19), (2, 7)], "weekly": []}
        assert [one.every for one in found] == ["every day", "every week"]
        assert [one.state for one in found] == ["not run yet"] * 2
        assert latest_looks(session, "daily", limit=1)[0].outcome == "failed"


def test_times_are_written_as_declarations_write_them() -> None:
    assert [every_text(one) for one in (300, 21_600, 86_400, 1_209_600)] == ["5m", "6h", "1d", "2w"]
