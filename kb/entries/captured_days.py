"""Which text of a document was in force on a day, as far as anybody looked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kb.core.dates import latest
from kb.entries.queries.captures import CapturedDocument
from kb.entries.tables import CapturedVersion

#: Seen on that day; between looks with different texts; before the first or after the last look.
Reach = Literal["seen", "between", "before", "after"]
REACHES: Final[Mapping[Reach, str]] = {
    "seen": "This text stood on that day.",
    "between": "It changed at some time around that day, and nobody recorded when: one of two texts"
    " stood.",
    "before": "Nobody had captured it yet by that day. This is the oldest text on record.",
    "after": "Nobody looked at it on that day or later. This is the text that was seen last.",
}


@dataclass(frozen=True)
class OnDay:
    """A document on a day: the texts that may have stood then, the older one first.

    Two or more versions of `reach` "seen" mean that it changed on that very day.
    """

    document: CapturedDocument
    reach: Reach
    versions: tuple[CapturedVersion, ...]
    day: dt.date

    @property
    def claimed(self) -> CapturedVersion | None:
        """Of texts that may have stood: one, captured later, that gives itself an earlier date."""
        if self.reach not in {"between", "before"}:
            return None
        version = self.versions[-1]
        stated = version.stated_date
        return version if stated is not None and latest(stated) <= self.day else None

    @property
    def best(self) -> CapturedVersion:
        """The text to read first: the last that was seen by then, else the oldest."""
        return self.versions[-1] if self.reach == "seen" else self.versions[0]

    @property
    def gap_days(self) -> int | None:
        """Days between the two looks around that day."""
        if self.reach != "between":
            return None
        older, newer = self.versions
        return (newer.first_seen_at - older.last_seen_at).days


def on_day(document: CapturedDocument, day: dt.date) -> OnDay:
    """What is known of a document on a day (UTC)."""
    seen = tuple(
        one
        for one in document.versions
        if one.first_seen_at.date() <= day <= one.last_seen_at.date()
    )
    if seen:
        return OnDay(document, "seen", seen, day)
    older = [one for one in document.versions if one.last_seen_at.date() < day]
    newer = [one for one in document.versions if one.first_seen_at.date() > day]
    if not older:
        return OnDay(document, "before", (newer[0],), day)
    if not newer:
        return OnDay(document, "after", (older[-1],), day)
    return OnDay(document, "between", (older[-1], newer[0]), day)
