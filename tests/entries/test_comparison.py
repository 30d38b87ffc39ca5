"""Entries beside each other: what differs is marked, what is not recorded is no difference."""

from __future__ import annotations

from typing import Any

from kb.entries.comparison import Group, Line, compare
from tests.support import documents


def lines(groups: tuple[Group, ...]) -> dict[str, Line]:
    return {line.label: line for group in groups for line in group.lines}


def ruling(favours: str, words: str) -> dict[str, Any]:
    return {"issue": "fair-use", "holding": words, "favours": favours, "source": "s1"}


def test_rulings_are_alike_when_they_favour_the_same_side() -> None:
    one = documents.case("one", holdings=[ruling("developer", "Fair.")])
    other = documents.case("other", holdings=[ruling("developer", "Fair, too.")])
    third = documents.case("third", holdings=[ruling("rightsholder", "Not fair.")])
    assert lines(compare([one, other]))["Fair use"].differs is False
    assert lines(compare([one, other, third]))["Fair use"].differs is True


def test_what_is_not_recorded_is_no_difference() -> None:
    one = documents.case("one", holdings=[ruling("developer", "Fair.")])
    silent = documents.case("silent", holdings=[])
    line = lines(compare([one, silent]))["Fair use"]
    assert line.differs is False
    assert line.cells[1] == ()


def test_answers_are_compared_by_their_value() -> None:
    answer = {"value": "no", "note": "Says so.", "source": "s1"}
    one = documents.policy("one", answers={"platform_trains_on_uploads": answer})
    other = documents.policy(
        "other", answers={"platform_trains_on_uploads": answer | {"note": "In section 4."}}
    )
    third = documents.policy(
        "third", answers={"platform_trains_on_uploads": answer | {"value": "yes"}}
    )
    label = "Does it train on uploads?"
    assert lines(compare([one, other]))[label].differs is False
    assert lines(compare([one, third]))[label].differs is True


def test_events_stand_under_their_years_and_are_never_marked() -> None:
    found = lines(compare([documents.case("one"), documents.case("other")]))
    assert [len(cell) for cell in found["2024"].cells] == [2, 2]
    assert found["2024"].differs is None
