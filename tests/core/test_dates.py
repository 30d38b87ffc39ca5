"""Partial dates keep what is known and never pretend to more."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.core import dates

DAYS = st.dates(min_value=dt.date(1, 1, 1))


@given(DAYS)
def test_a_whole_day_is_its_own_earliest_and_latest_day(day: dt.date) -> None:
    text = day.isoformat()
    assert dates.validate(text) == text
    assert dates.earliest(text) == dates.latest(text) == day
    assert dates.precision(text) == "day"


@given(DAYS)
def test_a_month_runs_from_its_first_to_its_last_day(day: dt.date) -> None:
    text = day.isoformat()[:7]
    assert dates.earliest(text) == day.replace(day=1)
    assert dates.earliest(text) <= day <= dates.latest(text)
    last = dates.latest(text)
    assert last.month == day.month
    assert last == dt.date.max or (last + dt.timedelta(days=1)).month != day.month


@given(DAYS)
def test_a_year_runs_from_january_to_december(day: dt.date) -> None:
    text = f"{day.year:04}"
    assert dates.earliest(text) == dt.date(day.year, 1, 1)
    assert dates.latest(text) == dt.date(day.year, 12, 31)


@given(st.text(max_size=12))
def test_any_text_is_either_a_date_or_refused_with_its_own_words(text: str) -> None:
    reason = _refusal(text)
    if reason is None:
        assert dates.earliest(text) <= dates.latest(text)
    else:
        assert repr(text) in reason


def _refusal(text: str) -> str | None:
    try:
        dates.validate(text)
    except ValueError as error:
        return str(error)
    return None


@pytest.mark.parametrize(
    "text",
    ["2026-02-30", "2025-02-29", "2024-13", "2024-00", "24-01-01", "2024-1-1", "2024-01-01T00",
     "０２０２４", "2024-", "0000", "", " 2024", "2024/01/01", "٢٠٢٤"],
)  # fmt: skip
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|no such"):
        dates.validate(text)


@pytest.mark.parametrize(
    ("text", "words"),
    [("2024-08-12", "12 August 2024"), ("2024-08", "August 2024"), ("2024", "2024")],
)
def test_a_date_in_words_says_no_more_than_is_known(text: str, words: str) -> None:
    assert dates.day_in_words(text) == words
