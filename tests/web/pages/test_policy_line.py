"""A platform on one line of time: own fetches, records of others, robots.txt, steps, answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlmodel import Session
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.scraper.tables import Watch
from kb.sources import archive
from kb.sources.bodies import BodyStore
from tests.conftest import client_of
from tests.support import documents
from tests.support.archive import received
from tests.support.captures import capture_texts, record_texts
from tests.support.databases import backend_named
from tests.support.html import read
from tests.support.publishing import publish

KEEP, TRAIN = "You keep your rights.", "We may train AI models on your uploads."
ROBOTS = "https://gallery.example/robots.txt"
JSON = {"accept": "application/json"}
PAGE = "/policies/gallery/line"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("line") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    store = BodyStore(settings.archive_dir)
    step = {"date": "2023-06-01", "title": "Owner changed", "source": "s1"}
    answer = {"value": "yes", "since": "2024-01-01", "certainty": "at-latest", "source": "s1"}
    with closing(Database(url)) as database:
        answers = {"platform_trains_on_uploads": answer}
        entry, _ = publish(database, documents.policy(history=[step], answers=answers))
        texts = [KEEP, TRAIN, KEEP, TRAIN, KEEP, f"{TRAIN} New."]
        capture_texts(database, store, entry, texts, stated_date="2026-02-01")
        record_texts(database, store, entry, [KEEP, TRAIN], name="Older terms")
        with database.writing() as session:
            watch_robots(session, store)
        with client_of(settings) as opened:
            yield opened


def watch_robots(session: Session, store: BodyStore) -> None:
    """A robots.txt that was looked at on three days and changed on the third."""
    session.add(
        Watch(
            name="robots", connector="robots-txt", url="https://gallery.example/",
            entry="policy/gallery", every=86400, trust="propose", options="{}", declared="admin",
        )
    )  # fmt: skip
    open_to_all, closed = b"User-agent: *\nAllow: /\n", b"User-agent: GPTBot\nDisallow: /\n"
    for day, body in enumerate((open_to_all, open_to_all, closed), start=1):
        copy = archive.keep(session, store, received(ROBOTS, body, day=day))
        at = received(ROBOTS, body, day=day).fetched_at
        archive.observe(session, "robots", ROBOTS, at=at, outcome="changed", copy=copy)


def items(client: TestClient, query: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get(PAGE + query, headers=JSON).json()["items"]
    return found


def test_texts_of_every_origin_robots_steps_and_answers_are_on_one_line(client: TestClient) -> None:
    found = items(client)
    assert {one["origin"] for one in found} == {"fetched", "open-terms-archive", None}
    assert {one["where"] for one in found} == {
        "Terms of Service", "Older terms", "robots.txt", "On record",
    }  # fmt: skip
    days = [str(one["not_later"]) for one in found]
    assert days == sorted(days, reverse=True)
    page = read(client.get(PAGE).text).text
    assert "Owner changed" in page
    assert "ODC-By 1.0" in page


def test_texts_that_went_back_and_forth_are_folded(client: TestClient) -> None:
    (folded,) = items(client, "?only=returned")
    assert folded["words"] == (
        "Terms of Service: 3 times back to texts seen before, 3 of them while its own date stayed"
    )
    assert str(folded["compare_url"]).endswith("compare?from=2&to=5")


def test_a_change_under_an_unchanged_date_is_flagged_as_silent(client: TestClient) -> None:
    assert [one["not_later"] for one in items(client, "?only=silent")] == [
        "2026-03-06",
        "2026-03-02",
    ]
    assert "2 changes came silently" in read(client.get(PAGE).text).text


def test_robots_txt_tells_whom_it_refuses_and_between_which_looks_it_changed(
    client: TestClient,
) -> None:
    newer, older = items(client, "?only=robots")
    assert newer["words"] == "robots.txt refuses 1 AI crawler: GPTBot"
    assert (newer["not_before"], newer["not_later"]) == ("2026-03-02", "2026-03-03")
    assert older["words"] == "robots.txt refuses no known AI crawler for training"
    assert client.get(str(newer["url"])).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"), [("?only=rumours", 400), ("?page=0", 400), ("?page=99", 200)]
)
def test_an_address_is_answered_clearly(client: TestClient, query: str, status: int) -> None:
    assert client.get(PAGE + query).status_code == status
    assert client.get(f"/policies/nowhere/line{query}").status_code in {400, 404}
