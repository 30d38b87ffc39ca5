"""Statements inside entries are found, shown with their place, and can be looked into alone."""

from __future__ import annotations

import re

import pytest

from kb.search.engine import GROUPS, QueryError, SearchEngine, SearchPage, SearchRequest
from tests.search import corpus

CASE = "andersen-v-stability-ai"


def ask(engine: SearchEngine, q: str = "", **options: object) -> SearchPage:
    return engine.search(SearchRequest(q=q, **options))  # type: ignore[arg-type]


def found(engine: SearchEngine, q: str = "", **options: object) -> set[str]:
    return {hit.slug for hit in ask(engine, q, **options).hits}


def test_a_result_shows_the_statements_that_have_the_words(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "claim motion denied")
    assert page.total == 1
    inner = page.hits[0].inner
    assert (inner[0].kind, inner[0].label, inner[0].date) == ("event", "Order", "2024-08-12")
    assert inner[0].url == f"/cases/{CASE}#events"
    assert "<mark>Motion</mark> <mark>denied</mark>" in inner[0].snippet
    assert "&lt;i&gt;goes" in inner[0].snippet


def test_at_most_two_statements_are_shown_the_best_first(seed_engine: SearchEngine) -> None:
    for query in ("fair use", "motion dismiss", "opt out", "licence"):
        for hit in ask(seed_engine, query).hits:
            assert len(hit.inner) <= 2
            marks = [len(set(re.findall("<mark>(.*?)</mark>", one.snippet))) for one in hit.inner]
            assert all(marks)


def test_a_statement_with_few_of_the_words_is_not_shown(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "inducing others pleaded motion")
    assert page.hits[0].inner[0].url.endswith("#rulings")
    assert all("Hearing" not in hit.snippet for hit in page.hits[0].inner)


def test_a_word_that_begins_otherwise_than_its_stem_is_marked(engine: SearchEngine) -> None:
    engine.put([corpus.document("lesson", body="The model was taught by pictures.")])
    assert "<mark>taught</mark>" in ask(engine, "teaching").hits[0].snippet


def test_without_words_no_statement_is_shown(small_engine: SearchEngine) -> None:
    assert all(not hit.inner for hit in ask(small_engine).hits)
    assert all(not hit.inner for hit in ask(small_engine, "kind:case").hits)


def test_results_and_facets_count_entries_not_statements(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "in:events")
    assert page.total == 1
    assert {count.value: count.count for count in page.facets["kind"]} == {"case": 1}


@pytest.mark.parametrize(
    ("group", "query", "finds"),
    [
        ("events", "inducement motion", True),
        ("events", "inducing", True),  # the same stem
        ("events", "pleaded", False),
        ("holdings", "pleaded inducing", True),
        ("holdings", "motion", False),
        ("claims", "enrichment", True),
        ("sources", "order", True),
        ("sources", "enrichment", False),
        ("entries", "illustrators andersen", True),  # summary and title
        ("entries", "telephone", False),
        ("provisions", "order", False),
        ("events", '"motion denied"', True),
        ("events", '"denied motion"', False),
        ("events", "induc*", True),
        ("events", "inducement NOT telephone", True),
        ("events", "inducement judge:orrick", True),
        ("events", "inducement judge:nobody", False),
        ("events", "23-cv-201", True),
    ],
)
def test_in_looks_into_single_statements_of_a_group(
    small_engine: SearchEngine, group: str, query: str, finds: bool
) -> None:
    expected = {CASE} if finds else set()
    assert found(small_engine, f"{query} in:{group}") & {CASE} == expected
    assert found(small_engine, query, within=(group,)) & {CASE} == expected


def test_words_of_two_statements_are_not_together_in_one(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "in:events hearing motion")
    assert any("most of them" in notice for notice in page.notices)


def test_statements_shown_are_of_the_groups_looked_into(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "in:sources order")
    assert [hit.url for hit in page.hits[0].inner] == [f"/cases/{CASE}#source-s1"]
    assert "<mark>Order</mark> on the motion" in page.hits[0].snippet
    assert not ask(small_engine, "in:entries andersen").hits[0].inner


