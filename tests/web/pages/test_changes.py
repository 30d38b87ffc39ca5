"""`/changes`: every publication, newest first, on the page and in the feed."""

from __future__ import annotations

from collections.abc import Callable

from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.history import Authorship
from tests.support import feeds
from tests.support.documents import case, changed
from tests.support.full_documents import full
from tests.support.html import read
from tests.support.publishing import publish

MakeClient = Callable[[Settings], TestClient]


def test_every_entry_is_listed_once_when_all_are_new(client: TestClient) -> None:
    seen: list[str] = []
    for number in range(1, 9):
        page = read(client.get("/changes", params={"page": number}).text)
        seen += [link for link in page.links if link.endswith("/v/1")]
    assert len(seen) == len(set(seen)) == 398
    assert "There is no page 9" in client.get("/changes?page=9").text


def test_a_new_version_comes_first_with_what_changed(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, full("law"))
    document = full("case")
    publish(database, document)
    publish(database, document.model_copy(update={"summary": "Another summary of the case."}))
    asked = make_client(settings)
    page = read(asked.get("/changes").text)
    url = f"/cases/{document.slug}"
    versions = [link for link in page.links if "/v/" in link]
    assert versions[0] == f"{url}/v/2"
    assert f"{url}/compare?from=1&to=2" in page.links
    assert "Summary" in page.text
    assert f"{url}/v/2" not in asked.get("/corrections").text  # news is no correction
    assert f"{url}/v/2" in asked.get("/").text


def test_it_can_be_narrowed_to_a_kind(client: TestClient) -> None:
    page = read(client.get("/changes?kind=law").text)
    entries = [link for link in page.links if "/v/" in link]
    assert entries
    assert all(link.startswith("/laws/") for link in entries)
    assert page.head_link("alternate", "application/atom+xml") == "/changes.atom?kind=law"
    assert client.get("/changes?kind=planet").status_code == 400


def test_it_can_be_narrowed_to_what_changed(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, case())
    publish(database, changed(case(), summary="Another summary."))
    publish(database, changed(case(), summary="Another summary.", status="stayed"))
    asked = make_client(settings)
    for path in ("/changes?changed=status", "/changes.atom?changed=status&kind=case"):
        text = asked.get(path).text
        assert "/v/3" in text
        assert "/v/2" not in text
    assert "No publication like this" in asked.get("/changes?changed=holding").text
    assert asked.get("/changes?changed=mind").status_code == 400


def test_corrections_are_what_readers_reported_and_what_editors_call_so(
    database: Database, settings: Settings, make_client: MakeClient
) -> None:
    publish(database, case())
    reader = Authorship(origin="reader", author="a reader", reason="A reader reported an error")
    publish(database, changed(case(), summary="Mended."), by=reader)
    publish(database, changed(case(), summary="News."))
    editor = Authorship(origin="editor", author="Edda", reason="Correction: the year was wrong")
    publish(database, changed(case(), summary="Mended again."), by=editor)
    asked = make_client(settings)
    for path in ("/corrections", "/corrections.atom"):
        text = asked.get(path).text
        assert [f"/v/{n}" in text for n in (1, 2, 3, 4)] == [False, True, False, True], path
    assert feeds.faults(feeds.parsed(asked.get("/corrections.atom").text)) == []
    report = asked.get("/corrections?entry=/cases/painter-v-model&version=1")
    assert report.headers["location"] == "/cases/painter-v-model/report"
    for entry in ("/cases/nobody", "/planets/mars", '"><script>', "//evil.example/"):
        assert asked.get("/corrections", params={"entry": entry}).status_code == 200


def test_the_feed_keeps_the_rules_of_atom(client: TestClient) -> None:
    response = client.get("/changes.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    feed = feeds.parsed(response.text)
    assert feeds.faults(feed) == []
    assert len(feed.findall(f"{feeds.ATOM}entry")) == 50
    accepted = client.get("/changes", headers={"Accept": "application/atom+xml"})
    assert accepted.headers["content-type"].startswith("application/atom+xml")


def test_nothing_published_yet_says_so(settings: Settings, make_client: MakeClient) -> None:
    assert "Nothing has been published yet" in make_client(settings).get("/changes").text
