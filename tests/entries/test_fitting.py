"""Where to go: plain rules, and what is unknown is neither yes nor no."""

from __future__ import annotations

import pytest

from kb.entries.documents import PolicyDocument
from kb.entries.fitting import Fit, Wishes, fit
from tests.support import documents

TRAINS, PASSES = "platform_trains_on_uploads", "licenses_uploads_to_ai_developers"


def measured(wishes: Wishes, summary: str = "A site.", **answers: str) -> Fit:
    document = documents.policy(
        answers={name: {"value": value, "source": "s1"} for name, value in answers.items()},
        summary=summary,
        platform_kind="art-community",
    )
    assert isinstance(document, PolicyDocument)
    return fit(document, wishes)


@pytest.mark.parametrize(
    ("ban", "answer", "verdict"),
    [
        ("must", "no", "fits"), ("must", "labelled-only", "misses"), ("must", "yes", "misses"),
        ("must", "restricted", "partly"), ("must", "unclear", "unknown"),
        ("label", "labelled-only", "fits"), ("label", "no", "fits"), ("label", "yes", "misses"),
    ],
)  # fmt: skip
def test_a_wish_is_held_against_the_answer(ban: str, answer: str, verdict: str) -> None:
    (part,) = measured(Wishes(ban=ban), ai_images_allowed=answer).parts
    assert (part.verdict, part.question) == (verdict, "ai_images_allowed")


def test_a_label_is_enough_where_labels_are_enough() -> None:
    allowed = {"ai_images_allowed": "yes", "ai_label_required": "yes"}
    assert measured(Wishes(ban="label"), **allowed).group == "fits"
    assert measured(Wishes(ban="must"), **allowed).group == "misses"


@pytest.mark.parametrize(
    ("training", "answer", "group"),
    [
        ("never", "no", "fits"), ("never", "opt-in", "fits"), ("never", "opt-out", "misses"),
        ("never", "yes", "misses"), ("object", "opt-out", "fits"), ("object", "yes", "misses"),
    ],
)  # fmt: skip
def test_training_must_never_happen_or_may_be_objected_to(
    training: str, answer: str, group: str
) -> None:
    answers = {TRAINS: answer, PASSES: answer}
    assert measured(Wishes(training=training), **answers).group == group


def test_what_nobody_recorded_is_unknown_and_no_miss() -> None:
    found = measured(Wishes(ban="must", training="never"))
    assert [part.verdict for part in found.parts] == ["unknown"] * 3
    assert found.group == "unknown"
    assert measured(Wishes(training="never"), **{TRAINS: "no"}).group == "perhaps"


def test_selling_and_what_one_makes_are_read_off_the_record() -> None:
    wishes = Wishes(make="photographs", sell=True)
    known = measured(wishes, summary="Photographers sell prints here.")
    assert [part.verdict for part in known.parts] == ["partly", "partly"]
    silent = measured(wishes, summary="A gallery of drawings.")
    assert [part.verdict for part in silent.parts] == ["unknown", "unknown"]


def test_a_word_in_the_record_is_no_proof_that_a_place_is_for_it() -> None:
    (community,) = measured(Wishes(make="pictures"), summary="A site.").parts
    assert (community.verdict, community.because) == ("fits", "Its kind on record: art community.")
    (games,) = measured(Wishes(make="games"), summary="Artists store articles here.").parts
    assert games.verdict == "unknown"
