"""`kb scrape run` killed at any moment and run again: the end state of one clean run."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from sqlmodel import select
from werkzeug import Request, Response

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.check import check_database
from kb.entries.tables import CapturedVersion, Entry, Proposal
from kb.scraper.archive_check import check_archive
from kb.scraper.tables import Watch
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy
from tests.support.checkout import ROOT
from tests.support.command import environment
from tests.support.databases import Backend
from tests.support.documents import policy
from tests.support.endurance import IS_LONG, QUICK
from tests.support.publishing import publish

pytestmark = QUICK
KILLS = 20 if IS_LONG else 5
PLATFORMS = 40 if IS_LONG else 10
LONGEST = 0.6  # seconds after the first page; a whole run takes about as long
RIGHTS = "You keep all rights in what you upload, and we show it to those you choose. " * 4
TRAINING = "We may use what you upload to train machine learning models."
MOMENT = random.Random(7)


@dataclass
class Site:
    """The terms of all platforms on one server, which says when one was asked for."""

    server: HTTPServer
    trains: bool = False
    asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.server.expect_request("/robots.txt").respond_with_data("", status=404)
        self.server.expect_request(re.compile("/terms/.*")).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        told = f"<p>{RIGHTS}</p><p>{request.path}</p>"
        if self.trains:
            told += f"<p>{TRAINING}</p>"
        self.asked.set()
        return Response(f"<main>{told}</main>", content_type="text/html")


class Runs:
    """Runs `kb scrape run` in processes that may be killed (`tests.crash.scrape_children`)."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.scrape_children"],
            cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def start(self, made: Installation) -> int:
        """Begin to run all sources of an installation; the number of the process."""
        told = environment(made.settings)
        arguments = ["--sources", str(made.sources), "--json"]
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"environment": told, "arguments": arguments}) + "\n")
        self._process.stdin.flush()
        return self._answer()

    def finish(self) -> int:
        """Wait until the process is gone; its exit code."""
        return self._answer()

    def run(self, made: Installation) -> int:
        """Run all sources to the end; the exit code."""
        self.start(made)
        return self.finish()

    def close(self) -> None:
        """No more runs."""
        self._process.communicate()

    def _answer(self) -> int:
        assert self._process.stdout is not None
        return int(self._process.stdout.readline())


@dataclass
class Installation:
    """Published platforms, all watched."""

    settings: Settings
    sources: Path

    def state(self) -> dict[str, Any]:
        """What a run is for, without the times at which it was done."""
        with closing(Database(self.settings.resolved_database_url)) as database:
            assert check_database(database) == []
            assert check_archive(database, BodyStore(self.settings.archive_dir)).faults == ()
            with database.reading() as session:
                proposals = session.exec(select(Proposal))
                versions = session.exec(
                    select(CapturedVersion, Entry.slug).where(CapturedVersion.entry_id == Entry.id)
                )
                copies = session.exec(select(ArchivedCopy.url, ArchivedCopy.sha256))
                watches = session.exec(select(Watch))
                return {
                    "proposals": sorted((one.slug, one.state, one.note) for one in proposals),
                    "versions": sorted(
                        (slug, one.number, one.kind, one.text_sha256) for one, slug in versions
                    ),
                    "copies": sorted((url, name) for url, name in copies),
                    "watches": sorted((one.name, one.failure) for one in watches),
                }


def installed(backend: Backend, folder: Path, server: HTTPServer) -> Installation:
    """An installation with all platforms."""
    folder.mkdir()
    url = backend.create(folder, template=backend.migrated_template())
    names = [f"site-{number:02}" for number in range(PLATFORMS)]
    with closing(Database(url)) as database:
        for name in names:
            publish(database, policy(name))
    sources = folder / "sources.toml"
    sources.write_text(
        "\n".join(
            f'[[source]]\nname = "{name}"\nconnector = "web-page"\nentry = "policy/{name}"\n'
            f'document = "Terms"\nselect = ["main"]\nurl = "{server.url_for(f"/terms/{name}")}"'
            for name in names
        ),
        encoding="utf-8",
    )
    allowed = f"127.0.0.1:{server.port}"
    settings = Settings(data_dir=folder, database_url=url, scraper_allow=allowed, scraper_pause=0.0)
    return Installation(settings, sources)


@pytest.fixture
def runs() -> Iterator[Runs]:
    made = Runs()
    yield made
    made.close()


def test_a_run_that_is_killed_again_and_again_ends_like_one_that_never_was(
    backend: Backend, tmp_path: Path, httpserver: HTTPServer, runs: Runs
) -> None:
    site = Site(httpserver)
    clean = installed(backend, tmp_path / "clean", httpserver)
    struck = installed(backend, tmp_path / "struck", httpserver)
    assert [runs.run(made) for made in (clean, struck)] == [0, 0]
    site.trains = True
    codes = []
    for number in range(KILLS):
        site.asked.clear()
        child = runs.start(struck)
        assert site.asked.wait(30), "no page was asked for"
        # The later, the more sources are done; what was done before is looked at once more.
        time.sleep(MOMENT.uniform(0, LONGEST) * number / KILLS)
        os.kill(child, signal.SIGKILL)
        codes.append(runs.finish())
    assert codes.count(-signal.SIGKILL) > KILLS // 2, "too many were through before"
    assert [runs.run(made) for made in (clean, struck)] == [0, 0]
    state = clean.state()
    assert struck.state() == state
    assert len(state["proposals"]) == PLATFORMS
    assert len(state["versions"]) == len(state["copies"]) == 2 * PLATFORMS
