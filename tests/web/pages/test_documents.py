"""Captured texts on pages: versions with intervals and hashes, redlines, and hostile words."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.ids import source_id
from kb.core.settings import Settings
from kb.entries.tables import CapturedVersion
from kb.sources.bodies import BodyStore
from tests.conftest import client_of
from tests.support import documents
from tests.support.captures import TERMS, capture_texts, record_texts
from tests.support.databases import backend_named
from tests.support.html import read
from tests.support.publishing import publish

KEEP = "You keep all rights in whatever you upload to the gallery."
TRAIN = "We may use uploaded works to train machine learning models."
HOSTILE = '<script>alert(1)</script> <img src=x onerror=alert(2)> "onmouseover="alert(3)'
FEES = "\n".join(f"Fee number {n} is due on the first day of month {n}." for n in range(1, 13))
PATH = "/policies/gallery/documents"
JSON = {"accept": "application/json"}
PAGE = f"{PATH}/terms-of-service"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    backend, folder = backend_named("sqlite"), tmp_path_factory.mktemp("texts") / "data"
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    store = BodyStore(settings.archive_dir)
    source = {"id": "s1", "url": TERMS, "title": "Terms", "kind": "primary", "date": "2026-03-02"}
    with closing(Database(url)) as database:
        entry, _ = publish(database, documents.policy(sources=[source]))
        texts = [KEEP, f"{KEEP}\n{FEES}", f"{KEEP} {HOSTILE}\n{FEES}\n{TRAIN}", KEEP]
        capture_texts(database, store, entry, texts, stated_date="2026-02-01")
        record_texts(database, store, entry, [KEEP, TRAIN], name="Terms (Open Terms Archive)")
        publish(database, documents.policy("silent-gallery"))
        with client_of(settings) as opened:
            yield opened


def test_an_entry_shows_its_captured_texts_and_archived_copies(client: TestClient) -> None:
    page = client.get("/policies/gallery").text
    assert f'href="{PAGE}"' in page
    assert "Captured texts" in page
    copy = hashlib.sha256(f"{KEEP}\n{FEES}".encode()).hexdigest()
    assert f"/copies/{copy}" in page
    assert "Open Terms Archive" in page
    assert "Captured texts" not in client.get("/policies/silent-gallery").text


def test_a_source_leads_to_its_newest_copy(client: TestClient) -> None:
    page = client.get(f"/sources/{source_id(TERMS)}").text
    assert f"/copies/{hashlib.sha256(KEEP.encode()).hexdigest()}" in page


def test_the_list_names_every_document(client: TestClient) -> None:
    items = client.get(PATH, headers={"accept": "application/json"}).json()["items"]
    assert [(item["name"], item["versions"], item["changes"]) for item in items] == [
        ("Terms (Open Terms Archive)", 2, 1), ("Terms of Service", 4, 3),
    ]  # fmt: skip
    assert "4 versions, 3 changes" in read(client.get(PATH).text).text
    assert "No texts were captured" in client.get("/policies/silent-gallery/documents").text


def test_a_history_tells_intervals_hashes_and_flags(client: TestClient) -> None:
    page = read(client.get(PAGE).text).text
    assert "after 1 March 2026, 12:00 UTC and by 2 March 2026, 12:00 UTC" in page
    assert hashlib.sha256(KEEP.encode()).hexdigest() in page
    assert "silent: its own date stayed 1 February 2026" in page
    assert "the text of version 1 again" in page
    versions = client.get(f"{PAGE}.json").json()["items"]
    assert [(one["kind"], one["same_text_as"], one["silent"]) for one in versions] == [
        ("first", None, False), ("change", None, True), ("change", None, True),
        ("returned", 1, True),
    ]  # fmt: skip
    assert versions[1]["changed_after"] == "2026-03-01T12:00:00+00:00"
    assert client.get(versions[1]["copy"]).content == f"{KEEP}\n{FEES}".encode()


def test_records_of_others_are_attributed(client: TestClient) -> None:
    path = f"{PATH}/terms-open-terms-archive"
    assert "ODC-By 1.0" in client.get(path).text
    assert "ODC-By 1.0" not in client.get(PAGE).text
    told = client.get(f"{path}.json").json()
    assert told["attribution"]["name"] == "Open Terms Archive contributors"
    assert told["items"][1]["reference"].endswith("/commit/2021")


def test_a_captured_text_is_shown_as_text_alone(client: TestClient) -> None:
    for address in (f"{PAGE}/v/3", f"{PAGE}/compare?from=2&to=3", f"{PAGE}/compare?from=1&to=3"):
        answer = client.get(address)
        page = read(answer.text)
        assert page.dangers == [], address
        assert "<script>alert" not in answer.text
        assert "img" not in page.tags
        assert "alert(1)" in page.text
    assert client.get(f"{PAGE}/v/3.json").json()["text"].startswith(f"{KEEP} {HOSTILE}")


def test_a_redline_tells_about_training_first_and_folds_what_is_unchanged(
    client: TestClient,
) -> None:
    answer = client.get(f"{PAGE}/compare?from=2&to=3")
    page = read(answer.text).text
    assert page.index("About training and AI") < page.index(TRAIN) < page.index("Fee number")
    assert "1 paragraph added, 0 removed, 1 changed, 0 moved." in page
    assert "10 unchanged lines" in page
    for text in (f"{KEEP}\n{FEES}", f"{KEEP} {HOSTILE}\n{FEES}\n{TRAIN}"):
        assert hashlib.sha256(text.encode()).hexdigest() in page
    told = client.get(f"{PAGE}/compare?from=2&to=3", headers={"accept": "application/json"}).json()
    assert [(one["operation"], one["text"]) for one in told["sentences"]] == [("added", TRAIN)]
    assert [one["operation"] for one in told["changes"]] == ["changed", "added"]


def test_a_phrase_is_found_where_it_first_appeared(client: TestClient) -> None:
    told = client.get("/policies/phrase?q=train+Machine-Learning+models", headers=JSON).json()
    assert [(one["document"], one["first"]["number"]) for one in told["items"]] == [
        ("Terms (Open Terms Archive)", 2), ("Terms of Service", 3),
    ]  # fmt: skip
    assert [one["still_there"] for one in told["items"]] == [True, False]
    assert told["items"][1]["gone_by"] == "2026-03-04T12:00:00+00:00"
    page = client.get("/policies/phrase?q=train+machine+learning").text
    line = 2 + FEES.count("\n") + 1
    assert f'href="{PAGE}/v/3#line-{line}"' in page
    assert "gone by 4 March 2026" in read(page).text
    assert TRAIN in read(page).text
    assert read(client.get("/policies/phrase?q=alert(1)").text).dangers == []


def test_a_phrase_must_stand_there_in_a_row(client: TestClient) -> None:
    assert "No captured text has" in client.get("/policies/phrase?q=machine+training").text
    assert "earliest first" not in client.get("/policies/phrase?q=%22%2A").text
    assert client.get("/policies/phrase").status_code == 200
    assert client.get(f"/policies/phrase?q={'x' * 201}").status_code == 400


def test_versions_that_say_the_same_do_not_differ(client: TestClient) -> None:
    assert "Nothing differs" in client.get(f"{PAGE}/compare?from=1&to=4").text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{PATH}/privacy", 404), (f"{PAGE}/v/9", 404), (f"{PAGE}/v/x", 404),
        (f"{PAGE}/compare?from=x", 400), (f"{PAGE}/compare?to=99", 404), (f"{PAGE}.csv", 404),
        ("/policies/nobody/documents", 404), ("/cases/gallery/documents/terms", 404),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_many_versions_are_paged_and_each_page_reads_its_own(
    settings: Settings, database: Database
) -> None:
    entry, _ = publish(database, documents.policy("archive"))
    start = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    rows = [
        {
            "entry_id": entry, "document": "Terms", "number": number, "url": TERMS,
            "origin": "fetched", "kind": "change" if number > 1 else "first",
            "first_seen_at": start + dt.timedelta(days=number), "text_sha256": f"{number:064}",
            "last_seen_at": start + dt.timedelta(days=number), "extraction": 1, "silent": False,
        }
        for number in range(1, 1121)
    ]  # fmt: skip
    with database.writing() as session:
        session.connection().execute(insert(CapturedVersion), rows)
    path = "/policies/archive/documents/terms"
    with client_of(settings) as client:
        first = client.get(path).text
        assert "1120 captured versions" in first
        assert re.findall(r'id="v(\d+)"', first) == [str(n) for n in range(1120, 1070, -1)]
        assert f'href="{path}?page=23"' in first
        last = client.get(f"{path}?page=23").text
        assert re.findall(r'id="v(\d+)"', last) == [str(n) for n in range(20, 0, -1)]
        told = client.get(f"{path}.json?page=3").json()
        assert ([one["number"] for one in told["items"]], told["next"]) == (
            list(range(1001, 1121)), None,
        )  # fmt: skip
        assert client.get(f"{path}.json").json()["next"] == f"{path}.json?page=2"
        assert "1120 versions, 1119 changes" in read(client.get("/policies/archive").text).text
        assert client.get(f"{path}?page=99").status_code == 200
