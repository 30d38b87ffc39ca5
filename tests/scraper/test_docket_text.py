"""Docket entries read from the clerk's words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entries import vocabulary
from kb.scraper.docket_text import TITLE_LENGTH, read


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("COMPLAINT by A Painter (Attachments: # 1 Exhibit)", "filed", "COMPLAINT by A Painter"),
        ("FIRST AMENDED COMPLAINT against All Defendants. Filed by A Painter.", "amended", None),
        ("MOTION to Dismiss for Failure to State a Claim filed by Model Co.", "motion", None),
        ("REPLY (re 50 MOTION to Dismiss ) filed by Model Co.", "motion", None),
        ("ORDER by Judge A. Person granting in part 50 Motion to Dismiss.", "order", None),
        ("MINUTE ORDER granting 164 Motion.", "order", "MINUTE ORDER granting 164 Motion"),
        ("[PROPOSED] ORDER re 50 filed by Model Co.", "motion", None),
        ("PER CURIAM ORDER [1967834] filed", "order", None),
        ("MOTION for leave to appear (Filing fee $ 317) filed by Model Co.", "motion", None),
        ("Initial Case Management Scheduling Order with ADR Deadlines", "order", None),
        ("MEMORANDUM OPINION AND ORDER re summary judgment", "order", None),
        ("CLERK'S JUDGMENT in favor of Model Co.", "judgment", None),
        ("FINAL JUDGMENT. Signed by Judge A. Person on 1/2/2026.", "judgment", None),
        ("NOTICE OF APPEAL to the 9th Circuit by A Painter.", "appeal", None),
        ("Minute Entry for proceedings held before Judge A. Person", "hearing", None),
        ("TRANSCRIPT of Proceedings held on 2026-01-02", "hearing", None),
        ("NOTICE of Settlement by A Painter", "settlement", None),
        ("STIPULATION OF DISMISSAL with prejudice", "dismissal", None),
        ("CONDITIONAL TRANSFER ORDER (CTO-1)", "transfer", None),
        ("NOTICE OF REMOVAL from Superior Court", "transfer", None),
        ("Summons Issued as to Model Co.", "other", None),
        ("", "other", "Docket entry"),
    ],
)  # fmt: skip
def test_an_entry_has_its_kind_and_title(text: str, kind: str, title: str | None) -> None:
    found = read(text)
    assert found.kind == kind
    if title is not None:
        assert found.title == title


def test_an_order_about_a_motion_is_an_order_and_an_opposition_is_none() -> None:
    assert read("Order granting 5 Motion for Extension of Time").kind == "order"
    assert read("OPPOSITION/RESPONSE to Motion for Summary Judgment").kind == "motion"


def test_a_title_is_short_and_without_stamps() -> None:
    found = read("ORDER " + "about the schedule " * 40 + "(abc, COURT STAFF) (Entered: 01/02/2026)")
    assert len(found.title) <= TITLE_LENGTH
    assert found.title.endswith("…")
    assert read("Order on time (Entered: 01/02/2026)").title == "Order on time"


def test_words_about_a_seal_are_noticed() -> None:
    assert read("EXHIBIT filed under seal").mentions_seal
    assert not read("ORDER re schedule").mentions_seal


@given(st.text(max_size=400))
def test_any_text_is_some_event(text: str) -> None:
    found = read(text)
    assert found.kind in vocabulary.EVENT_KINDS
    assert 0 < len(found.title) <= TITLE_LENGTH
