"""What people mean is found first: floors under the numbers that `make relevance` prints."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kb.search.engine import SearchEngine
from kb.search.meaning.blend import is_spoken
from kb.search.query import parse
from tests.search import corpus
from tests.search.golden.filters import ask, filters
from tests.search.golden.measure import (
    ASKED,
    DEPTH,
    EVERYDAY,
    HELD_OUT,
    SETS,
    UNSEEN,
    Judged,
    Measured,
    by_words_alone,
    judged_queries,
    mean,
    measure,
    report,
    weakest,
)

MRR_FLOOR, RECALL_FLOOR = 0.90, 0.85
#: Of questions that hardly share a word with their answers; without the extra 0.50 and 0.55.
MEANING_MRR_FLOOR, MEANING_RECALL_FLOOR = 0.54, 0.62
#: Of questions in everyday words, which were judged before anything was made for them.
EVERYDAY_MRR_FLOOR, EVERYDAY_RECALL_FLOOR = 0.43, 0.45
#: Of what people really type, whether it was looked at one by one or not.
TYPED_MRR_FLOOR, TYPED_RECALL_FLOOR = 0.80, 0.79
STYLES = {
    "identifiers", "names", "misspellings", "joined", "aliases", "questions", "concepts", "fields",
    "german", "french", "russian", "japanese", "chinese", "phrases", "negation", "meaning",
}  # fmt: skip


def test_there_are_many_judged_queries_of_every_style() -> None:
    judged = judged_queries()
    assert len(judged) >= 150
    assert {one.style for one in judged} == STYLES


def test_every_judged_answer_is_an_entry_of_the_seed() -> None:
    entries = {"/".join(document.key) for document in corpus.seed()}
    judged = [one for path in SETS for one in judged_queries(path)]
    unknown = [(one.query, sorted(set(one.grades) - entries)) for one in judged]
    assert [found for found in unknown if found[1]] == []


def test_no_query_is_judged_twice_or_without_a_right_answer() -> None:
    judged = [one for path in SETS for one in judged_queries(path)]
    assert len({one.query for one in judged}) == len(judged)
    assert [one.query for one in judged if not one.right] == []


def test_what_is_meant_is_found_among_the_first(seed_engine: SearchEngine) -> None:
    measured = measure(seed_engine, judged_queries())
    told = f"{report(measured)}\n{weakest(measured)}"
    assert mean(one.reciprocal_rank for one in measured) >= MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= RECALL_FLOOR, told


def test_words_alone_do_as_well_where_they_can(seed_engine: SearchEngine) -> None:
    judged = [one for one in judged_queries() if one.style != "meaning"]
    spoken = [one for one in judged if is_spoken(parse(one.query))]
    with by_words_alone():
        measured = measure(seed_engine, spoken)
    told = f"{report(measured)}\n{weakest(measured)}"
    assert mean(one.reciprocal_rank for one in measured) >= MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= RECALL_FLOOR, told


def test_meaning_finds_more_than_words_do(seed_engine: SearchEngine) -> None:
    judged = [one for one in judged_queries() if one.style == "meaning"]
    measured = measure(seed_engine, judged)
    with by_words_alone():
        words = measure(seed_engine, judged)
    told = f"{report(measured)}\n{report(words)}\n{weakest(measured)}"
    assert mean(one.reciprocal_rank for one in measured) >= MEANING_MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= MEANING_RECALL_FLOOR, told
    assert mean(one.recall for one in words) < MEANING_RECALL_FLOOR, told


def test_queries_that_nothing_was_tuned_to_do_as_well(seed_engine: SearchEngine) -> None:
    measured = measure(seed_engine, judged_queries(HELD_OUT))
    told = report(measured)  # the means only: a query that is looked at is tuned to
    assert mean(one.reciprocal_rank for one in measured) >= MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= RECALL_FLOOR, told


def test_everyday_questions_lead_to_what_the_law_calls_otherwise(
    seed_engine: SearchEngine,
) -> None:
    measured = measure(seed_engine, judged_queries(EVERYDAY))
    told = report(measured)
    assert mean(one.reciprocal_rank for one in measured) >= EVERYDAY_MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= EVERYDAY_RECALL_FLOOR, told


@pytest.mark.parametrize("path", [ASKED, UNSEEN], ids=["looked-at", "unseen"])
def test_what_people_really_type_finds_its_answer(seed_engine: SearchEngine, path: Path) -> None:
    measured = measure(seed_engine, judged_queries(path))
    told = report(measured)
    assert mean(one.reciprocal_rank for one in measured) >= TYPED_MRR_FLOOR, told
    assert mean(one.recall for one in measured) >= TYPED_RECALL_FLOOR, told


def test_numbers_and_fields_are_hardly_ever_missed(seed_engine: SearchEngine) -> None:
    strict = {"identifiers", "fields", "negation"}
    measured = measure(seed_engine, [one for one in judged_queries() if one.style in strict])
    assert mean(one.reciprocal_rank for one in measured) >= 0.95, weakest(measured)
    assert mean(one.recall for one in measured) == 1, weakest(measured)


@pytest.mark.one_database  # engines are held to the same filters by their own tests
def test_every_filter_finds_the_same_in_the_form_the_language_and_the_api(
    client: TestClient,
) -> None:
    asked = [ask(client, one) for one in filters(corpus.seed())]
    assert len(asked) > 100
    assert [one.filter.field for one in asked if not one.is_exact] == []


JUDGED = Judged("names", "x", {"case/a": 3, "case/b": 2, "case/c": 2, "case/d": 1})


@pytest.mark.parametrize(
    ("found", "rank", "recall"),
    [
        (("case/a", "case/b", "case/c"), 1, 1),
        (("case/b", "case/a"), 0.5, 2 / 3),
        (("case/d", "case/x", "case/a"), 1 / 3, 1 / 3),
        (("case/d",), 0, 0),
        ((), 0, 0),
    ],
)
def test_the_measures_count_what_they_say(
    found: tuple[str, ...], rank: float, recall: float
) -> None:
    measured = Measured(JUDGED, found)
    assert measured.reciprocal_rank == pytest.approx(rank)
    assert measured.recall == pytest.approx(recall)


def test_the_gain_is_one_for_the_best_order_and_less_for_any_other() -> None:
    best = ("case/a", "case/b", "case/c", "case/d")
    assert Measured(JUDGED, best).gain == pytest.approx(1)
    assert 0 < Measured(JUDGED, best[::-1]).gain < 1


def test_more_right_answers_than_a_page_holds_can_still_be_found_in_full() -> None:
    many = Judged("fields", "x", {f"case/{number}": 2 for number in range(DEPTH + 5)})
    assert Measured(many, tuple(f"case/{number}" for number in range(DEPTH))).recall == 1
