"""Answers carry a tag; whoever has it is told so, and nothing stale is ever given."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries import history
from kb.entries.queries import pages
from kb.search.indexer import open_indexer
from kb.web.conditional import Kept, KeptAnswers
from kb.web.site import GENERATION_SECONDS, Site
from tests.support.databases import Backend
from tests.support.publishing import publish

PAGE = "/cases/kneschke-v-laion"
MakeClient = Callable[[Settings], TestClient]


def site_of_client(client: TestClient) -> Site:
    """The running site behind a client."""
    site: Site = client.app.state.site  # type: ignore[attr-defined]  # the client hides the type
    return site


def test_an_answer_that_the_client_has_is_not_sent_again(client: TestClient) -> None:
    first = client.get(PAGE)
    again = client.get(PAGE, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["etag"] == first.headers["etag"]


def test_a_kept_answer_is_the_same_answer(client: TestClient) -> None:
    first, second, third = (client.get(PAGE) for _ in range(3))
    assert first.content == second.content == third.content
    assert first.headers == second.headers == third.headers


@pytest.mark.parametrize(
    "headers",
    [{"Accept": "application/json"}, {"Accept-Encoding": "identity"}, {"Host": "localhost"}],
)
def test_another_form_encoding_or_host_has_another_tag(
    client: TestClient, headers: dict[str, str]
) -> None:
    tag = client.get(PAGE).headers["etag"]
    assert client.get(PAGE, headers=headers).headers["etag"] != tag


def test_a_compressed_answer_is_never_given_to_who_cannot_read_it(client: TestClient) -> None:
    zipped = client.get(PAGE, headers={"Accept-Encoding": "gzip"})
    plain = client.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert zipped.text == plain.text


def test_another_day_has_another_tag(client: TestClient) -> None:
    with time_machine.travel("2027-01-01", tick=False):
        new_year = client.get(PAGE).headers["etag"]
    with time_machine.travel("2027-01-02", tick=False):
        assert client.get(PAGE).headers["etag"] != new_year


def test_a_publication_changes_the_page_its_tag_and_the_search(
    seeded_settings: Settings, make_client: MakeClient
) -> None:
    client = make_client(seeded_settings)
    before = client.get(PAGE)
    client.get("/search", params={"q": "zanzibar"})
    database = Database(seeded_settings.resolved_database_url)
    with database.reading() as session:
        document = pages.entry_page(session, "case", "kneschke-v-laion").document
    by = history.Authorship(origin="editor", author="An editor", reason="For a test")
    publish(database, document.model_copy(update={"title": "Kneschke of Zanzibar"}), by=by)
    open_indexer(seeded_settings, database).catch_up()
    database.close()
    site_of_client(client)._checked -= GENERATION_SECONDS  # time passes
    after = client.get(PAGE, headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert "Kneschke of Zanzibar" in after.text
    assert "kneschke-v-laion" in client.get("/search", params={"q": "zanzibar"}).text


@pytest.mark.one_database  # the error has one base class
def test_a_lost_database_is_a_503_with_a_sentence_and_the_process_lives(
    seeded_settings: Settings, make_client: MakeClient, backend: Backend
) -> None:
    client = make_client(seeded_settings)
    assert client.get("/cases").status_code == 200
    backend.drop(seeded_settings.database_url)
    if backend.name == "sqlite":
        site_of_client(client).database.close()
        (seeded_settings.data_dir / "artdocket.sqlite3").rename(seeded_settings.data_dir / "away")
        (seeded_settings.data_dir / "artdocket.sqlite3").mkdir()
    answer = client.get("/laws")
    assert answer.status_code == 503
    assert "The database does not answer" in answer.text
    assert "Content-Security-Policy" in answer.headers
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_oldest_answers_are_forgotten_past_the_limit() -> None:
    kept = KeptAnswers(limit=100)
    for number in range(10):
        kept.put(("tag", str(number)), Kept(body=b"x" * 30))
    assert kept.get(("tag", "0")) is None
    assert kept.get(("tag", "9")) is not None
    kept.put(("tag", "huge"), Kept(body=b"x" * 101))
    assert kept.get(("tag", "huge")) is None
