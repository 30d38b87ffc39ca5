"""The numbers of one dispute across courts, and the entries of its docket that are known."""

from __future__ import annotations

from typing import Any

from kb.core.database import Database
from kb.entries.dockets import docket_entries, numbers
from kb.entries.documents import CaseDocument
from kb.entries.queries.dockets import court_levels, joined_cases
from kb.entries.queries.pages import entry_page
from tests.support.documents import case
from tests.support.publishing import publish

LEVELS = {"cand": "trial", "nysd": "trial", "ca9": "appellate", "scotus": "supreme"}


def suit(slug: str = "painter-v-model", **overrides: Any) -> CaseDocument:
    made = case(slug, **overrides)
    assert isinstance(made, CaseDocument)
    return made


def event(number: str) -> dict[str, str]:
    return {
        "date": "2024-02", "kind": "order", "title": "Order", "source": "s1",
        "docket_entry": number,
    }  # fmt: skip


def test_numbers_stand_in_the_order_of_the_courts_each_once() -> None:
    mdl = {"number": "1:25-md-03143", "court_id": "nysd", "label": "Multidistrict litigation"}
    one = suit(other_dockets=[mdl, {"number": "24-7700", "court_id": "ca9", "label": "Appeal"}])
    other = suit("second", docket_number="1:25-md-3143", court_id="nysd")
    found = numbers([one, other], LEVELS)
    assert [(item.number, item.multidistrict) for item in found] == [
        ("3:24-cv-09999", False),
        ("1:25-md-03143", True),
        ("24-7700", False),
    ]
    assert found[1].slugs == ("painter-v-model", "second")


def test_a_court_whose_number_is_not_known_is_a_hole_and_no_guess() -> None:
    (first, second) = numbers([suit(appeal_court_id="ca9")], LEVELS)
    assert (first.number, second.number, second.court_id) == ("3:24-cv-09999", None, "ca9")
    (bare,) = numbers([suit(docket_number=None)], LEVELS)
    assert bare.number is None


def test_an_appeal_of_its_own_entry_and_the_decision_below_go_by_each_others_numbers() -> None:
    below = suit(appeal_court_id="ca9")
    above = suit("appeal", court_id="ca9", docket_number="25-2153")
    found = numbers([above, below], LEVELS)
    assert [(one.number, set(one.slugs)) for one in found] == [
        ("3:24-cv-09999", {below.slug, above.slug}),
        ("25-2153", {below.slug, above.slug}),
    ]
    another = suit("other-appeal", court_id="ca9", docket_number="25-9999")
    assert None in {one.number for one in numbers([above, below, another], LEVELS)}


def test_the_entries_that_no_event_names_are_told_in_stretches() -> None:
    found = docket_entries(suit(events=[event("3"), event("4"), event("9"), event("see 12")]))
    assert found is not None
    assert found.known == (3, 4, 9)
    assert found.missing == ((1, 2), (5, 8))
    assert (found.missing_count, found.last) == (6, 9)
    assert docket_entries(suit()) is None


def test_cases_of_one_dispute_are_found_from_any_of_them(database: Database) -> None:
    def joined(relation: str, slug: str) -> list[dict[str, str]]:
        return [{"kind": "case", "slug": slug, "relation": relation}]

    publish(database, suit("lead"))
    publish(database, suit("member", related=joined("consolidated-with", "lead")))
    publish(database, suit("appeal", related=joined("appeals", "member")))
    publish(database, suit("stranger", related=joined("see-also", "lead")))
    with database.reading() as session:
        found = joined_cases(session, entry_page(session, "case", "lead"))
        assert court_levels(session)["scotus"] == "supreme"
    assert [card.slug for card, _ in found] == ["lead", "member", "appeal"]
