"""The JSON of a search answer, key by key."""

from __future__ import annotations

from kb.search import FacetCount, SearchHit, SearchPage
from kb.search.answers import facet_label, search_json
from kb.search.engine import Contribution, InnerHit

PAGE = SearchPage(
    query="orrick",
    total=1,
    page=2,
    per_page=20,
    took_ms=3.14159,
    suggestion=None,
    facets={"kind": (FacetCount("case", 1),), "court": (FacetCount("cand", 1),), "topic": ()},
    hits=(
        SearchHit(
            kind="case",
            slug="andersen-v-stability-ai",
            title="Andersen et al. v. Stability AI",
            snippet="Judge <mark>Orrick</mark>",
            status="pending",
            jurisdiction="US",
            date="2023-01-13",
            score=9.123456,
            inner=(
                InnerHit("event", "", "2024-08", "<mark>Order</mark>", "/cases/andersen#events"),
            ),
            explanation=(Contribution("name", "orrick", "", 9.123456),),
        ),
    ),
    notices=("There is no field “juge”.",),
)


def test_an_answer_has_the_keys_of_the_contract_and_nothing_is_left_out() -> None:
    assert search_json(PAGE, courts={"cand": "N.D. Cal."}) == {
        "query": "orrick",
        "total": 1,
        "page": 2,
        "per_page": 20,
        "took_ms": 3.14,
        "suggestion": None,
        "facets": {
            "kind": [{"value": "case", "label": "Case", "count": 1}],
            "court": [{"value": "cand", "label": "N.D. Cal.", "count": 1}],
            "topic": [],
        },
        "results": [
            {
                "kind": "case",
                "slug": "andersen-v-stability-ai",
                "url": "/cases/andersen-v-stability-ai",
                "title": "Andersen et al. v. Stability AI",
                "snippet": "Judge <mark>Orrick</mark>",
                "status": "pending",
                "jurisdiction": "US",
                "date": "2023-01-13",
                "score": 9.1235,
                "inner": [
                    {
                        "kind": "event",
                        "label": None,
                        "date": "2024-08",
                        "snippet": "<mark>Order</mark>",
                        "url": "/cases/andersen#events",
                    }
                ],
                "explanation": [{"what": "name", "text": "orrick", "field": None, "score": 9.1235}],
            }
        ],
        "notices": ["There is no field “juge”."],
    }


def test_courts_have_the_names_of_the_seed_where_no_others_are_given() -> None:
    label = facet_label("court", "cand")
    assert label == "United States District Court for the Northern District of California"


def test_a_value_without_words_stands_for_itself() -> None:
    assert facet_label("court", "moon", courts={}) == "moon"
    assert facet_label("year", "2024") == "2024"
    assert facet_label("status", "in-force") == "In force"
