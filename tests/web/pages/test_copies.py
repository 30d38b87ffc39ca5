"""Archived copies: handed out as files that no browser runs, with when and where they are from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.sources import archive
from kb.sources.bodies import BodyStore
from tests.conftest import client_of
from tests.support.archive import received
from tests.support.databases import backend_named

HOSTILE = b"<!doctype html><script>alert(1)</script><p onclick=alert(2)>Terms</p>"


@dataclass
class Shelf:
    """An installation with an archive, and a client of it."""

    client: TestClient
    database: Database
    store: BodyStore

    def keep(self, url: str, body: bytes, *, day: int = 1) -> str:
        """Archive an answer and return the hash of its body."""
        with self.database.writing() as session:
            return archive.keep(session, self.store, received(url, body, day=day)).sha256


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("shelf") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    with closing(Database(url)) as database, client_of(settings) as client:
        yield Shelf(client, database, BodyStore(settings.archive_dir))


@pytest.fixture
def kept(shelf: Shelf) -> str:
    return shelf.keep("https://gallery.example/about/nutzungs-bedingungen.html?x=1", HOSTILE)


def test_a_copy_comes_as_a_file_in_a_sandbox(shelf: Shelf, kept: str) -> None:
    answer = shelf.client.get(f"/copies/{kept}")
    assert answer.content == HOSTILE
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "script-src" not in headers["content-security-policy"]
    assert headers["content-disposition"] == (
        'attachment; filename="nutzungs-bedingungen-2026-03-01.html"'
    )
    assert headers["memento-datetime"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert 'rel="original"' in headers["link"]
    assert headers["x-archived-type"] == "text/html"


def test_a_name_beyond_ascii_is_told_in_both_forms(
    shelf: Shelf,
) -> None:
    name = shelf.keep('https://gallery.example/%E5%88%A9%E7%94%A8"%0d%0aX: y', b"terms")
    told = shelf.client.get(f"/copies/{name}").headers["content-disposition"]
    assert told == (
        'attachment; filename="__-X-y-2026-03-01.html"; '
        "filename*=UTF-8''%E5%88%A9%E7%94%A8-X-y-2026-03-01.html"
    )


def test_the_json_form_tells_every_time_it_was_received(shelf: Shelf, kept: str) -> None:
    told = shelf.client.get(f"/copies/{kept}.json").json()
    assert told["sha256"] == kept
    assert [one["at"] for one in told["received"]] == ["2026-03-01T12:00:00+00:00"]
    assert told["received"][0]["headers"] == {"etag": '"1"', "content-type": "text/html"}


def test_a_copy_that_nobody_knows_is_not_found(shelf: Shelf, kept: str) -> None:
    assert shelf.client.get(f"/copies/{'0' * 64}").status_code == 404
    assert shelf.client.get("/copies/..%2f..%2fsecret-key").status_code == 404
    assert shelf.client.get("/copies/short").status_code == 404


def test_a_copy_that_was_thinned_is_gone_and_its_record_stays(shelf: Shelf) -> None:
    other = shelf.keep("https://gallery.example/thinned", b"thinned")
    shelf.store.remove(other)
    answer = shelf.client.get(f"/copies/{other}")
    assert answer.status_code == 410
    assert "This copy is no longer kept" in answer.text
    assert shelf.client.get(f"/copies/{other}.json").status_code == 200


def test_only_what_was_received_is_handed_out(shelf: Shelf) -> None:
    name = shelf.store.put(b"a text that only a version has")
    assert shelf.client.get(f"/copies/{name}").status_code == 404


def test_the_best_copy_is_the_first_from_the_cited_day_on(
    shelf: Shelf,
) -> None:
    url = "https://gallery.example/terms"
    names = [shelf.keep(url, str(day).encode(), day=day) for day in (1, 5, 9)]
    wanted = [(url, "2026-03-02"), (url, None), (url, "2026-04-01"), ("https://no.example", "")]
    with shelf.database.reading() as session:
        best = archive.best_copies(session, wanted)
    assert best == {wanted[0]: names[1], wanted[1]: names[2], wanted[2]: names[2]}
