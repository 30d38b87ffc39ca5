"""Sources that wait for the operator: told as such, and no alarm."""

from __future__ import annotations

import datetime as dt

from kb.scraper.tables import Watch
from kb.scraper.watching import watched_sources
from tests.scraper.conftest import Desk
from tests.support import documents
from tests.support.publishing import publish


def test_a_source_that_waits_for_a_setting_is_no_failure_that_grows(desk: Desk) -> None:
    publish(desk.database, documents.case())
    desk.declare(
        {
            "name": "docket", "connector": "courtlistener", "url": desk.server.url_for("/"),
            "entry": "case/painter-v-model", "court": "cand", "number": "3:24-cv-09999",
            "every": "6h",
        }
    )  # fmt: skip
    for _ in range(5):
        (result,) = desk.run()
        assert (result.status, result.failure) == ("failed", "waiting")
        assert (result.requests, result.never_succeeded) == (0, False)
        assert "KB_COURTLISTENER_TOKEN" in result.message
    (row,) = desk.rows(Watch)
    assert (row.failures, row.failure) == (0, "waiting")
    assert row.last_run_at is not None
    assert row.next_run_at == row.last_run_at + dt.timedelta(hours=6)
    with desk.database.reading() as session:
        (found,) = watched_sources(session)
    assert (found.is_waiting, found.is_failing) == (True, False)
    assert found.state == "waits for something that the operator has to set up"
