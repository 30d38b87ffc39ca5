"""Names in questions, the kinds of entry that are asked for, and questions about nothing here."""

from __future__ import annotations

import pytest

from kb.search.asking import STRANGE, is_asked
from kb.search.engine import SearchEngine, SearchPage, SearchRequest
from kb.search.everyday import everyday
from kb.search.query import parse
from kb.search.terms import names
from tests.search import corpus


def ask(engine: SearchEngine, text: str) -> SearchPage:
    return engine.search(SearchRequest(q=text, per_page=5))


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("how do I keep behance away from my drawings", "policy/behance"),
        ("does bandcmp teach machines with my songs", "policy/bandcamp"),  # a letter is missing
        ("учит ли реддит машины на моих текстах", "policy/reddit"),
        ("may I train on cc by nc images", "licence/cc-by-nc-4-0"),
    ],
)
def test_an_entry_by_whose_name_a_question_goes_comes_first(
    seed_engine: SearchEngine, question: str, entry: str
) -> None:
    first = ask(seed_engine, question).hits[0]
    assert f"{first.kind}/{first.slug}" == entry


def test_a_policy_goes_by_each_of_its_platforms_and_a_case_by_who_brought_it() -> None:
    called = {document.slug: names(document) for document in corpus.seed()}
    assert {"instagram", "facebook", "threads"} <= called["meta-instagram-facebook"]
    assert {"x", "twitter"} <= called["x-twitter"]
    assert "kadrey" in called["kadrey-v-meta"]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("who won the case", {"case"}),
        ("how do I turn off the setting for my account", {"policy"}),
        ("is there a statute", {"law"}),
        ("may I use a licence commercially", {"licence"}),
        ("what is this", set()),
    ],
)
def test_the_kind_that_is_asked_for_is_known(question: str, kinds: set[str]) -> None:
    assert everyday().kinds(question) == kinds


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("wer darf meine Bilder benutzen", True),
        ("AI生成的图片版权归谁", True),
        ("memorisation of lyrics inside the model weights", True),
        ("andersen stability", False),
        ("画像生成AI", False),
        ("judge:orrick style copying", False),
    ],
)
def test_questions_in_other_languages_and_lists_on_a_known_matter_are_asked(
    text: str, *, asked: bool
) -> None:
    assert is_asked(parse(text)) is asked


@pytest.mark.parametrize(
    "question", ["how do I train my dog", "who won the world cup in 1998", "how do I bake bread"]
)
def test_a_question_about_nothing_here_is_told_so(seed_engine: SearchEngine, question: str) -> None:
    assert STRANGE in ask(seed_engine, question).notices
