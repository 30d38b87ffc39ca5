"""Plain queries that find little: as questions, in other languages, in writing without blanks."""

from __future__ import annotations

from typing import Final

import pytest

from kb.search import rescue, widening
from kb.search.engine import SearchEngine, SearchRequest
from kb.search.query import ParsedQuery, parse
from kb.search.synonyms import synonyms
from kb.search.tree import AtLeast, Maybe, Node, Value, leaves

LANGUAGES = frozenset({"en", "de", "fr", "ja"})


def parsed(query: str) -> ParsedQuery:
    return parse(query, languages=LANGUAGES)


def slots(query: str) -> list[widening.Slot]:
    return widening.slots_of(parsed(query), synonyms(), LANGUAGES)


class NoWords:
    """An index without a word."""

    def frequency(self, word: str) -> int:
        return 0

    def vocabulary(self) -> dict[str, int]:
        return {}


def enough(query: str) -> AtLeast:
    found: Node | None = widening.enough_of(parsed(query), slots(query), NoWords())
    while found is not None and not isinstance(found, AtLeast):
        found = (
            found.required if isinstance(found, Maybe) else getattr(found, "children", [None])[0]
        )
    assert isinstance(found, AtLeast)
    return found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("does artstation share portfolios with companies", True),
        ("artstation portfolios companies?", True),
        ("artstation portfolios companies", False),
        ("what is fair use?", False),  # two telling words are a name
        ('who said "fair use" of drawings by machines', True),
    ],
)
def test_what_asks_and_has_several_telling_words_is_a_question(query: str, expected: bool) -> None:
    assert widening.is_question(parsed(query)) is expected


def test_words_that_only_ask_are_left_out_of_a_question() -> None:
    found = enough("how could someone explain monkeys and zebras without typewriters")
    assert len(found.children) == 3
    assert found.minimum == 2


def test_stop_words_of_other_languages_are_left_out_too() -> None:
    assert len(enough("Affen klagen gegen Zebras mit Schreibmaschinen").children) == 4


@pytest.mark.parametrize("query", ['"drawing"', "title:drawing", "drawing 23-cv-201", "a OR b"])
def test_only_plain_words_have_slots(query: str) -> None:
    assert slots(query) == []


def test_the_longest_text_of_the_table_wins() -> None:
    found = slots("training data mining")
    assert [len(slot.groups) > 0 for slot in found] == [True, False]
    assert "dataset" in found[0].groups[0].words


def test_so_many_synonyms_at_most_are_looked_for() -> None:
    found = slots("drawing artist lawsuit scrape permission opt-out terms company law copy")
    assert sum(len(slot.others) for slot in found) <= widening.MOST_IN_ALL


@pytest.mark.parametrize(
    ("query", "languages"),
    [
        ("生成AIの著作権", ("ja",)),
        ("人工智能", ("ja", "zh")),
        ("авторское право", ("ru",)),
        ("Klage gegen eine Firma", ("de",)),
        ("lawsuit against a company", ()),
    ],
)
def test_entries_in_the_language_of_a_query_come_a_little_higher(
    query: str, languages: tuple[str, ...]
) -> None:
    query_parsed = parsed(query)
    tree = widening.of_its_language(query_parsed.tree, query_parsed)
    values = [leaf.values for leaf in leaves(tree) if isinstance(leaf, Value)]
    assert values == ([languages] if languages else [])


def test_the_id_of_a_court_means_that_court_alone(seed_engine: SearchEngine) -> None:
    def found(query: str) -> set[str]:
        page = seed_engine.search(SearchRequest(q=query, per_page=100))
        return {hit.slug for hit in page.hits}

    assert found("court:usco") == {"zarya-of-the-dawn"}
    assert found('court:"copyright office"') >= {"zarya-of-the-dawn", "suryast-review-board"}


@pytest.mark.parametrize(
    ("typed", "written"),
    [("sold", "sell"), ("stolen", "steal"), ("made", "makes"), ("paid", "pay")],
)
def test_irregular_forms_meet(typed: str, written: str) -> None:
    from kb.search import analysis

    assert analysis.stems(typed, "en") == analysis.stems(written, "en")


def test_a_licence_is_found_without_its_version(seed_engine: SearchEngine) -> None:
    page = seed_engine.search(SearchRequest(q="CC-BY-SA", per_page=3))
    assert "cc-by-sa-4-0" in [hit.slug for hit in page.hits]


class FewWords(NoWords):
    """An index with the words of a name, and one that begins like it."""

    known: Final = {"stable": 9, "diffusion": 7, "fusion": 2, "stab": 1}

    def frequency(self, word: str) -> int:
        return self.known.get(word, 0)

    def vocabulary(self) -> dict[str, int]:
        return self.known


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("stabledifusion", ["stable diffusion"]),
        ("stablediffusionn", ["stable diffusion"]),
        ("stabledfuson", []),  # two letters wrong
        ("midjourneyy", []),
        ("v2", []),
    ],
)
def test_two_words_written_as_one_may_have_a_letter_wrong(typed: str, meant: list[str]) -> None:
    assert [near.word for near in rescue.near_pairs(typed, FewWords())] == meant


def test_a_longer_run_without_blanks_is_found_by_most_of_its_pairs(
    seed_engine: SearchEngine,
) -> None:
    page = seed_engine.search(SearchRequest(q="画像無断複製書類送検事件", per_page=3))
    assert page.hits
    assert page.hits[0].slug == "chiba-ai-image-copyright-criminal-case"
