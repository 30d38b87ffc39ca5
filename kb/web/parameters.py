"""Query parameters, validated once at the edge; a bad one is a 400 with one sentence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Annotated

from pydantic import Field
from starlette.requests import Request

from kb.core import dates
from kb.core.errors import KbError

MAX_PAGE = 10_000
LARGEST_ID = 2**31 - 1  # of the databases' integers
#: The number of a row of ours in an address; others are refused before a database is asked.
RowId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
PER_PAGE = 25


class BadParameter(KbError):
    """A query parameter that cannot be used."""


def page_number(request: Request) -> int:
    """`page`, from 1; 1 where it is missing or empty."""
    text = request.query_params.get("page", "") or "1"
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= MAX_PAGE:
        raise BadParameter(f"page must be a number from 1 to {MAX_PAGE}, not “{_short(text)}”.")
    return int(text)


def row_number(request: Request, name: str) -> int | None:
    """The number of a row of ours, such as a proposal; None where it is missing or empty."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadParameter(f"{name} must be a number, not “{_short(text)}”.")
    return int(text)


def per_page(request: Request, *, default: int = PER_PAGE, most: int = 100) -> int:
    """`per_page`, from 1 to `most`."""
    text = request.query_params.get("per_page", "") or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= most:
        raise BadParameter(f"per_page must be a number from 1 to {most}, not “{_short(text)}”.")
    return int(text)


def choice(request: Request, name: str, known: Collection[str], default: str) -> str:
    """One of the known values."""
    value = request.query_params.get(name, "") or default
    if value not in known:
        raise BadParameter(f"{name} must be one of {', '.join(known)}, not “{_short(value)}”.")
    return value


def choices(request: Request, name: str, *, limit: int = 50) -> tuple[str, ...]:
    """Every non-empty value of a repeated parameter, once, in order."""
    values = dict.fromkeys(value for value in request.query_params.getlist(name) if value)
    if len(values) > limit:
        raise BadParameter(f"{name} is given more than {limit} times.")
    if any("\0" in value for value in values):
        raise BadParameter(f"{name} holds a character that no value has.")
    return tuple(values)


def known_choices(request: Request, name: str, known: Collection[str]) -> tuple[str, ...]:
    """Like `choices`, but each must be known."""
    values = choices(request, name)
    for value in values:
        if value not in known:
            raise BadParameter(
                f"“{_short(value)}” is not a known value of {name}; "
                f"known are {', '.join(sorted(known)[:40])}."
            )
    return values


def year(request: Request, name: str) -> int | None:
    """A year of four digits, or None where the parameter is missing or empty."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 4 and text != "0000"):
        raise BadParameter(f"{name} must be a year such as 2024, not “{_short(text)}”.")
    return int(text)


def day(request: Request, name: str) -> dt.date | None:
    """A whole day (YYYY-MM-DD), or None where the parameter is missing or empty."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        if dates.precision(dates.validate(text)) != "day":
            raise ValueError(text)
        return dates.earliest(text)
    except ValueError as error:
        raise BadParameter(
            f"{name} must be a day such as 2026-03-01, not “{_short(text)}”."
        ) from error


def partial_day(request: Request, name: str, *, end: bool = False) -> dt.date | None:
    """A partial date; its first day, or its last if `end`."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        return dates.latest(text) if end else dates.earliest(text)
    except ValueError as error:
        raise BadParameter(
            f"{name} must be a date such as 2024, 2024-06 or 2024-06-30, not “{_short(text)}”."
        ) from error


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
