"""Watched sources: what everybody sees of them, and what admins do to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from kb.core import clock
from kb.core.database import Database
from kb.core.settings import Settings
from kb.scraper import managing
from kb.scraper.declarations import declaration, sync
from kb.scraper.tables import Watch
from kb.sources import archive
from tests.conftest import client_of
from tests.support.accounts import SAME_ORIGIN, sign_in
from tests.support.databases import backend_named
from tests.support.html import read

ROW = {
    "name": "gallery-terms", "connector": "web-page", "url": "https://gallery.example/terms",
    "entry": "policy/gallery", "document": "Terms", "every": "1d", "select": ["main"],
}  # fmt: skip
TOML = '[[source]]\nname = "{}"\nconnector = "web-page"\nurl = "https://{}.example/terms"\n'


@dataclass
class Watching:
    """An installation with one source that was looked at on some days."""

    client: TestClient
    database: Database

    def post(self, path: str, **fields: str) -> Response:
        headers = SAME_ORIGIN | {"content-type": "application/x-www-form-urlencoded"}
        return self.client.post(path, content=urlencode(fields), headers=headers)

    def watch(self, name: str = "gallery-terms") -> Watch:
        with self.database.reading() as session:
            found = managing.find(session, name)
            session.expunge(found)
            return found


@pytest.fixture(scope="module")
def watching(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watching]:
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("watching") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    with closing(Database(url)) as database, client_of(settings) as client:
        with database.writing() as session:
            sync(session, [declaration(ROW)])
            now = clock.now()
            for days in (30, 29, 28, 10, 9):
                archive.observe(
                    session, "gallery-terms", "https://gallery.example/terms",
                    at=now - dt.timedelta(days=days), outcome="same",
                )  # fmt: skip
            archive.observe(
                session, "gallery-terms", "https://gallery.example/terms", at=now,
                outcome="failed", failure="captcha",
            )  # fmt: skip
            watch = managing.find(session, "gallery-terms")
            watch.last_status, watch.failure, watch.failures = "failed", "captcha", 2
            watch.last_success_at = now - dt.timedelta(days=9)
            session.add(watch)
        anonymous = read(client.get("/coverage").text).text
        assert "8 days after" in anonymous  # until today
        sign_in(client, settings, "admin")
        yield Watching(client, database)


def test_coverage_tells_what_is_watched_and_the_gaps(watching: Watching) -> None:
    page = read(watching.client.get("/coverage").text).text
    assert "1 source is watched for changes; 1 could not be read" in page
    assert "every day" in page
    assert "a test for robots instead of the page" in page
    assert "17 days after" in page


def test_admins_see_each_source_with_its_last_looks(watching: Watching) -> None:
    page = watching.client.get("/editor/sources").text
    assert 'href="/editor/sources/gallery-terms"' in page
    page = read(watching.client.get("/editor/sources/gallery-terms").text).text
    assert "failed: captcha" in page
    assert 'select = ["main"]' in page
    assert watching.client.get("/editor/sources/nothing").status_code == 404


def test_a_source_is_declared_by_the_rules_of_the_file(watching: Watching) -> None:
    answer = watching.post("/editor/sources", declaration=TOML.format("studio-terms", "studio"))
    assert answer.status_code == 303
    assert watching.watch("studio-terms").declared == "admin"
    wrong = TOML.format("Studio!", "studio") + 'every = "1s"\nnonsense = 1\n'
    page = watching.post("/editor/sources", declaration=wrong)
    assert page.status_code == 400
    text = read(page.text).text
    assert "a name has small letters" in text
    assert "five minutes at least" in text
    assert "nonsense" in text
    for bad in ("= [", "", TOML.format("one", "a") + TOML.format("two", "b"), "source = 1"):
        assert watching.post("/editor/sources", declaration=bad).status_code == 400
    inward = TOML.format("inner", "x").replace("https://x.example/terms", "file:///etc/passwd")
    assert watching.post("/editor/sources", declaration=inward).status_code == 400
    twin = managing.as_toml(watching.watch()).replace("gallery-terms", "second-terms")
    assert "watched by gallery-terms" in watching.post("/editor/sources", declaration=twin).text


def test_a_declaration_reads_as_it_was_written(watching: Watching) -> None:
    text = managing.as_toml(watching.watch())
    assert watching.post("/editor/sources", declaration=text).status_code == 303
    assert managing.as_toml(watching.watch()) == text


def test_a_source_is_switched_and_then_no_longer_follows_the_file(watching: Watching) -> None:
    path = "/editor/sources/gallery-terms"
    assert watching.post(path, action="off").status_code == 303
    with watching.database.writing() as session:
        sync(session, [declaration(ROW)])
    assert not watching.watch().enabled
    assert "switched off" in watching.client.get(path).text
    watching.post(path, action="file")
    with watching.database.writing() as session:
        sync(session, [declaration(ROW)])
    assert watching.watch().enabled
    watching.post(path, action="run")
    due = watching.watch().next_run_at
    assert due is not None
    assert due <= clock.now()
    assert watching.post(path, action="explode").status_code == 400
