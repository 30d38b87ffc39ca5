"""`GET /api/v1/changes`: every publication once, newest first, from a day or moment on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from starlette.testclient import TestClient

from kb.core.database import Database
from kb.core.settings import Settings
from tests.support.api import API, get, refused, walk
from tests.support.documents import case, changed, policy
from tests.support.publishing import publish


@pytest.fixture
def changing(settings: Settings, make_client: Callable[[Settings], TestClient]) -> TestClient:
    """A case of May 2027, a policy of June, and a change of the case in July."""
    database = Database(settings.resolved_database_url)
    first = case()
    second = changed(first, status="settled", topics=["fair-use"])
    for month, document in ((5, first), (6, policy()), (7, second)):
        with time_machine.travel(dt.datetime(2027, month, 1, 12, tzinfo=dt.UTC), tick=False):
            publish(database, document)
    database.close()
    return make_client(settings)


def names(items: list[dict[str, object]]) -> list[tuple[object, object]]:
    return [(item["slug"], item["version"]) for item in items]


def test_changes_come_newest_first_with_what_changed(changing: TestClient) -> None:
    items = get(changing, "/changes")["items"]
    assert names(items) == [("painter-v-model", 2), ("gallery", 1), ("painter-v-model", 1)]
    assert set(items[0]) == {
        "kind", "slug", "url", "title", "version", "published_at", "origin", "author",
        "published_by", "override_reason", "reason", "changes", "sha256",
    }  # fmt: skip
    assert items[0]["url"] == "/cases/painter-v-model/v/2"
    assert items[0]["published_at"] == "2027-07-01T12:00:00Z"
    assert any("Settled" in change or "settled" in change for change in items[0]["changes"])


@pytest.mark.parametrize(
    ("since", "number"),
    [
        ("2027-05-01", 3),
        ("2027-05-02", 2),
        ("2027-07-01T12:00:00Z", 1),
        ("2027-07-01T12:00:01Z", 0),
        ("2027-07-01T14:00:00+02:00", 1),
        ("", 3),
    ],
)
def test_since_is_inclusive(changing: TestClient, since: str, number: int) -> None:
    assert len(get(changing, "/changes", since=since)["items"]) == number


def test_changes_can_be_narrowed(changing: TestClient) -> None:
    assert names(get(changing, "/changes", kind="policy")["items"]) == [("gallery", 1)]
    on_topic = names(get(changing, "/changes", topic="fair-use")["items"])
    touched = names(get(changing, "/changes", changed="status")["items"])
    assert touched == [("painter-v-model", 2)]
    assert on_topic == [("painter-v-model", 2), ("painter-v-model", 1)]


def test_following_the_cursor_meets_every_publication_once(client: TestClient) -> None:
    pages = list(walk(client, "/changes", limit=37))
    seen = [
        (item["kind"], *name)
        for page in pages
        for item, name in zip(page, names(page), strict=True)
    ]
    assert len(seen) == len(set(seen)) == get(client, "")["entries"]


def test_the_link_header_keeps_the_parameters(changing: TestClient) -> None:
    response = changing.get(f"{API}/changes?limit=1&since=2027-05-01")
    following = changing.get(response.links["next"]["url"])
    assert names(following.json()["items"]) == [("gallery", 1)]
    assert "since=2027-05-01" in following.links["next"]["url"]


@pytest.mark.parametrize(
    "query",
    [
        "since=lately", "since=2027", "since=2027-02-30", "since=2027-07-01T12:00:00",
        "since=9999-12-31T23:59:59-23:59", "since=0001-01-01T00:00:00%2B23:59", "since=%00",
        "cursor=!", "cursor=LTE", "cursor=OTk5OTk5OTk5OTk5OTk5OTk5", "cursor=eA", "limit=0",
        "kind=song", "topic=gossip", "changed=mind",
    ],
)  # fmt: skip
def test_a_bad_parameter_is_refused(client: TestClient, query: str) -> None:
    assert refused(client.get(f"{API}/changes?{query}"), 400)["detail"]
