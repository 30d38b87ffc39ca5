"""CourtListener's number of a docket, found by court and docket number over its API.

A docket number says less than a docket is: several courts, and several files of one court, can
have the same. So an answer counts only if exactly one docket of that court has the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from kb.entries.identifiers import docket_keys
from kb.scraper.errors import SourceFailure

#: Answers a page of CourtListener's API; raises `SourceFailure`.
Ask = Callable[[str], Mapping[str, Any]]

PATH: Final = "/api/rest/v4/dockets/"
_FIELDS: Final = "id,court_id,docket_number"
_MOST_PAGES: Final = 3
_MOST_TOLD: Final = 5
#: Office, year, kind of case and serial number, as district courts write them.
_DISTRICT: Final = re.compile(
    r"(?:\d:)?(\d\d)-[a-z]{2}-(\d{3,5})(?:-.*)?", re.IGNORECASE | re.ASCII
)


def find_docket(origin: str, court: str, number: str, ask: Ask) -> int:
    """The number of the one docket that fits.

    `SourceFailure` (not-found) if there is none, and (ambiguous) with the numbers if several.
    """
    found = sorted(set(_fitting(_pages(_question(origin, court, number), ask), court, number)))
    if not found:
        raise SourceFailure("not-found", f"CourtListener has no docket {number} of {court}.")
    if len(found) > 1:
        told = ", ".join(str(one) for one in found[:_MOST_TOLD])
        raise SourceFailure(
            "ambiguous",
            f"CourtListener has several dockets {number} of {court}: {told}. "
            "Name the right one with `docket`.",
        )
    return found[0]


def _question(origin: str, court: str, number: str) -> str:
    """The address that asks. Courts write a number in many ways; its core is only one."""
    district = _DISTRICT.fullmatch(number.strip())
    asked = (
        {"docket_number_core": district[1] + district[2].zfill(5)}
        if district
        else {"docket_number": number.strip()}
    )
    query = {"court__id": court, **asked, "order_by": "-id", "fields": _FIELDS}
    return f"{origin}{PATH}?{urlencode(query)}"


def _pages(url: str | None, ask: Ask) -> Iterator[Mapping[str, Any]]:
    for _ in range(_MOST_PAGES):
        if url is None:
            return
        page = ask(url)
        yield from (row for row in page.get("results", ()) if isinstance(row, Mapping))
        url = page.get("next")
    if url is not None:
        raise SourceFailure("ambiguous", "CourtListener knows too many dockets of this number.")


def _fitting(rows: Iterator[Mapping[str, Any]], court: str, number: str) -> Iterator[int]:
    """A core leaves out the office and the kind of case, so what comes is read again."""
    wanted = docket_keys(number)
    for row in rows:
        same = wanted & docket_keys(str(row.get("docket_number") or ""))
        if same and row.get("court_id") == court and isinstance(row.get("id"), int):
            yield row["id"]
