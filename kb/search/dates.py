"""Dates as people type them into a query or a form: 2024, 2024-06, 2024-06-03, 20240603."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from kb.core.dates import earliest, latest
from kb.search.engine import QueryError

_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?", re.ASCII)


def _partial(text: str, position: int) -> str:
    typed = text.strip().strip("'\"").replace("/", "-")
    compact = _COMPACT.fullmatch(typed)
    if compact:
        typed = "-".join(part for part in compact.groups() if part)
    try:
        earliest(typed)
    except ValueError as error:
        raise QueryError(
            f"\u201c{text.strip()[:40]}\u201d is no date; write a year, a month such as 2024-06 or "
            "a day such as 2024-06-03.",
            position,
        ) from error
    return typed


def day_range(text: str, *, position: int = 0) -> tuple[date, date]:
    """The first and last day of a year, month or day; `QueryError` if it is no date."""
    partial = _partial(text, position)
    return earliest(partial), latest(partial)


def lower_bound(text: str, *, exclusive: bool = False, position: int = 0) -> date:
    """The first day that is meant by "from" a date; exclusive: the day after it."""
    first, last = day_range(text, position=position)
    return _next(last, position) if exclusive else first


def upper_bound(text: str, *, exclusive: bool = False, position: int = 0) -> date:
    """The last day that is meant by "to" a date; exclusive: the day before it."""
    first, last = day_range(text, position=position)
    return _previous(first, position) if exclusive else last


def _next(day: date, position: int) -> date:
    try:
        return day + timedelta(days=1)
    except OverflowError as error:
        raise QueryError("The range of dates has no days.", position) from error


def _previous(day: date, position: int) -> date:
    try:
        return day - timedelta(days=1)
    except OverflowError as error:
        raise QueryError("The range of dates has no days.", position) from error
