"""Lists of entries: shape, filters, order and paging."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, func, select
from starlette.testclient import TestClient

from kb.core import dates
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.queries.lists import FILTERS, SORTS
from kb.entries.tables import Entry
from kb.entries.vocabulary import KIND_PLURALS
from tests.support.api import API, get, refused, walk
from tests.support.documents import case
from tests.support.publishing import publish

CARD = {
    "kind", "slug", "url", "title", "short_name", "answer", "status", "jurisdiction", "language",
    "date", "as_of", "detail", "court_id", "docket_number", "version", "published_at",
}  # fmt: skip


def slugs_in_the_database(settings: Settings, kind: str) -> set[str]:
    database = Database(settings.resolved_database_url)
    try:
        with database.reading() as session:
            return set(session.exec(select(Entry.slug).where(Entry.kind == kind)))
    finally:
        database.close()


@pytest.mark.parametrize("kind", KIND_PLURALS)
def test_a_card_has_exactly_the_documented_keys(client: TestClient, kind: str) -> None:
    for card in get(client, f"/{KIND_PLURALS[kind]}", limit=100)["items"]:
        assert set(card) == CARD
        assert card["kind"] == kind
        assert card["url"] == f"/{KIND_PLURALS[kind]}/{card['slug']}"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("kind", KIND_PLURALS)
def test_following_the_cursor_meets_every_entry_once(
    client: TestClient, shared_settings: Settings, kind: str, sort: str
) -> None:
    pages = list(walk(client, f"/{KIND_PLURALS[kind]}", sort=sort, limit=17))
    slugs = [card["slug"] for page in pages for card in page]
    assert all(len(page) == 17 for page in pages[:-1])
    assert len(slugs) == len(set(slugs))
    assert set(slugs) == slugs_in_the_database(shared_settings, kind)


@pytest.mark.parametrize("sort", SORTS)
def test_the_order_does_not_depend_on_the_size_of_the_pages(client: TestClient, sort: str) -> None:
    one_by_one = [page[0]["slug"] for page in walk(client, "/licences", sort=sort, limit=1)]
    at_once = [
        card["slug"] for page in walk(client, "/licences", sort=sort, limit=100) for card in page
    ]
    assert one_by_one == at_once


def test_entries_come_in_the_order_of_their_latest_possible_days(client: TestClient) -> None:
    def days(sort: str) -> list[dt.date]:
        cards = [card for page in walk(client, "/cases", sort=sort) for card in page]
        return [dates.latest(card["date"] or card["as_of"]) for card in cards]

    assert days("newest") == sorted(days("newest"), reverse=True)
    assert days("oldest") == sorted(days("newest"))


def test_the_link_header_leads_to_the_next_page(client: TestClient) -> None:
    first = client.get(f"{API}/laws?limit=3&jurisdiction=EU")
    link = first.links["next"]["url"]
    assert link.startswith("https://testserver/api/v1/laws?")
    assert "jurisdiction=EU" in link
    second = client.get(link)
    assert {card["jurisdiction"] for card in second.json()["items"]} == {"EU"}
    assert first.json()["items"][-1] != second.json()["items"][0]


def test_the_last_page_has_no_cursor_and_no_link(client: TestClient) -> None:
    response = client.get(f"{API}/cases?court=cand&status=settled&limit=100")
    assert response.json()["next_cursor"] is None
    assert "link" not in response.headers


@pytest.mark.parametrize("kind", KIND_PLURALS)
def test_filters_narrow_and_add_up(client: TestClient, kind: str) -> None:
    path = f"/{KIND_PLURALS[kind]}"
    some = get(client, path, limit=1)["items"][0]["jurisdiction"]
    cards = [card for page in walk(client, path, jurisdiction=some) for card in page]
    assert cards
    assert {card["jurisdiction"] for card in cards} == {some}
    both = [c for page in walk(client, path, jurisdiction=some, topic="opt-out") for c in page]
    assert {card["slug"] for card in both} <= {card["slug"] for card in cards}


def test_several_values_of_a_filter_are_alternatives(client: TestClient) -> None:
    def slugs(*codes: str) -> set[str]:
        found = walk(client, "/laws", jurisdiction=list(codes))
        return {card["slug"] for page in found for card in page}

    assert slugs("EU", "GB") == slugs("EU") | slugs("GB")


def test_every_filter_of_a_court_a_name_or_an_answer_is_applied(client: TestClient) -> None:
    cases = get(client, "/cases", court="cand", limit=100)["items"]
    assert {card["court_id"] for card in cases} == {"cand"}
    assert "andersen-v-stability-ai" in {
        card["slug"] for card in get(client, "/cases", system="Stable Diffusion")["items"]
    }
    assert get(client, "/policies", ai_images_allowed="no")["items"]


def test_empty_parameters_are_missing_ones(client: TestClient) -> None:
    assert get(client, "/cases", sort="", limit="", cursor="", court="", status="") == get(
        client, "/cases"
    )


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=ten", "limit"),
        ("limit=-1", "limit"),
        ("limit=%D9%A3", "limit"),
        ("sort=best", "sort"),
        ("cursor=!!", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=eyJhIjoxfQ", "cursor"),
        ("cursor=WyJuZXdlc3QiLCAiMjAyMC0xMy0wMSIsICJhIl0", "cursor"),  # a month 13
        ("cursor=WyJuZXdlc3QiLCAiMjAyMC0wMS0wMSIsICJcdWQ4MDAiXQ", "cursor"),  # half a character
        ("court=nowhere", "court"),
        ("status=lost", "status"),
        ("topic=gossip", "topic"),
        ("jurisdiction=ZZZ", "jurisdiction"),
        ("work_type=poem", "work_type"),
        ("system=%00", "system"),
    ],
)
def test_a_bad_parameter_is_named(client: TestClient, query: str, word: str) -> None:
    assert word in refused(client.get(f"{API}/cases?{query}"), 400)["detail"]


def test_a_cursor_of_another_order_is_refused(client: TestClient) -> None:
    cursor = get(client, "/cases", sort="newest", limit=1)["next_cursor"]
    refused(client.get(f"{API}/cases?sort=title&cursor={cursor}"), 400)


def test_paging_goes_on_where_it_was_when_an_entry_is_published_meanwhile(
    seeded_settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(seeded_settings)
    first = get(client, "/cases", sort="newest", limit=5)
    database = Database(seeded_settings.resolved_database_url)
    publish(database, case(filed="2026-08-01"))
    database.close()
    rest = get(client, "/cases", sort="newest", limit=5, cursor=first["next_cursor"])
    seen = [card["slug"] for card in first["items"] + rest["items"]]
    assert len(set(seen)) == 10


def test_every_filter_of_the_pages_is_a_parameter_of_the_api(client: TestClient) -> None:
    document = get(client, "/openapi.json")
    for kind, plural in KIND_PLURALS.items():
        parameters = document["paths"][f"{API}/{plural}"]["get"]["parameters"]
        assert {*FILTERS[kind], "sort", "limit", "cursor"} == {item["name"] for item in parameters}


def test_the_lists_together_hold_everything_that_is_public(
    client: TestClient, shared_settings: Settings
) -> None:
    database = Database(shared_settings.resolved_database_url)
    with database.reading() as session:
        total = count(session)
    database.close()
    found = sum(
        len(page)
        for plural in KIND_PLURALS.values()
        for page in walk(client, f"/{plural}", limit=100)
    )
    assert found == total == get(client, "")["entries"]


def count(session: Session) -> int:
    query = select(func.count()).where(col(Entry.published_revision_id).is_not(None))
    return session.exec(query).one()
