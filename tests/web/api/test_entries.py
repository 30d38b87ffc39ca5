"""One entry: as published, as of a day, version by version, renamed, withdrawn."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core import outbox
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import document_hash, parse_document
from kb.entries.tables import SlugAlias
from kb.entries.vocabulary import KIND_PLURALS
from tests.support.api import API, get, refused
from tests.support.documents import case, changed
from tests.support.publishing import add_courts, entry_of, publish

ENTRY = {"kind", "slug", "url", "version", "published_at", "document", "cited_by"}
CITING = {
    "kind",
    "slug",
    "url",
    "title",
    "relation",
    "label",
    "effect",
    "date",
    "note",
    "source",
    "pinpoint",
}
CHANGE = {
    "kind", "slug", "url", "title", "version", "published_at", "origin", "author",
    "published_by", "override_reason", "reason", "changes", "sha256",
}  # fmt: skip
KNOWN = {
    "case": "andersen-v-stability-ai",
    "policy": "deviantart",
    "licence": "cc-by-4-0",
    "law": "eu-ai-act-article-53-copyright",
}
Make = Callable[[Settings], TestClient]


@pytest.mark.parametrize("kind", KNOWN)
def test_an_entry_has_exactly_the_keys_of_the_contract(client: TestClient, kind: str) -> None:
    slug, plural = KNOWN[kind], KIND_PLURALS[kind]
    body = get(client, f"/{plural}/{slug}")
    assert set(body) == ENTRY
    assert (body["kind"], body["slug"], body["url"]) == (kind, slug, f"/{plural}/{slug}")
    assert body["version"] == 1
    assert dt.datetime.fromisoformat(body["published_at"]).tzinfo == dt.UTC
    assert parse_document(body["document"]).slug == slug
    assert all(set(link) == CITING for link in body["cited_by"])


def test_whoever_is_cited_says_by_whom(client: TestClient) -> None:
    cited = get(client, "/laws/eu-ai-act-article-53-copyright")["cited_by"]
    assert cited
    for link in cited:
        citing = client.get(API + link["url"]).json()["document"]["related"]
        assert (link["relation"], "eu-ai-act-article-53-copyright") in {
            (item["relation"], item["slug"]) for item in citing
        }


@pytest.mark.parametrize("kind", KNOWN)
def test_a_version_has_the_hash_of_its_document(client: TestClient, kind: str) -> None:
    body = get(client, f"/{KIND_PLURALS[kind]}/{KNOWN[kind]}/versions/1")
    assert set(body) == ENTRY | {"sha256", "newest_version"}
    assert body["url"] == f"/{KIND_PLURALS[kind]}/{KNOWN[kind]}/v/1"
    canonical = json.dumps(
        body["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    assert hashlib.sha256(canonical.encode()).hexdigest() == body["sha256"]


def test_the_versions_of_an_entry_are_listed(client: TestClient) -> None:
    body = get(client, "/cases/andersen-v-stability-ai/versions")
    assert set(body) == {"items"}
    assert [set(item) for item in body["items"]] == [CHANGE]


@pytest.fixture
def twice(seeded_settings: Settings, make_client: Make) -> TestClient:
    """An installation with a case that was published in May 2027 and changed in June."""
    database = Database(seeded_settings.resolved_database_url)
    first = case()
    with time_machine.travel(dt.datetime(2027, 5, 10, 12, tzinfo=dt.UTC), tick=False):
        publish(database, first)
    with time_machine.travel(dt.datetime(2027, 6, 20, 12, tzinfo=dt.UTC), tick=False):
        publish(database, changed(first, status="settled", status_note="Settled in June."))
    database.close()
    return make_client(seeded_settings)


def test_every_version_stays_readable(twice: TestClient) -> None:
    path = "/cases/painter-v-model"
    listed = get(twice, f"{path}/versions")["items"]
    assert [item["version"] for item in listed] == [2, 1]
    assert listed[0]["changes"]
    for item in listed:
        body = get(twice, f"{path}/versions/{item['version']}")
        assert body["sha256"] == item["sha256"]
        assert document_hash(parse_document(body["document"])) == item["sha256"]
        assert body["newest_version"] == 2
    assert get(twice, path)["document"]["status"] == "settled"
    assert get(twice, f"{path}/versions/1")["document"]["status"] == "pending"


@pytest.mark.parametrize(
    ("day", "version"),
    [("2027-05-10", 1), ("2027-06-19", 1), ("2027-06-20", 2), ("2035-01-01", 2)],
)
def test_an_entry_can_be_read_as_it_stood_on_a_day(
    twice: TestClient, day: str, version: int
) -> None:
    body = get(twice, "/cases/painter-v-model", as_of=day)
    assert set(body) == ENTRY
    assert body["version"] == version


def test_before_its_first_version_an_entry_is_not_there(twice: TestClient) -> None:
    body = refused(twice.get(f"{API}/cases/painter-v-model?as_of=2027-05-09"), 404)
    assert "2027-05-10" in body["detail"]


@pytest.mark.parametrize(
    "day", ["yesterday", "2027", "2027-05", "2027-02-30", "2027-5-1", "0000-01-01"]
)
def test_a_bad_day_is_refused(client: TestClient, day: str) -> None:
    body = refused(client.get(f"{API}/cases/andersen-v-stability-ai?as_of={day}"), 400)
    assert "as_of" in body["detail"]


def test_an_empty_as_of_is_none(client: TestClient) -> None:
    path = "/cases/andersen-v-stability-ai"
    assert get(client, path, as_of="") == get(client, path)


@pytest.mark.parametrize("kind", KNOWN)
def test_an_unknown_name_names_the_nearest(client: TestClient, kind: str) -> None:
    body = refused(client.get(f"{API}/{KIND_PLURALS[kind]}/{KNOWN[kind]}x"), 404)
    assert {"kind", "slug", "url", "title"} == set(body["nearest"][0])
    assert KNOWN[kind] in {entry["slug"] for entry in body["nearest"]}


@pytest.mark.parametrize(
    "slug", ["%00", "%ED%A0%80", "a" * 5000, "%2e%2e", "'; DROP TABLE entry", "🎨"]
)
def test_a_hostile_name_is_only_unknown(client: TestClient, slug: str) -> None:
    refused(client.get(f"{API}/cases/{slug}"), 404)
    refused(client.get(f"{API}/cases/{slug}/versions/1"), 404)


@pytest.mark.parametrize("n", ["0", "2", "-1", "x", "1.0", "01", "99999999999999999999", "%D9%A1"])
def test_an_unknown_version_is_not_found(client: TestClient, n: str) -> None:
    refused(client.get(f"{API}/cases/andersen-v-stability-ai/versions/{n}"), 404)


def test_a_case_is_not_found_among_the_laws(client: TestClient) -> None:
    refused(client.get(f"{API}/laws/andersen-v-stability-ai"), 404)


def test_an_old_name_leads_to_the_new_one(settings: Settings, make_client: Make) -> None:
    database = Database(settings.resolved_database_url)
    entry_id, _ = publish(database, case())
    with database.writing() as session:
        session.add(SlugAlias(kind="case", slug="once-v-model", entry_id=entry_id))
    database.close()
    client = make_client(settings)
    for suffix in ("", "/versions", "/versions/1", "?as_of=2099-01-01"):
        response = client.get(f"{API}/cases/once-v-model{suffix}")
        assert response.status_code == 301
        assert response.headers["location"] == f"{API}/cases/painter-v-model{suffix}"
        assert client.get(response.headers["location"]).status_code == 200


def test_a_withdrawn_entry_is_gone_everywhere_and_says_why(
    settings: Settings, make_client: Make
) -> None:
    database = Database(settings.resolved_database_url)
    publish(database, case())
    publish(database, case("other-v-model"))
    with database.writing() as session:
        add_courts(session)
        entry = entry_of(session, "case", "painter-v-model")
        assert entry.id is not None
        entry.retracted_reason = "Two entries described one proceeding."
        session.add(entry)
        outbox.append(session, kind="retracted", entry_id=entry.id)
    database.close()
    client = make_client(settings)
    for suffix in ("", "/versions", "/versions/1"):
        body = refused(client.get(f"{API}/cases/painter-v-model{suffix}"), 410)
        assert body["detail"] == "Two entries described one proceeding."
    assert [card["slug"] for card in get(client, "/cases")["items"]] == ["other-v-model"]
    assert [item["slug"] for item in get(client, "/changes")["items"]] == ["other-v-model"]
    assert "painter-v-model" not in client.get("/sitemap.xml").text
