"""Quotations near citations, and whether a text has their words."""

from __future__ import annotations

import pytest

from kb.citations import recognise
from kb.citations.quotations import Quotable, quotations

HELD = Quotable("The model is not an infringing\ncopy of the works; it was train-\ned on them.")


@pytest.mark.parametrize(
    "said",
    [
        "The model is not an infringing copy of the works",
        "the MODEL is not an infringing copy",
        "The model is … copy of the works",
        "[t]he model is not an infringing copy of [its] works",
        "copy of the works; it was trained on them",
    ],
)
def test_words_that_stand_there_are_found_whatever_the_print(said: str) -> None:
    assert HELD.has(said)


@pytest.mark.parametrize(
    "said",
    [
        "The model is an infringing copy of the works",
        "copy of the works … the model is not",
        "… and … […]",
        "",
    ],
)
def test_other_words_another_order_and_no_words_are_not(said: str) -> None:
    assert not HELD.has(said)


def placed(text: str) -> list[tuple[str, str]]:
    citations = recognise(text)
    return [(one.text, citations[one.citation].text) for one in quotations(text, citations)]


def test_a_quotation_belongs_to_the_citation_behind_it_else_to_the_one_before() -> None:
    text = (
        "“One two three four five six seven.” 1 U.S. 1 (1990). And in 2 U.S. 2: "
        "„eins zwei drei vier fünf sechs sieben“."
    )
    assert placed(text) == [
        ("One two three four five six seven.", "1 U.S. 1"),
        ("eins zwei drei vier fünf sechs sieben", "2 U.S. 2"),
    ]


def test_short_or_distant_quotations_are_left_alone() -> None:
    assert placed("He said “this is fair use” in 1 U.S. 1.") == []
    assert placed("“One two three four five six seven.” " + "word " * 99 + "1 U.S. 1") == []
