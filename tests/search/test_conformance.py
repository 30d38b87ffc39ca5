"""What every engine does: put, delete, search, filter, sort, page, mark, suggest, verify."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.search.engine import (
    FACETS,
    IndexUnavailable,
    Passage,
    QueryError,
    SearchEngine,
    SearchPage,
    SearchRequest,
)
from tests.search import corpus

Factory = Callable[[Path], SearchEngine]


def slugs(page: SearchPage) -> list[str]:
    return [hit.slug for hit in page.hits]


def ask(engine: SearchEngine, q: str = "", **options: object) -> SearchPage:
    return engine.search(SearchRequest(q=q, **options))  # type: ignore[arg-type]


def found(engine: SearchEngine, q: str = "", **options: object) -> set[str]:
    return set(slugs(ask(engine, q, **options)))


# -- life of an index


def test_an_engine_without_an_index_says_so(factory: Factory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    assert engine.state().status == "absent"
    assert "kb index rebuild" in engine.state().reason
    with pytest.raises(IndexUnavailable):
        ask(engine, "fair use")
    with pytest.raises(IndexUnavailable):
        engine.verify([])
    assert not (tmp_path / "index").exists()


def test_a_first_put_makes_the_index(factory: Factory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    engine.put([corpus.document()])
    assert engine.state().status == "ready"
    assert found(engine, "painter") == {"painter-v-model"}


def test_an_index_may_be_empty(factory: Factory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    engine.rebuild([])
    assert engine.state().status == "ready"
    assert ask(engine, "fair use").hits == ()
    assert ask(engine).total == 0
    assert engine.verify([]) == []


def test_put_replaces_and_delete_removes(engine: SearchEngine) -> None:
    count = engine.state().documents
    engine.put([corpus.document("undated", title="Known v. Known", summary="Now it is known.")])
    assert engine.state().documents == count
    assert found(engine, "title:known") == {"undated"}
    assert found(engine, "title:undated") == set()
    engine.delete([("case", "undated"), ("case", "never-there")])
    assert engine.state().documents == count - 1
    assert found(engine, "title:known") == set()


def test_warming_up_changes_no_answer_and_needs_no_index(
    factory: Factory, tmp_path: Path, small_engine: SearchEngine
) -> None:
    engine = factory(tmp_path / "index")
    engine.warm()
    assert engine.state().status == "absent"
    engine.rebuild(corpus.small())
    engine.warm()
    engine.warm()
    assert slugs(ask(engine, "training")) == slugs(ask(small_engine, "training"))


def test_changes_are_seen_by_an_engine_that_was_open_before(
    factory: Factory, tmp_path: Path
) -> None:
    writer, reader = factory(tmp_path / "index"), factory(tmp_path / "index")
    writer.rebuild(corpus.small())
    before = reader.state().generation
    assert found(reader, "title:painter") == set()
    writer.put([corpus.document()])
    assert found(reader, "title:painter") == {"painter-v-model"}
    assert reader.state().generation != before
    writer.rebuild(corpus.small())
    assert found(reader, "title:painter") == set()


def test_the_index_remembers_the_last_change_applied(engine: SearchEngine) -> None:
    assert engine.state().last_outbox_id == 7
    engine.put([corpus.document()])
    assert engine.state().last_outbox_id == 7
    engine.apply(delete=[("case", "painter-v-model")], last_outbox_id=9)
    assert engine.state().last_outbox_id == 9
    engine.apply(last_outbox_id=12)
    assert engine.state().last_outbox_id == 12


def test_many_small_changes_leave_what_one_rebuild_would(engine: SearchEngine) -> None:
    for number in range(12):
        engine.put([corpus.document(f"case-{number}", summary=f"Number {number} of the row.")])
    for number in range(0, 12, 2):
        engine.delete([("case", f"case-{number}")])
    rest = [
        corpus.document(f"case-{number}", summary=f"Number {number} of the row.")
        for number in range(1, 12, 2)
    ]
    assert engine.verify([*corpus.small(), *rest]) == []
    assert found(engine, "row") == {document.slug for document in rest}


def test_verify_names_what_is_missing_different_and_too_much(engine: SearchEngine) -> None:
    documents = corpus.small()
    changed = corpus.document("undated", title="Another title")
    expected = [changed, corpus.document("new"), *documents[:-2]]
    assert engine.verify(expected) == [
        "case/undated differs in the search index.",
        "case/new is missing from the search index.",
        "law/japan-copyright-act-30-4 is in the search index but not published.",
    ]


# -- what is found


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("andersen", "andersen-v-stability-ai"),
        ("illustrator drawing", "andersen-v-stability-ai"),
        ("title:andersen", "andersen-v-stability-ai"),
        ("party:ortiz", "andersen-v-stability-ai"),
        ("plaintiff:andersen", "andersen-v-stability-ai"),
        ("defendant:stability", "andersen-v-stability-ai"),
        ("judge:orrick", "andersen-v-stability-ai"),
        ("court:cand", "andersen-v-stability-ai"),
        ("court:hamburg", "kneschke-v-laion"),
        ('court:"northern district"', "andersen-v-stability-ai"),
        ("docket:3:23-cv-00201-WHO", "andersen-v-stability-ai"),
        ("docket:310", "kneschke-v-laion"),
        ('system:"stable diffusion"', "andersen-v-stability-ai"),
        ("Künstlerin", "kneschke-v-laion"),
        ("kunstlerin", "kneschke-v-laion"),
        ("著作権法", "japan-copyright-act-30-4"),
        ("情報解析", "japan-copyright-act-30-4"),
        ("deviant art", "deviantart"),
        ("art station", "artstation"),
        ("kneshke", "kneschke-v-laion"),
        ("anderson stability", "andersen-v-stability-ai"),
        ("cc by 4.0", "cc-by-4-0"),
        ("17 usc 1202(b)", "us-17-usc-1202"),
        ("3:23-cv-00201-WHO", "andersen-v-stability-ai"),
        ("1:23-cv-00201", "other-v-other"),
        ("310 o 227/23", "kneschke-v-laion"),
    ],
)
def test_it_ranks_first_what_was_meant(small_engine: SearchEngine, query: str, slug: str) -> None:
    assert slugs(ask(small_engine, query))[0] == slug


def test_plaintiff_and_defendant_keep_the_sides_apart(small_engine: SearchEngine) -> None:
    assert found(small_engine, "plaintiff:stability") == set()
    assert found(small_engine, "party:stability") == {"andersen-v-stability-ai"}


def test_the_entry_itself_comes_before_those_that_mention_it(small_engine: SearchEngine) -> None:
    assert slugs(ask(small_engine, "andersen stability")) == [
        "andersen-v-stability-ai",
        "other-v-other",
    ]


def test_a_docket_number_without_its_office_finds_every_court_that_has_it(
    small_engine: SearchEngine,
) -> None:
    assert found(small_engine, "23-cv-201") == {"andersen-v-stability-ai", "other-v-other"}


def test_operators_do_what_they_say(small_engine: SearchEngine) -> None:
    assert found(small_engine, "deviantart OR artstation NOT kind:case") == {
        "deviantart",
        "artstation",
    }
    assert found(small_engine, "kind:policy NOT deviantart") == {"artstation"}
    assert found(small_engine, "(kneschke OR andersen) AND dataset:laion") == {
        "kneschke-v-laion",
        "andersen-v-stability-ai",
    }


def test_patterns_find_words_of_any_form(small_engine: SearchEngine) -> None:
    assert "kneschke-v-laion" in found(small_engine, "knesch*")
    assert "kneschke-v-laion" in found(small_engine, "kne?chke")
    assert "kneschke-v-laion" in found(small_engine, "knechke~")
    assert found(small_engine, "party:ortz~") == {"andersen-v-stability-ai"}


def test_a_phrase_needs_its_words_together(small_engine: SearchEngine) -> None:
    assert found(small_engine, '"opt out of training"') == {"deviantart"}
    assert found(small_engine, '"training opt out"') == set()
    assert found(small_engine, '"lets artists tag"~4') == {"artstation"}


def test_words_of_two_statements_never_stand_together(factory: Factory, tmp_path: Path) -> None:
    engine = factory(tmp_path / "index")
    passages = tuple(Passage("event", words, "events") for words in ("ink two", "x y z paper"))
    engine.put([
        corpus.document("apart", passages=passages),
        corpus.document("together", passages=(Passage("event", "ink a b c paper", "events"),)),
    ])  # fmt: skip
    for query in ('"ink paper"~4', '"paper ink"~4 OR "ink paper"~3', 'in:events "ink paper"~9'):
        assert found(engine, query) == {"together"}, query


# -- filters, dates and fields say the same


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "policy"),
        ("jurisdiction", "DE"),
        ("status", "in-force"),
        ("topic", "tdm-exception"),
        ("court", "lg-hamburg"),
        ("lang", "ja"),
        ("year", "2023"),
    ],
)
def test_a_filter_and_the_field_of_that_name_find_the_same(
    small_engine: SearchEngine, name: str, value: str
) -> None:
    filtered = found(small_engine, filters={name: (value,)})
    assert filtered
    assert filtered == found(small_engine, f"{name}:{value}")


def test_several_values_are_alternatives_and_several_filters_add_up(
    small_engine: SearchEngine,
) -> None:
    both = {"kind": ("policy", "licence")}
    assert found(small_engine, filters=both) == {"deviantart", "artstation", "cc-by-4-0"}
    narrowed = both | {"jurisdiction": ("INT",)}
    assert found(small_engine, filters=narrowed) == {"cc-by-4-0"}


def test_a_date_known_to_the_year_lies_in_that_year_only(small_engine: SearchEngine) -> None:
    assert found(small_engine, "filed:2018") == {"japan-copyright-act-30-4"}
    assert found(small_engine, "filed:2018-06") == set()
    assert "japan-copyright-act-30-4" not in found(small_engine, "filed:>=2018-06")
    assert found(small_engine, filed_from="2018", filed_to="2018") == {"japan-copyright-act-30-4"}


def test_bounds_of_dates_are_inclusive_and_braces_exclusive(small_engine: SearchEngine) -> None:
    assert "andersen-v-stability-ai" in found(small_engine, "filed:[20230113 TO 20230113]")
    assert "andersen-v-stability-ai" not in found(small_engine, "filed:{2023-01-13 TO 2024]")
    assert found(small_engine, "filed:<=2013-11-25 kind:licence") == {"cc-by-4-0"}
    assert found(small_engine, "filed:<2013-11-25 kind:licence") == set()


def test_what_has_no_date_is_in_no_range(small_engine: SearchEngine) -> None:
    assert "undated" not in found(small_engine, "date:[TO]")
    assert "undated" in found(small_engine, "NOT date:[TO]")


# -- facets


def test_facets_add_up_to_what_was_found(small_engine: SearchEngine) -> None:
    page = ask(small_engine)
    assert set(page.facets) == set(FACETS)
    assert page.total == len(corpus.small())
    for name in ("kind", "jurisdiction"):
        assert sum(counted.count for counted in page.facets[name]) == page.total
    assert {c.value: c.count for c in page.facets["kind"]} == {
        "case": 4,
        "policy": 2,
        "licence": 1,
        "law": 2,
    }


def test_a_facet_leaves_its_own_filter_aside(small_engine: SearchEngine) -> None:
    page = ask(small_engine, filters={"kind": ("law",), "jurisdiction": ("JP",)})
    assert page.total == 1
    assert {c.value: c.count for c in page.facets["kind"] if c.count} == {"law": 1}
    assert {c.value: c.count for c in page.facets["jurisdiction"]} == {"JP": 1, "US": 1}


def test_every_facet_count_is_what_choosing_it_finds(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, "training", filters={"jurisdiction": ("US", "DE")})
    for name, counts in page.facets.items():
        for counted in counts[:4]:
            chosen = {"jurisdiction": ("US", "DE")} | {name: (counted.value,)}
            assert ask(seed_engine, "training", filters=chosen).total == counted.count


def test_facets_can_be_left_out(small_engine: SearchEngine) -> None:
    assert ask(small_engine, facets=False).facets == {}


# -- order and pages


def test_sorting_by_date_and_title(small_engine: SearchEngine) -> None:
    newest = ask(small_engine, filters={"kind": ("case", "policy")}, sort="newest")
    assert slugs(newest)[:3] == ["deviantart", "artstation", "other-v-other"]
    oldest = ask(small_engine, sort="oldest")
    assert slugs(oldest)[:2] == ["us-17-usc-1202", "cc-by-4-0"]
    titles = [hit.title for hit in ask(small_engine, sort="title").hits]
    assert titles == sorted(titles, key=str.casefold)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "title"])
@pytest.mark.parametrize("query", ["", "training", "kind:case", "generat* OR licence"])
def test_pages_have_neither_gaps_nor_repeats(
    seed_engine: SearchEngine, sort: str, query: str
) -> None:
    whole = ask(seed_engine, query, sort=sort, per_page=100, facets=False)
    pages: list[tuple[str, str]] = []
    number = 1
    while len(pages) < whole.total:
        page = ask(seed_engine, query, sort=sort, per_page=17, page=number, facets=False)
        assert page.hits, "a gap"
        assert page.total == whole.total
        pages += [(hit.kind, hit.slug) for hit in page.hits]
        number += 1
    assert len(set(pages)) == len(pages) == whole.total
    assert pages[:100] == [(hit.kind, hit.slug) for hit in whole.hits]
    assert ask(seed_engine, query, sort=sort, per_page=17, page=number, facets=False).hits == ()


@pytest.mark.parametrize(
    "options",
    [
        {"sort": "best"},
        {"page": 0},
        {"page": -1},
        {"per_page": 0},
        {"per_page": 101},
        {"filters": {"colour": ("red",)}},
    ],
)
def test_a_request_that_means_nothing_is_refused(options: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        SearchRequest(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("day", ["soon", "2024-13", "99999999999999999999", "2024-02-30"])
def test_a_date_that_does_not_exist_is_refused(small_engine: SearchEngine, day: str) -> None:
    with pytest.raises(QueryError, match="is no date"):
        ask(small_engine, filed_from=day)


# -- snippets, suggestions, notices


def test_snippets_mark_the_words_and_are_safe_html(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "members guests", filters={"kind": ("policy",)})
    snippet = page.hits[0].snippet
    assert "<mark>Members</mark>" in snippet
    assert "&lt;b&gt;" in snippet
    assert "&amp;" in snippet
    assert set(re.findall(r"<[^>]*>", snippet)) <= {"<mark>", "</mark>"}


def test_the_snippet_comes_from_the_passage_with_most_of_the_words(
    small_engine: SearchEngine,
) -> None:
    page = ask(small_engine, "andersen inducement survives")
    assert "<mark>Inducement</mark> <mark>survives</mark>" in page.hits[0].snippet


def test_words_after_not_are_not_marked(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "drawings NOT inducement NOT painter OR kind:case")
    assert all("<mark>Inducement" not in hit.snippet for hit in page.hits)


def test_every_snippet_of_the_seed_is_safe(seed_engine: SearchEngine) -> None:
    for query in ("training", '"fair use"', "generat*", "the"):
        for hit in ask(seed_engine, query, per_page=50).hits:
            assert set(re.findall(r"<[^>]*>", hit.snippet)) <= {"<mark>", "</mark>"}
            assert hit.snippet.count("<mark>") == hit.snippet.count("</mark>")


def test_a_suggestion_finds_something(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "anderson stability")
    assert page.suggestion == "andersen stability"
    assert any("near spellings" in notice for notice in page.notices)
    assert ask(small_engine, page.suggestion).total


def test_a_suggestion_keeps_the_rest_of_the_query(small_engine: SearchEngine) -> None:
    page = ask(small_engine, 'kneshke "Training" jurisdiction:DE')
    assert page.suggestion == 'kneschke "Training" jurisdiction:DE'


def test_a_query_that_finds_enough_has_no_suggestion(small_engine: SearchEngine) -> None:
    assert ask(small_engine, "training").suggestion is None


def test_most_of_the_words_are_enough_where_all_find_nothing(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "are the copies of an author forbidden in zeppelins")
    assert page.hits[0].slug == "us-17-usc-1202"
    assert any("most of them" in notice for notice in page.notices)


def test_an_exact_search_takes_words_as_typed_however_little_that_finds(
    small_engine: SearchEngine,
) -> None:
    for words in ("may somebody remove the name of an author from copies", "stabilty"):
        assert found(small_engine, words)
        assert not found(small_engine, words, exact=True)
    assert found(small_engine, "stability", exact=True) == found(small_engine, "stability")


def test_conditions_stay_where_words_are_let_go(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "zebra author name kind:licence")
    assert slugs(page) == ["cc-by-4-0"]


def test_an_unknown_field_is_told_which_exist(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "author:andersen")
    assert any("The fields are: title, party" in notice for notice in page.notices)
    assert "andersen-v-stability-ai" in slugs(page)


def test_an_unknown_value_is_told_which_exist(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "kind:novel")
    assert page.total == 0
    assert any("case, policy, licence, law" in notice for notice in page.notices)


def test_an_empty_query_finds_everything(small_engine: SearchEngine) -> None:
    assert ask(small_engine, "   ").total == len(corpus.small())


def test_punctuation_alone_finds_nothing_and_says_why(small_engine: SearchEngine) -> None:
    page = ask(small_engine, "?!")
    assert page.total == 0
    assert page.notices == ("The query has no words to search for.",)
