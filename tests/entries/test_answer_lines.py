"""Answers as lines through time: what took over, what was corrected, and what held on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from kb.entries.answer_lines import DatedAnswer, Published, answer_lines, answers_on
from kb.entries.documents import PolicyDocument
from tests.support import documents

TRAINS = "platform_trains_on_uploads"


def line(*answers: dict[str, Any] | None) -> tuple[DatedAnswer, ...]:
    """The line of one question, one published version an answer, in January 2026."""
    published = []
    for number, answer in enumerate(answers, start=1):
        given = {TRAINS: answer | {"source": "s1"}} if answer else {}
        document = documents.policy(answers=given, as_of="2025-12-31")
        assert isinstance(document, PolicyDocument)
        published.append(Published(number, f"2026-01-{number:02}", document))
    return answer_lines(published).get(TRAINS, ())


def since(day: str, value: str = "yes", **more: Any) -> dict[str, Any]:
    return {"value": value, "since": day, "certainty": "exact"} | more


def held(found: tuple[DatedAnswer, ...], day: str) -> list[tuple[str, str]]:
    wanted = dt.date.fromisoformat(day)
    (answers,) = (told for asked, told in answers_on({TRAINS: found}, wanted) if asked.id == TRAINS)
    return [(one.answer.value, how) for one, how in answers]


def test_an_answer_ends_when_the_next_one_began() -> None:
    old, new = line(since("2022-03-01", "no"), since("2024-05-01", "opt-out"))
    assert old.until is not None and old.until.since == "2024-05-01"
    assert (new.until, new.corrected, new.version) == (None, None, 2)
    assert held((old, new), "2023-01-01") == [("opt-out", "not-yet"), ("no", "held")]
    assert held((old, new), "2024-05-01") == [("opt-out", "held")]


def test_the_same_answer_told_better_is_one_point_of_the_line() -> None:
    (point,) = line({"value": "yes"}, since("2023-01-01"))
    assert (point.answer.since, point.version) == ("2023-01-01", 1)


def test_a_correction_of_our_record_is_no_change_of_the_platform() -> None:
    wrong, right = line(since("2023-01-01", "no"), since("2023-01-01", "yes"))
    assert (wrong.corrected, wrong.until) == ("2026-01-02", None)
    assert held((wrong, right), "2024-01-01") == [("yes", "held")]


def test_an_answer_that_was_taken_back_is_told_as_corrected() -> None:
    (gone,) = line(since("2023-01-01"), None)
    assert gone.corrected == "2026-01-02"
    assert held((gone,), "2024-01-01") == []


def test_what_was_read_off_copies_is_an_interval_with_its_gap() -> None:
    (point,) = line(since("2024-04-07", certainty="at-latest", not_before="2022-09-20"))
    assert point.gap_days == 565
    days = ["2022-09-19", "2022-09-20", "2023-05-01", "2024-04-07", "2025-12-31", "2026-01-01"]
    assert [held((point,), day)[0][1] for day in days] == [
        "not-yet", "perhaps", "perhaps", "held", "held", "later",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "day", "expected"),
    [
        ({"value": "yes"}, "2024-01-01", "undated"),
        (since("2024", certainty="at-latest"), "2019-01-01", "perhaps"),
        (since("2024-05"), "2024-05-10", "perhaps"),
        (since("2024-05"), "2024-04-30", "not-yet"),
    ],
)
def test_nothing_is_guessed_of_a_day_that_nobody_recorded(
    answer: dict[str, Any], day: str, expected: str
) -> None:
    assert held(line(answer), day) == [("yes", expected)]
