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
        # an entry that the question names, though others have all of its words
        ("does Canva train ai on my art", "policy/canva"),
        (
            "what happened in Getty v. Stability AI (N.D. Cal.)",
            "case/getty-images-v-stability-ai-nd-cal",
        ),
        # a letter wrong in every word of a name
        ("does adoeb firely use my art for ai", "policy/adobe-firefly"),
        ("does fur afinity use my art for ai", "policy/fur-affinity"),  # für is no word of its own
        ("what does 44b UrhG say about scraping", "law/germany-urhg-44b"),
        (
            "what does Directive 96/9/EC (Database Directive) say about ai",
            "law/eu-database-directive-96-9",
        ),
        ("what does 17 U.S.C. § 1202 say about ai", "law/us-17-usc-1202"),
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
    assert "us" not in called["ccc-ai-reuse-rights"]  # which ends with "(US)"


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


@pytest.mark.parametrize(
    "condition", ["NOT reservation", "title:painter", '"a phrase that stands nowhere"', "kind:case"]
)
def test_a_question_with_a_number_loosens_no_condition(
    seed_engine: SearchEngine, condition: str
) -> None:
    question = "what of § 44b UrhG"
    bare = {hit.slug for hit in seed_engine.search(SearchRequest(q=condition, per_page=100)).hits}
    found = {hit.slug for hit in ask(seed_engine, f"{question} {condition}").hits}
    typed = {hit.slug for hit in ask(seed_engine, f"§ 44b UrhG {condition}").hits}
    assert "germany-urhg-44b" in {hit.slug for hit in ask(seed_engine, question).hits}
    assert found == typed
    assert condition == "NOT reservation" or found <= bare


def without_a_letter(name: str) -> str:
    """Each longer word of a name without its third letter."""
    return " ".join(word[:2] + word[3:] if len(word) > 4 else word for word in name.split())


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("does {} train ai on my art", 0.98),
        ("how do i opt out of ai on {}", 0.96),
        ("is ai art allowed on {}", 0.94),
    ],
)
def test_a_question_about_any_platform_leads_to_it_first(
    seed_engine: SearchEngine, question: str, share: float
) -> None:
    asked = [document for document in corpus.seed() if document.kind == "policy"]
    names = [document.title.partition("(")[0].strip() for document in asked]
    first = [ask(seed_engine, question.format(name)).hits[0].slug for name in names]
    right = sum(slug == document.slug for slug, document in zip(first, asked, strict=True))
    assert right >= share * len(asked)


def test_a_question_about_any_platform_may_be_misspelt(seed_engine: SearchEngine) -> None:
    asked = [document for document in corpus.seed() if document.kind == "policy"]
    found = 0
    for document in asked:
        name = without_a_letter(document.title.partition("(")[0].strip())
        page = ask(seed_engine, f"does {name} use my art for ai")
        found += document.slug in [hit.slug for hit in page.hits]
    assert found >= 0.9 * len(asked)
