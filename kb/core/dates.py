"""Partial ISO 8601 dates: `2023`, `2023-01` or `2023-01-13`, never padded.

A date that is known to the month only stays text; for sorting and ranges it has an
earliest and a latest day. Nothing here guesses a missing part.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

_SHAPE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def validate(text: str) -> str:
    """Return the text if it is a partial ISO date of an existing day, else ValueError."""
    earliest(text)
    return text


PartialDate = Annotated[str, AfterValidator(validate)]


def _parts(text: str) -> tuple[int, int | None, int | None]:
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a date: write YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year < 1:
        raise ValueError(f"{text!r} has no such year")
    if month is not None and not 1 <= month <= 12:
        raise ValueError(f"{text!r} has no such month")
    if month is not None and day is not None:
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            raise ValueError(f"{text!r} has no such day")
    return year, month, day


@lru_cache(maxsize=8192)  # the same days come up in every row of a grid
def earliest(text: str) -> date:
    """The first day that the partial date can mean; ValueError if it is no date."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=8192)
def latest(text: str) -> date:
    """The last day that the partial date can mean; ValueError if it is no date."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def precision(text: str) -> str:
    """`year`, `month` or `day`."""
    return ("year", "month", "day")[text.count("-")]


def day_in_words(text: str) -> str:
    """`2024-08-12` → `12 August 2024`, `2024-08` → `August 2024`, `2024` → `2024`."""
    year, month, day = _parts(text)
    if month is None:
        return str(year)
    name = calendar.month_name[month]
    return f"{name} {year}" if day is None else f"{day} {name} {year}"
