"""The first appearance of a phrase: dated right, the earliest first, at any number of versions."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.tables import CapturedVersion
from kb.jobs.scrape import index_texts
from kb.sources.bodies import BodyStore
from tests.conftest import client_of
from tests.support import documents
from tests.support.captures import capture_cheaply
from tests.support.databases import backend_named
from tests.support.html import read
from tests.support.publishing import publish

pytestmark = pytest.mark.one_database
KEEP = "You keep your rights."
TRAIN = "We train machine learning models on uploads."
DOCUMENTS = 30
FEW, MANY = 4, 80  # versions of each document


def texts(document: int, count: int) -> list[str]:
    """All of them keep; of even documents the third to the last but one train as well."""
    return [
        "\n".join(
            [KEEP, f"Text {number} of document {document}."]
            + [TRAIN] * (document % 2 == 0 and 3 <= number < count)
        )
        for number in range(1, count + 1)
    ]


@contextmanager
def site(folder: Path, count: int) -> Iterator[TestClient]:
    """Thirty documents of a gallery with so many versions each."""
    backend = backend_named("sqlite")
    url = backend.create(folder, template=backend.migrated_template())
    settings = Settings(data_dir=folder, database_url=url)
    with closing(Database(url)) as database:
        entry, _ = publish(database, documents.policy(answers={}, history=[]))
        histories = {(entry, f"Terms {one:02}"): texts(one, count) for one in range(DOCUMENTS)}
        capture_cheaply(database, BodyStore(settings.archive_dir), histories)
        index_texts(database, settings)
    with client_of(settings) as client:
        yield client


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site(tmp_path_factory.mktemp("few") / "data", FEW) as client:
        yield client


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with site(tmp_path_factory.mktemp("many") / "data", MANY) as client:
        yield client


def test_a_phrase_of_every_version_of_many_is_dated_right(many: TestClient) -> None:
    told = many.get("/policies/phrase.json?q=you+keep+your+rights").json()
    assert (told["total"], told["waiting"], told["next"]) == (DOCUMENTS, 0, None)
    for one in told["items"]:
        assert (one["first"]["number"], one["from_the_first_capture"]) == (1, True)
        assert (one["still_there"], one["gone_by"], one["sentence"]) == (True, None, KEEP)


def test_a_phrase_that_came_and_went_is_dated_by_the_looks_around_it(many: TestClient) -> None:
    told = many.get("/policies/phrase.json?q=train+machine+learning").json()
    assert told["total"] == DOCUMENTS // 2
    for one in told["items"]:
        assert (one["not_before"], one["not_later"], one["gap_days"]) == (
            "2010-01-03T00:00:00+00:00", "2010-01-04T00:00:00+00:00", 1,
        )  # fmt: skip
        assert (one["still_there"], one["gone_by"]) == (False, "2010-03-22T00:00:00+00:00")


def test_pages_and_tables_have_every_document(many: TestClient) -> None:
    path = "/policies/phrase?q=you+keep"
    first, second = (many.get(f"{path}&page={page}").text for page in (1, 2))
    assert f"{DOCUMENTS} documents, the earliest first" in read(first).text
    named = [f"Terms {one:02} of Gallery" for one in range(DOCUMENTS)]
    assert [name in first for name in named] == [one < 25 for one in range(DOCUMENTS)]
    assert [name in second for name in named] == [one >= 25 for one in range(DOCUMENTS)]
    assert '<ol class="results section" start="26">' in second
    rows = list(csv.DictReader(io.StringIO(many.get("/policies/phrase.csv?q=you+keep").text)))
    assert [row["document"] for row in rows] == [f"Terms {one:02}" for one in range(DOCUMENTS)]
    assert {row["gone_by"] for row in rows} == {""}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/policies/phrase.xml?q=x", 404), ("/policies/phrase?q=x&page=0", 400),
        ("/policies/phrase?q=x&page=99", 200), (f"/policies/phrase?q={'学' * 51}", 400),
        (f"/policies/phrase.csv?q={'学' * 50}", 200), ("/policies/phrase.json", 200),
    ],
    ids=["form", "page", "past the end", "long", "just", "nothing"],
)  # fmt: skip
def test_an_address_is_answered_clearly(many: TestClient, address: str, status: int) -> None:
    assert many.get(address).status_code == status


@pytest.mark.parametrize(
    "path", ["/policies/phrase?q=you+keep", "/policies/clauses?about=training&from=captured"]
)
def test_what_is_read_does_not_grow_with_the_versions(
    few: TestClient, many: TestClient, path: str
) -> None:
    reads = [read_for(client, path) for client in (few, many)]
    assert reads[0] == reads[1]
    assert reads[0][1] <= 3 * DOCUMENTS


def read_for(client: TestClient, path: str) -> tuple[int, int]:
    """How many statements a page sends to the database, and how many versions it is given."""
    engine = client.app.state.site.database.engine  # type: ignore[attr-defined]
    while client.get("/policies/phrase.json?q=you+keep").json()["waiting"]:
        pass  # a page reads new versions for a moment only, and leaves the rest to the next one
    client.get(path)  # what is kept from page to page is there from now on
    statements, versions = list[str](), list[object]()

    def sent(*told: object) -> None:
        # Whether anything changed is asked now and then, not by every page.
        if not str(told[2]).startswith(("BEGIN", "SELECT max(")):
            statements.append(str(told[2]))

    def loaded(version: object, _: object) -> None:
        versions.append(version)

    with (
        listening(engine, "before_cursor_execute", sent),
        listening(CapturedVersion, "load", loaded),
    ):
        assert client.get(f"{path}&page=1").status_code == 200
    return len(statements), len(versions)


@contextmanager
def listening(target: object, name: str, heard: Callable[..., None]) -> Iterator[None]:
    event.listen(target, name, heard)
    try:
        yield
    finally:
        event.remove(target, name, heard)