def test_several_groups_are_alternatives_and_two_narrowings_add_up(
    small_engine: SearchEngine,
) -> None:
    assert found(small_engine, "in:claims,holdings pleaded") == {CASE}
    assert found(small_engine, "in:claims in:holdings pleaded") == {CASE}
    assert found(small_engine, "in:claims,holdings pleaded", within=("claims",)) == set()
    assert found(small_engine, "in:claims pleaded", within=("holdings",)) == set()


def test_filters_narrow_what_is_found_inside(seed_engine: SearchEngine) -> None:
    everywhere = ask(seed_engine, "in:events motion")
    chosen = ask(seed_engine, "in:events motion", filters={"status": ("pending",)})
    counts = {count.value: count.count for count in everywhere.facets["status"]}
    assert 0 < chosen.total == counts["pending"] < everywhere.total


def test_what_in_does_not_know_is_said(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "in:chapters andersen")
    assert any("entries, events, holdings" in notice for notice in page.notices)
    assert page.total
    with pytest.raises(QueryError, match="entries"):
        SearchRequest(within=("chapters",))


def test_a_misspelt_word_is_suggested_inside_statements_too(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "in:events inducemant")
    assert page.suggestion == "in:events inducement"
    assert {hit.slug for hit in page.hits} == {CASE}


def test_in_is_no_operator_and_no_word(small_engine: SearchEngine) -> None:
    assert found(small_engine, 'in the "in:events"') == found(small_engine, 'in the "in events"')
    page = ask(small_engine, "NOT in:events andersen")
    assert any("narrows the whole search" in notice for notice in page.notices)
    assert CASE in {hit.slug for hit in page.hits}


def test_changed_statements_are_found_and_former_ones_are_not(engine: SearchEngine) -> None:
    case = next(one for one in corpus.small() if one.slug == CASE)
    told = corpus.document(CASE, title=case.title, passages=case.passages[2:3])
    engine.put([told])
    assert found(engine, "in:events inducement") == set()
    assert found(engine, "in:events telephone") == {CASE}
    engine.delete([told.key])
    assert found(engine, "in:events telephone") == set()


def test_every_group_of_the_seed_has_statements(seed_engine: SearchEngine) -> None:
    for group in GROUPS:
        assert bool(ask(seed_engine, f"in:{group}").total) is (group != "captures"), group


def test_what_is_found_inside_is_found_everywhere(seed_engine: SearchEngine) -> None:
    for query in ("training", "motion dismiss", '"fair use"', "generat*"):
        whole = {hit.slug for hit in ask(seed_engine, query, per_page=100).hits}
        if ask(seed_engine, query).total > 100:
            continue
        for group in GROUPS:
            assert found(seed_engine, query, within=(group,), per_page=100) <= whole


# -- explanations


@pytest.mark.parametrize(
    "query",
    [
        "andersen stability",
        "23-cv-201",
        '"text and data mining"',
        "suno OR udio",
        "judge:orrick topic:fair-use",
        "generat* kind:policy",
        "can a company use my drawings without asking",
        "title:licence^5 training",
        "deviantart",
        "17 usc 1202",
        "in:events motion dismiss",
        "anderson stabilty",
    ],
)
def test_an_explanation_adds_up_to_the_score(seed_engine: SearchEngine, query: str) -> None:
    page = ask(seed_engine, query, explain=True, per_page=10)
    assert page.hits
    for hit in page.hits:
        total = sum(part.score for part in hit.explanation)
        assert total == pytest.approx(hit.score, rel=1e-3, abs=1e-3)
        assert all(part.score > 0 for part in hit.explanation)


def test_an_explanation_names_fields_numbers_and_names(small_engine: SearchEngine) -> None:
    words = ask(small_engine, "stability", explain=True).hits[0].explanation
    assert {"title", "short_name", "parties"} <= {part.field for part in words}
    number = ask(small_engine, "23-cv-201", explain=True).hits[0].explanation
    assert ("identifier", "own number") in {(part.what, part.field) for part in number}
    name = ask(small_engine, "kneschke v laion", explain=True).hits[0].explanation
    assert "name" in {part.what for part in name}


def test_nothing_is_explained_unasked(small_engine: SearchEngine) -> None:
    assert ask(small_engine, "stability").hits[0].explanation == ()
