"""The table of synonyms: editors read it, a fault in it is told, queries use it sparingly."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.search import analysis
from kb.search.engine import SearchEngine, SearchPage, SearchRequest
from kb.search.synonyms import (
    Group,
    InvalidSynonyms,
    Synonyms,
    forms_of,
    load_synonyms,
    synonyms,
)
from tests.search.golden.measure import by_words_alone

NOTICE = "Words of the same meaning were searched, too"


def ask(engine: SearchEngine, query: str, **filters: str) -> SearchPage:
    chosen = {name: (value,) for name, value in filters.items()}
    return engine.search(SearchRequest(q=query, filters=chosen))


def told(page: SearchPage) -> bool:
    return any(notice.startswith(NOTICE) for notice in page.notices)


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ('[[group]]\nwords = ["a b"', "Unclosed array"),
        ('[[groups]]\nwords = ["drawing"]', "only \\[\\[group\\]\\] may stand here"),
        ('group = "drawing"', "only \\[\\[group\\]\\]"),
        ('group = ["drawing"]', "group 1 is no table"),
        ('[[group]]\nwords = ["drawing", "art"]\nsame = ["x"]', "group 1 has 'same'"),
        ('[[group]]\nwords = "drawing"', "group 1, words: this must be a list of texts"),
        ('[[group]]\nwords = ["drawing", 7]', "group 1, words: this must be a list of texts"),
        ('[[group]]\nwords = ["drawing"]', "nothing is the same as it"),
        ('[[group]]\ntyped = ["drawing", "art"]', "group 1 has no words to look for"),
        ('[[group]]\nwords = ["drawing", "the of"]', "'the of' has no word that is searched"),
        ('[[group]]\nwords = ["drawing", "Drawing"]', "'Drawing' stands there twice"),
        ('[[group]]\nwords = ["x", "a1 a2 a3 a4 a5 a6 a7 a8 a9"]', "more than 8 words"),
    ],
)
def test_a_fault_names_the_file_the_group_and_the_reason(
    tmp_path: Path, table: str, fault: str
) -> None:
    path = tmp_path / "synonyms.toml"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(InvalidSynonyms, match=fault) as raised:
        load_synonyms(path)
    assert str(raised.value).startswith(str(path))


def test_a_table_that_is_missing_or_in_no_known_encoding_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InvalidSynonyms, match="there is no such file"):
        load_synonyms(tmp_path / "synonyms.toml")
    (tmp_path / "synonyms.toml").write_bytes(b"# \xff\xfe")
    with pytest.raises(InvalidSynonyms, match="UTF-8"):
        load_synonyms(tmp_path / "synonyms.toml")


def test_a_table_may_be_empty(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text("# nothing yet\n", encoding="utf-8")
    assert load_synonyms(tmp_path / "synonyms.toml").groups == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lawsuits", "case"),
        ("scraped", "crawl"),
        ("DRAWINGS", "artwork"),
        ("opt-out", "reservation of rights"),
        ("SD", "Stable Diffusion"),
        ("twitter", "X"),
        ("Künstlern", "artist"),
        ("обучения", "train"),
    ],
)
def test_any_form_of_a_word_is_known(typed: str, meant: str) -> None:
    found = synonyms().of(forms_of(typed))
    assert any(meant in group.words for group in found)


def test_a_stemmer_of_another_language_makes_no_synonyms() -> None:
    table = Synonyms([Group(("label", "mark"))])
    assert table.of(forms_of("mark")) == table.groups
    assert table.of(forms_of("marks")) == table.groups
    stems = analysis.query_stems("market", frozenset({"en", "de", "fr", "ru"}))
    assert "mark/de" in stems
    assert table.of([stems]) == ()


def test_a_run_without_blanks_is_taken_apart_at_known_words() -> None:
    pieces = list(synonyms().in_run(analysis.fold("生成ai著作権訴訟")))
    assert [piece for piece, _ in pieces] == [*map(analysis.fold, ("生成ai", "著作権", "訴訟"))]
    assert all(groups for _, groups in pieces)


def test_a_synonym_finds_what_the_typed_word_does_not(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, "twitter scraping lawsuit")
    assert page.hits[0].slug == "x-corp-v-bright-data"
    assert told(page)


def test_what_stands_for_a_word_is_not_looked_for_in_turn(seed_engine: SearchEngine) -> None:
    group = next(group for group in synonyms().groups if "Stable Diffusion" in group.words)
    assert "SD" in group.typed
    assert not told(ask(seed_engine, "stable diffusion"))


@pytest.mark.parametrize(
    "query",
    [
        '"lawsuit"', 'betamax "lawsuit"', "title:lawsuit", "twitter kind:policy",
        "lawsuit NOT twitter", "23-cv-201", "CC-BY-4.0 drawings", "17 USC 1202", "twitt*",
        "midjourney",
    ],
)  # fmt: skip
def test_fields_quotation_marks_operators_and_numbers_are_taken_as_typed(
    seed_engine: SearchEngine, query: str
) -> None:
    assert not told(ask(seed_engine, query))


def test_a_word_with_a_page_full_of_results_is_taken_as_typed(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, "artist")
    assert page.total > 20
    assert not told(page)


def test_what_was_typed_counts_more_than_what_means_the_same(seed_engine: SearchEngine) -> None:
    page = ask(seed_engine, "monkey lawsuit")
    assert page.hits[0].slug == "naruto-v-slater"


def test_a_filter_only_narrows_what_is_found_without_it(seed_engine: SearchEngine) -> None:
    for query in ("twitter scraping lawsuit", "can a company train on my drawings", "kneshke"):
        whole = seed_engine.search(SearchRequest(q=query, per_page=100))
        for facet in ("kind", "jurisdiction"):
            for counted in whole.facets[facet]:
                page = ask(seed_engine, query, **{facet: counted.value})
                assert page.total == counted.count, (query, facet, counted.value)


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("does artstation let companies use my portfolio?", "artstation"),
        ("what happened in the first german case about laion", "kneschke-v-laion"),
        ("how much did anthropic pay the authors", "bartz-v-anthropic"),
    ],
)
def test_a_question_needs_most_of_its_telling_words_only(
    seed_engine: SearchEngine, query: str, slug: str
) -> None:
    assert ask(seed_engine, query).hits[0].slug == slug


def test_a_question_about_nothing_that_is_known_finds_nothing(seed_engine: SearchEngine) -> None:
    with by_words_alone():  # in meaning there is always something nearest
        assert ask(seed_engine, "how do zebrafish xylophones qwertz?").total == 0
