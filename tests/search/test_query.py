"""The query language: what a text is understood to ask."""

from __future__ import annotations

from datetime import date

import pytest

from kb.search.engine import QueryError
from kb.search.query import ParsedQuery, parse
from kb.search.tree import (
    And,
    DateRange,
    Everything,
    Fuzzy,
    Identified,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Term,
    Value,
    Wildcard,
    leaves,
)


def core(query: str) -> Node:
    return parse(query).core


def words(parsed: ParsedQuery) -> list[str]:
    return [term.word for term in parsed.plain]


def test_words_must_all_be_there() -> None:
    tree = core("fair use")
    assert isinstance(tree, And)
    assert words(parse("fair use")) == ["fair", "use"]


def test_brackets_that_change_nothing_leave_plain_words() -> None:
    parsed = parse("Getty v. Stability (London judgment)")
    assert parsed.is_plain
    assert words(parsed) == ["getty", "v", "stability", "london", "judgment"]
    assert not parse("getty (london OR delaware)").is_plain
    assert isinstance(core("getty (london OR delaware)"), And)


def test_stop_words_are_left_out_unless_there_is_nothing_else() -> None:
    assert words(parse("the use of the work")) == ["use", "work"]
    alone = core("the")
    assert isinstance(alone, Term)
    assert alone.exact


def test_words_keep_their_place_in_the_query() -> None:
    query = 'kind:case "fair use" Orrick, stability!'
    spans = [query[term.start : term.end] for term in parse(query).plain]
    assert spans == ["Orrick,", "stability!"]


def test_and_binds_more_tightly_than_or() -> None:
    tree = core("suno AND udio OR gema AND openai")
    assert isinstance(tree, Or)
    assert all(isinstance(child, And) for child in tree.children)


def test_not_takes_what_follows_it() -> None:
    tree = core("suno NOT (udio OR gema)")
    assert isinstance(tree, And)
    assert isinstance(tree.children[1], Not)
    assert isinstance(tree.children[1].child, Or)


def test_a_hyphen_makes_a_phrase_and_quotes_a_firm_one() -> None:
    loose, firm = core("opt-out"), core('"opt out"')
    assert isinstance(loose, Phrase)
    assert not loose.quoted
    assert isinstance(firm, Phrase)
    assert firm.quoted


def test_a_phrase_keeps_the_distance_over_stop_words() -> None:
    tree = core('"use of the work"')
    assert isinstance(tree, Phrase)
    assert [offset for offset, _ in tree.parts] == [0, 3]


def test_typographic_quotation_marks_make_phrases() -> None:
    assert core("\u201cfair use\u201d") == core('"fair use"')


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("filed:2024", DateRange(date(2024, 1, 1), date(2024, 12, 31))),
        ("filed:2024-06", DateRange(date(2024, 6, 1), date(2024, 6, 30))),
        ("filed:20240603", DateRange(date(2024, 6, 3), date(2024, 6, 3))),
        ("filed:>=2024-06", DateRange(date(2024, 6, 1), None)),
        ("filed:>2024-06", DateRange(date(2024, 7, 1), None)),
        ("filed:<=2024", DateRange(None, date(2024, 12, 31))),
        ("filed:<2024", DateRange(None, date(2023, 12, 31))),
        ("filed:[20230101 TO 20231231]", DateRange(date(2023, 1, 1), date(2023, 12, 31))),
        ("filed:[2023 to 2024]", DateRange(date(2023, 1, 1), date(2024, 12, 31))),
        ("filed:{2022 TO 2024}", DateRange(date(2023, 1, 1), date(2023, 12, 31))),
        ("filed:[2023 TO]", DateRange(date(2023, 1, 1), None)),
        ("date:[TO 2023]", DateRange(None, date(2023, 12, 31))),
        ('filed:"2024"', DateRange(date(2024, 1, 1), date(2024, 12, 31))),
    ],
)
def test_dates_are_understood_in_every_usual_form(query: str, expected: Node) -> None:
    assert core(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind:case", Value("kind", ("case",))),
        ("kind:Cases", Value("kind", ("case",))),
        ("type:license", Value("kind", ("licence",))),
        ("jurisdiction:de", Value("jurisdiction", ("DE",))),
        ("jurisdiction:germany", Value("jurisdiction", ("DE",))),
        ('country:"united kingdom"', Value("jurisdiction", ("GB",))),
        ("jurisdiction:uk", Value("jurisdiction", ("GB",))),
        ("topic:fair-use", Value("topic", ("fair-use",))),
        ("topic:Fair_Use", Value("topic", ("fair-use",))),
        ('topic:"fair use"', Value("topic", ("fair-use",))),
        ("status:on-appeal", Value("status", ("on-appeal",))),
        ("lang:Japanese", Value("lang", ("ja",))),
        ("year:2024", Value("year", ("2024",))),
        ("KIND:law", Value("kind", ("law",))),
    ],
)
def test_values_are_known_by_code_name_and_spelling(query: str, expected: Node) -> None:
    assert core(query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("midjourn*", Prefix("text", "midjourn")),
        ("party:Künst*", Prefix("party", "kunst")),
        ("mid*ney", Wildcard("text", "mid*ney")),
        ("mid?ourney", Wildcard("text", "mid?ourney")),
        ("kneshke~", Fuzzy("text", "kneshke", 1)),
        ("kneshke~2", Fuzzy("text", "kneshke", 2)),
        ("abc~2", Fuzzy("text", "abc", 1)),
    ],
)
def test_patterns_look_at_folded_words(query: str, expected: Node) -> None:
    assert core(query) == expected


