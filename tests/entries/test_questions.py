"""The questions have an answer in words for every value."""

from __future__ import annotations

import pytest

from kb.entries.vocabulary import (
    ANSWER_SENTENCES,
    LICENCE_QUESTIONS,
    POLICY_QUESTIONS,
    QUESTIONS,
    RELATION_INVERSE,
    RELATIONS,
    TERM_SENTENCES,
    Question,
    answer_sentence,
    term_sentence,
)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=lambda question: question.id)
def test_every_answer_has_a_label_and_a_sentence(question: Question) -> None:
    assert set(question.sentences) == set(question.values)
    assert question.label.endswith("?")
    assert question.question.endswith("?")
    for value, sentence in question.sentences.items():
        assert sentence.endswith(".")
        assert len(sentence) <= 100
        assert len(question.values[value]) <= 20


def test_a_policy_answer_names_the_platform_and_a_licence_term_does_not() -> None:
    assert all("{platform}" in sentence for sentence in ANSWER_SENTENCES.values())
    assert not any("{" in sentence for sentence in TERM_SENTENCES.values())
    assert {q.applies_to for q in POLICY_QUESTIONS.values()} == {"policy"}
    assert {q.applies_to for q in LICENCE_QUESTIONS.values()} == {"licence"}


@pytest.mark.parametrize(
    ("platform", "sentence"),
    [
        ("DeviantArt", "DeviantArt says that it does not train AI on what you upload."),
        ("X (formerly Twitter)", "X says that it does not train AI on what you upload."),
        (
            "Getty Images and iStock",
            "Getty Images and iStock say that they do not train AI on what you upload.",
        ),
        (
            "pixiv (with pixivFANBOX and Requests)",
            "pixiv says that it does not train AI on what you upload.",
        ),
    ],
)
def test_an_answer_reads_as_a_sentence_about_the_platform(platform: str, sentence: str) -> None:
    assert answer_sentence("platform_trains_on_uploads", "no", platform=platform) == sentence


def test_a_plural_name_takes_a_plural_verb_in_every_answer() -> None:
    for question, value in ANSWER_SENTENCES:
        sentence = answer_sentence(question, value, platform="Alpha and Beta")
        for singular in ("Beta does", "Beta says", "Beta is ", "Beta trains", "Beta pays", " its "):
            assert singular not in sentence


def test_a_plural_name_leaves_the_rest_of_the_sentence_alone() -> None:
    sentence = answer_sentence("ai_images_allowed", "restricted", platform="Alpha and Beta")
    assert sentence == "Alpha and Beta allow images made with AI within limits."
    forbids = answer_sentence("scraping_for_training_forbidden", "yes", platform="A and B")
    assert forbids == "A and B forbid others to collect their content for training AI."


def test_a_term_reads_as_a_sentence() -> None:
    assert term_sentence("commercial_use", "no") == "Commercial use is not permitted."


def test_every_relation_reads_from_both_ends() -> None:
    assert set(RELATION_INVERSE) == set(RELATIONS)
