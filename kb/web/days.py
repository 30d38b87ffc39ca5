"""Two days that a grid can be asked for, which mean different things.

`as-of`: what this site had published by the end of that day (UTC). `until`: what had happened by
then, by the dates of the facts themselves. A fact whose date only may lie before `until` (`2024`
for a day in 2024) is left out and counted.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session
from starlette.requests import Request

from kb.entries.queries.past import require_published_by
from kb.web.facets import Pair
from kb.web.parameters import day


@dataclass(frozen=True)
class Days:
    """The days asked for; None where there is none."""

    as_of: dt.date | None = None
    until: dt.date | None = None

    @property
    def pairs(self) -> list[Pair]:
        """The parameters of an address with the same days."""
        pairs = [("as-of", self.as_of), ("until", self.until)]
        return [(name, one.isoformat()) for name, one in pairs if one is not None]

    @property
    def known(self) -> dict[str, str | None]:
        """Both days for an answer in JSON."""
        return {
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "until": self.until.isoformat() if self.until else None,
        }


def asked_days(request: Request, session: Session) -> Days:
    """The days of a request; `NotFound` with the first day where nothing was published by then."""
    days = Days(day(request, "as-of"), day(request, "until"))
    if days.as_of is not None:
        require_published_by(session, days.as_of)
    return days