def test_a_question_mark_at_the_end_of_a_word_ends_a_question() -> None:
    assert words(parse("is that fair use?")) == ["fair", "use"]


@pytest.mark.parametrize(
    "query",
    [
        "23-cv-201",
        "docket:23-cv-201",
        '"23-cv-201"',
        "(23-cv-201)",
        "andersen 23-cv-201",
        "No. 23-cv-201",
    ],
)
def test_an_identifier_is_recognised_wherever_it_stands(query: str) -> None:
    keys = [leaf.keys for leaf in leaves(core(query)) if isinstance(leaf, Identified)]
    assert any("us:3:23-cv-201" in found for found in keys)


def test_brackets_and_colons_inside_an_identifier_are_not_grammar() -> None:
    parsed = parse("[2025] EWHC 2863 (Ch) OR 3:23-cv-00201-WHO OR 17 U.S.C. § 1202(b)(1)")
    assert isinstance(parsed.core, Or)
    assert len(parsed.core.children) == 3
    assert parsed.notices == ()


def test_an_unknown_field_becomes_a_word_with_a_notice() -> None:
    parsed = parse("author:andersen")
    assert words(parsed) == ["author", "andersen"]
    assert "There is no field \u201cauthor\u201d" in parsed.notices[0]


def test_an_address_and_a_docket_number_are_not_taken_for_fields() -> None:
    for query in ("https://example.org/a", "3:23-cv-00201", "DALL-E: a history", "10:30"):
        assert parse(query).notices == ()


def test_an_odd_quotation_mark_and_a_stray_bracket_are_left_out_with_a_notice() -> None:
    assert "no partner" in parse('fair "use').notices[0]
    assert "no partner" in parse("fair (use").notices[0]
    assert words(parse('fair "use')) == ["fair", "use"]
    assert words(parse("fair (use")) == ["fair", "use"]


def test_boosts_are_kept_within_bounds() -> None:
    boosts = [leaf.boost for leaf in leaves(core("a1^99 b1^0.001 c1^3")) if isinstance(leaf, Term)]
    assert boosts == [10.0, 0.1, 3.0]


def test_nothing_typed_is_everything_and_nothing_meant_is_nothing() -> None:
    assert core("  ") == Everything()
    assert core("?!") == Nothing()


def test_a_query_word_has_the_stems_of_every_language_of_the_index() -> None:
    languages = frozenset({"en", "de", "ja"})
    (many,) = parse("Künstlerinnen", languages=languages).plain
    (one,) = parse("Kuenstlerin", languages=languages).plain
    assert set(many.forms) & set(one.forms)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("x" * 600, "The query has 600 characters; up to 512 can be searched."),
        ("a*", "A wildcard needs at least 2 letters before it."),
        ("filed:[2024 TO 2023]", "The range of dates ends before it begins."),
        ("kind:ca*", "kind: takes a whole value, without wildcards."),
        ("(" * 11 + "a" + ")" * 11, "Brackets may be nested 10 deep."),
    ],
)
def test_what_cannot_be_run_says_why(query: str, sentence: str) -> None:
    with pytest.raises(QueryError) as raised:
        parse(query)
    assert raised.value.message == sentence
