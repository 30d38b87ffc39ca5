"""Sources of every connector over one server: the same end whether or not a run was disturbed."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from kb.core.database import Database
from kb.entries.check import check_database
from kb.entries.tables import CapturedVersion
from kb.scraper.archive_check import check_archive
from kb.scraper.connectors import connectors
from kb.scraper.recording import SourceResult
from kb.scraper.tables import Watch
from kb.sources.tables import ArchivedCopy
from tests.scraper.conftest import Desk
from tests.scraper.fixture_world import World, declared, published, recorded
from tests.support.databases import Backend

pytestmark = pytest.mark.one_database


def state(desk: Desk) -> dict[str, Any]:
    """What runs are for, without the times at which they were."""
    assert check_database(desk.database) == []
    assert check_archive(desk.database, desk.store).faults == ()
    proposals = [
        (one.source_name, one.slug, one.state, json.loads(one.document)["events"][2:])
        if one.kind == "case" else (one.source_name, one.slug, one.state, one.reason)
        for one in desk.proposals()
    ]  # fmt: skip
    return {
        "proposals": sorted(proposals, key=repr),
        "versions": sorted(
            (one.entry_id, one.document, one.number, one.kind, one.text_sha256)
            for one in desk.rows(CapturedVersion)
        ),
        "copies": {(one.url, one.sha256) for one in desk.rows(ArchivedCopy)},
        "failing": [one.name for one in desk.rows(Watch) if one.failure],
    }


def history(
    backend: Backend, folder: Path, server: HTTPServer, *, faulty: bool
) -> tuple[dict[str, Any], list[list[SourceResult]]]:
    """Three runs over the world, of which the second meets faults, and one more."""
    url = backend.create(folder, template=backend.migrated_template())
    with closing(Database(url)) as database:
        desk = Desk(database, folder, server)
        world = World(server)
        published(database)
        recorded(folder, 1)
        desk.declare(*declared(server, folder))
        results = [desk.run()]
        world.day = 2
        recorded(folder, 2)
        for world.is_faulty in (faulty, False, False):
            results.append(desk.run())
        return state(desk), results


def test_faults_in_the_second_of_three_runs_lose_and_double_nothing(
    backend: Backend, tmp_path: Path, httpserver: HTTPServer
) -> None:
    clean, smooth = history(backend, tmp_path / "clean", httpserver, faulty=False)
    struck, rough = history(backend, tmp_path / "struck", httpserver, faulty=True)
    sources = declared(httpserver, tmp_path)
    assert {one["connector"] for one in sources} == set(connectors())
    assert {one.status for one in smooth[0]} <= {"changed", "unchanged"}
    assert any(one.status == "failed" for one in rough[1])
    assert any(one.status == "changed" for one in rough[1])
    assert clean["failing"] == struck["failing"] == []
    assert struck["versions"] == clean["versions"]
    assert struck["proposals"] == clean["proposals"]
    assert struck["copies"] > clean["copies"], "error pages sent as 200 are kept as evidence"
    proposing = {(one[0], one[1]) for one in clean["proposals"]}
    assert len(proposing) == len(clean["proposals"]), "one open proposal a source and entry"
    assert {one.findings for run in (smooth[2], smooth[3], rough[3]) for one in run} == {0}
    assert sum(one.proposals for one in (*smooth[2], *rough[3])) == 0
