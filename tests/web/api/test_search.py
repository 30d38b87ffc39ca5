"""`GET /api/v1/search`: the contract key by key, and what happens to bad queries."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from kb.core.settings import Settings
from tests.support.api import API, get, refused

pytestmark = pytest.mark.one_database  # engines are held to one behaviour by their own tests

ANSWER = {
    "query", "total", "page", "per_page", "took_ms", "suggestion", "facets", "results", "notices",
}  # fmt: skip
RESULT = {
    "kind", "slug", "url", "title", "snippet", "status", "jurisdiction", "date", "score",
    "inner", "explanation",
}  # fmt: skip


def test_an_answer_has_exactly_the_keys_of_the_contract(client: TestClient) -> None:
    body = get(client, "/search", q="midjourney")
    assert set(body) == ANSWER
    assert body["query"] == "midjourney"
    assert (body["page"], body["per_page"]) == (1, 20)
    assert body["total"] >= len(body["results"]) > 0
    assert body["took_ms"] >= 0
    for result in body["results"]:
        assert set(result) == RESULT
        assert result["url"].endswith("/" + result["slug"])
        assert client.get(API + result["url"]).status_code == 200


def test_facets_have_values_labels_and_counts(client: TestClient) -> None:
    facets = get(client, "/search", q="training")["facets"]
    assert set(facets) == {"kind", "jurisdiction", "status", "topic", "court", "year"}
    for values in facets.values():
        for item in values:
            assert set(item) == {"value", "label", "count"}
            assert item["count"] >= 1
    labels = {item["value"]: item["label"] for values in facets.values() for item in values}
    assert labels["policy"] == "Platform policy"
    assert labels["US"] == "United States"
    assert labels["cand"].endswith("Northern District of California")


def test_a_docket_number_finds_its_case(client: TestClient) -> None:
    for spelling in ("23-cv-201", "3:23-cv-00201-WHO", "3:23-cv-00201"):
        assert get(client, "/search", q=spelling)["results"][0]["slug"] == "andersen-v-stability-ai"


def test_filters_are_those_of_the_facets(client: TestClient) -> None:
    everything = get(client, "/search", q="training")
    for name in ("kind", "jurisdiction", "status", "topic", "court", "year"):
        item = everything["facets"][name][0]
        narrowed = get(client, "/search", q="training", **{name: item["value"]})
        assert narrowed["total"] == item["count"], name


def test_several_values_of_a_filter_are_alternatives(client: TestClient) -> None:
    def total(*kinds: str) -> int:
        return int(get(client, "/search", q="training", kind=list(kinds))["total"])

    assert total("case", "law") == total("case") + total("law")


def test_pages_follow_each_other_without_gaps(client: TestClient) -> None:
    total = get(client, "/search", q="training", kind="case")["total"]
    seen: list[str] = []
    url = f"{API}/search?q=training&kind=case&per_page=10"
    while url:
        response = client.get(url)
        seen += [result["slug"] for result in response.json()["results"]]
        url = response.links.get("next", {}).get("url", "")
    assert len(seen) == len(set(seen)) == total


@pytest.mark.parametrize("sort", ["newest", "oldest", "title"])
def test_results_can_be_sorted(client: TestClient, sort: str) -> None:
    body = get(client, "/search", q="training", kind="case", sort=sort, per_page=100)
    if sort == "title":
        keys = [result["title"].casefold() for result in body["results"]]
        assert keys[0] <= keys[-1]
    else:
        years = [result["date"][:4] for result in body["results"] if result["date"]]
        assert years == sorted(years, reverse=sort == "newest")


def test_a_range_of_dates_is_inclusive_and_may_be_partial(client: TestClient) -> None:
    body = get(client, "/search", kind="case", filed_from="2023", filed_to="2023", per_page=100)
    assert body["total"] > 0
    assert {result["date"][:4] for result in body["results"]} == {"2023"}


def test_without_a_query_everything_is_found(client: TestClient) -> None:
    assert get(client, "/search")["total"] == get(client, "")["entries"]
    assert get(client, "/search?q=&kind=&page=&sort=")["total"] == get(client, "")["entries"]


def test_a_page_past_the_end_is_empty(client: TestClient) -> None:
    body = get(client, "/search", q="midjourney", page=500)
    assert body["results"] == []
    assert body["total"] > 0
    assert body["page"] == 500


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=99999999999999999999", "page"),
        ("per_page=0", "per_page"),
        ("per_page=1000", "per_page"),
        ("sort=best", "sort"),
        ("kind=painting", "kind"),
        ("status=lost", "status"),
        ("topic=gossip", "topic"),
        ("jurisdiction=Mars", "jurisdiction"),
        ("court=nowhere", "court"),
        ("year=soon", "year"),
        ("filed_from=soon", "filed_from"),
        ("filed_to=2023-02-30", "filed_to"),
    ],
)
def test_a_bad_parameter_is_named(client: TestClient, query: str, word: str) -> None:
    assert word in refused(client.get(f"{API}/search?q=x&{query}"), 400)["detail"]


HOSTILE = [
    "(", ")", "((((", '"', '"open', "AND", "OR OR", "NOT", "a AND", "filed:[2023 TO",
    "filed:[x TO y]", "*", "*a", "?", "~", "^", "judge:", ":", "nofield:x", "title:(", "\\", "a\\",
    "[", "]", "{", "a^b", "\x00", "a\x00b", "\ufffe", "🎨", "' OR 1=1 --", "<script>", "%", "-",
    "--", "()", '""', "a~99999999", "kind:nothing", "filed:[99999999 TO 00000000]", "NOT NOT NOT a",
    "a" * 5000, "a " * 2000,
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: repr(query)[:20])
def test_a_broken_query_is_answered_or_refused_with_its_place(
    client: TestClient, query: str
) -> None:
    response = client.get(f"{API}/search", params={"q": query})
    if response.status_code == 200:
        assert set(response.json()) == ANSWER
        return
    body = refused(response, 400)
    assert body["detail"]
    assert 0 <= body["position"] <= len(query)


@pytest.mark.parametrize("query", ["word " * 2000, "(" * 10_000, "a" * 10_000, 'title:"' * 1_430])
def test_a_query_of_ten_thousand_characters_is_no_fault_of_ours(
    client: TestClient, query: str
) -> None:
    response = client.get(f"{API}/search", params={"q": query})
    assert response.status_code in {200, 400}
    if response.status_code == 400:
        refused(response, 400)


def test_without_an_index_the_search_says_so_and_the_rest_works(
    settings: Settings, make_client: Callable[[Settings], TestClient]
) -> None:
    client = make_client(settings)
    assert "kb " in refused(client.get(f"{API}/search?q=x"), 503)["detail"]
    assert get(client, "/cases") == {"items": [], "next_cursor": None}


def test_a_result_has_its_best_statements_with_their_places(client: TestClient) -> None:
    body = get(client, "/search", q="motion to dismiss denied")
    inner = [one for result in body["results"] for one in result["inner"]]
    assert inner
    for one in inner:
        assert set(one) == {"kind", "label", "date", "snippet", "url"}
        assert "<mark>" in one["snippet"]
        path, _, anchor = one["url"].partition("#")
        assert anchor
        assert f'id="{anchor}"' in client.get(path).text


def test_in_narrows_as_the_query_language_does(client: TestClient) -> None:
    named = get(client, "/search", **{"q": "training denied", "in": "events"})
    typed = get(client, "/search", q="in:events training denied")
    assert [one["url"] for one in named["results"]] == [one["url"] for one in typed["results"]]
    kinds = {one["kind"] for result in named["results"] for one in result["inner"]}
    assert kinds
    assert kinds <= {"event", "history"}
    problem = refused(client.get(f"{API}/search?in=chapters"), 400)
    assert "entries, events" in problem["detail"]


def test_an_explanation_is_given_when_asked_and_adds_up(client: TestClient) -> None:
    unasked = get(client, "/search", q="andersen stability")["results"][0]
    assert unasked["explanation"] is None
    result = get(client, "/search", q="andersen stability", explain="1")["results"][0]
    parts = result["explanation"]
    assert {"title", "parties"} <= {part["field"] for part in parts}
    assert sum(part["score"] for part in parts) == pytest.approx(result["score"], rel=1e-3)
    assert "explain" in refused(client.get(f"{API}/search?explain=yes"), 400)["detail"]
