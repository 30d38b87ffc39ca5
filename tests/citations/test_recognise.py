"""Citations of every family are recognised where they stand, and nothing else is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.citations import FAMILIES, LONGEST, TextTooLong, recognise
from tests.citations.measure import (
    SHARED,
    Sentence,
    about_training,
    of_eyecite,
    of_find_case_law,
    scores,
    table,
)

needs_shared = pytest.mark.skipif(not SHARED.exists(), reason="the shared fixtures are not here")
PIECES = [
    "744 F. Supp. 3d 956", "1 U.S. 1", "Id. at 5; ", "17 U.S.C. §§ 106, ", "[2025] EWHC 2863 (Ch) ",
    "310 O 227/23 ", "Art. 4 ", "§ ", "No. 23-1", "v. ", "Act 19", "(", "[", "1", "-", "--- F. ",
    "A ", "In re ", "supra, ", "C-5/08", "ECLI:EU:", "Section 1 of the ", "\n", "令和", "京", ",",
]  # fmt: skip


@pytest.mark.parametrize("sentence", [*table()], ids=lambda one: one.text[:50])
def test_every_sentence_of_the_table_gives_its_citations(sentence: Sentence) -> None:
    for family, score in scores([sentence]).items():
        assert (family, score.missed, score.wrong) == (family, [], [])


@needs_shared
def test_everything_that_a_paste_box_must_recognise_is_recognised() -> None:
    for family, score in scores(about_training()).items():
        assert (family, score.missed, score.wrong) == (family, [], [])


@needs_shared
def test_what_eyecite_expects_of_itself_is_recognised_but_for_bare_names() -> None:
    found = scores(of_eyecite())
    found.pop("name alone")
    assert {family: score.missed for family, score in found.items() if score.missed} == {}


@needs_shared
def test_nearly_all_british_forms_are_recognised_misprints_included() -> None:
    found = scores(of_find_case_law())
    assert found["uk-neutral"].recall > 0.9
    assert found["uk-report"].recall > 0.9


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=40).map("".join))
@settings(max_examples=60, deadline=None)
def test_no_text_whatever_breaks_the_recognition(text: str) -> None:
    last = 0
    found = recognise(text)
    for place, citation in enumerate(found):
        assert last <= citation.start < citation.end <= len(text)
        assert citation.text == text[citation.start : citation.end]
        assert citation.normalised
        assert citation.family in FAMILIES
        assert citation.antecedent is None or citation.antecedent < place
        assert citation.parallel is None or citation.parallel < place
        last = citation.end


@pytest.mark.parametrize(
    "piece", ["A ", "1", "-", "v. A ", "Section 1, ", "_ ", "1 U.S. ", "Act 1"]
)
def test_what_repeats_one_piece_takes_linear_time(piece: str) -> None:
    text = (piece * 20_000)[:20_000]
    started = time.process_time()
    recognise(text)
    assert time.process_time() - started < 3


def test_fifty_thousand_citations_are_too_long_a_text_and_its_sentence_says_so() -> None:
    with pytest.raises(TextTooLong, match="at most 500,000"):
        recognise("744 F. Supp. 3d 956; " * 50_000)
    assert len("744 F. Supp. 3d 956; " * 50_000) > LONGEST


def test_a_citation_on_the_border_of_two_pieces_is_found_once() -> None:
    for shift in (0, 7, 13):
        text = "x" * shift + " [2025] EWHC 2863 (Ch);" * 1200
        assert len(recognise(text)) == 1200


def test_short_forms_are_bound_to_what_they_stand_for() -> None:
    text = (
        "Andersen v. Stability AI Ltd., 744 F. Supp. 3d 956 (N.D. Cal. 2024). Kadrey v. Meta, "
        "No. 3:23-cv-03417, 2025 WL 1752484 (N.D. Cal. 2025). Id. at *3. Andersen, supra, at 960. "
        "744 F. Supp. 3d at 961."
    )
    andersen, kadrey, database, same, supra, short = recognise(text)
    assert (database.parallel, same.antecedent) == (1, 1)
    assert (supra.antecedent, short.antecedent) == (0, 0)
    assert (andersen.name, andersen.year) == ("Andersen v. Stability AI Ltd.", 2024)
    assert (kadrey.name, kadrey.year) == ("Kadrey v. Meta", None)


def test_id_stands_for_the_decision_and_not_for_its_appeal() -> None:
    text = "A v. B, 765 F. Supp. 3d 382 (D. Del. 2025), appeal docketed, No. 25-2153 (3d Cir.). Id."
    assert recognise(text)[-1].antecedent == 0


def test_a_name_that_leaves_a_choice_binds_nothing() -> None:
    text = "Doe v. A, 1 F.4th 1 (2020); Roe v. B, 2 F.4th 2 (2021). Smith, supra, at 3."
    assert recognise(text)[-1].antecedent is None
