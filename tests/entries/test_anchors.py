"""The ids of statements stay the same when others are added, and no two are equal."""

from __future__ import annotations

from kb.entries.anchors import anchored, anchors
from kb.entries.documents import Claim, Event, Holding, Provision


def event(date: str, title: str = "Order") -> Event:
    return Event(date=date, kind="order", title=title, source="s1")


def claim(text: str) -> Claim:
    return Claim(claim=text, basis="17 U.S.C. § 501", against="all", status="pending", source="s1")


def test_an_id_is_made_of_what_a_statement_says() -> None:
    assert anchors([event("2024-08-12"), event("2024-08")]) == ("event-2024-08-12", "event-2024-08")
    assert anchors([claim("Direct copyright infringement")]) == (
        "claim-direct-copyright-infringement",
    )
    assert anchors([Provision(pinpoint="Art. 4(3)", paraphrase="x", source="s1")]) == (
        "provision-art-4-3",
    )


def test_a_statement_of_a_day_before_changes_no_id_of_another() -> None:
    before = anchors([event("2024-08-12"), event("2025-01-01")])
    after = anchors([event("2020-01-01"), event("2024-08-12"), event("2025-01-01")])
    assert set(before) < set(after)


def test_equal_ids_are_numbered_from_the_second_on() -> None:
    held = Holding(issue="fair-use", holding="x", favours="mixed", source="s1")
    assert anchors([held, held, held]) == (
        "ruling-fair-use",
        "ruling-fair-use-2",
        "ruling-fair-use-3",
    )
    assert anchors([claim("Count 2"), claim("Count"), claim("Count")]) == (
        "claim-count-2",
        "claim-count",
        "claim-count-3",
    )


def test_a_name_that_has_no_latin_letters_is_left_out() -> None:
    article = Provision(pinpoint="第三十条", paraphrase="x", source="s1")
    assert anchors([article]) == ("provision",)


def test_steps_of_opting_out_have_ids_too() -> None:
    assert list(anchored(["Open the settings.", "Press the switch."])) == [
        ("Open the settings.", "opt-out-step"),
        ("Press the switch.", "opt-out-step-2"),
    ]
