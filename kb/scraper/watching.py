"""What is watched and how well: the last look, the class of failure, and days without a look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlmodel import Session, col, func, select

from kb.core import clock
from kb.scraper.errors import FAILURES, WAITING
from kb.scraper.tables import Watch
from kb.sources.tables import Observation

#: Gaps are told of one year, in whole days, if they are longer than three times the usual pause.
_REACH: Final = dt.timedelta(days=365)
_PATIENCE: Final = 3
_UNITS: Final = ((7 * 86_400, "w", "week"), (86_400, "d", "day"), (3600, "h", "hour"),
                 (60, "m", "minute"))  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """Two days with a look, and none between: nobody knows what stood there then."""

    after: dt.date
    before: dt.date

    @property
    def days(self) -> int:
        """How many days lie between."""
        return (self.before - self.after).days - 1


@dataclass(frozen=True)
class Watched:
    """A watched source as pages show it."""

    watch: Watch
    gaps: tuple[Gap, ...]

    @property
    def every(self) -> str:
        """How often, in words."""
        for seconds, _, word in _UNITS:
            if self.watch.every % seconds == 0:
                count = self.watch.every // seconds
                return f"every {word}" if count == 1 else f"every {count} {word}s"
        return f"every {self.watch.every} seconds"

    @property
    def is_waiting(self) -> bool:
        """Whether it cannot work before the operator has set something up."""
        return self.watch.last_status == "failed" and self.watch.failure == WAITING

    @property
    def is_failing(self) -> bool:
        """Whether it could not be read at the last look."""
        return self.watch.last_status == "failed" and not self.is_waiting

    @property
    def state(self) -> str:
        """How the last run went, in words."""
        if not self.watch.enabled:
            return "switched off"
        if self.watch.last_status == "failed":
            return FAILURES.get(self.watch.failure or "", "failed")
        return "works" if self.watch.last_success_at else "not run yet"


def watched_sources(session: Session, *, enabled_only: bool = False) -> tuple[Watched, ...]:
    """Every watched source by name, with the gaps of the last year."""
    query = select(Watch).order_by(col(Watch.name))
    if enabled_only:
        query = query.where(col(Watch.enabled))
    rows = session.exec(query).all()
    for row in rows:
        session.expunge(row)
    looks = _days_with_a_look(session)
    return tuple(Watched(row, tuple(_gaps(row, looks.get(row.name, [])))) for row in rows)


def every_text(seconds: int) -> str:
    """A time as declarations write it: `6h`."""
    return next(f"{seconds // unit}{sign}" for unit, sign, _ in _UNITS if seconds % unit == 0)


def latest_looks(session: Session, name: str, *, limit: int = 50) -> list[Observation]:
    """The newest looks of a source."""
    query = select(Observation).where(Observation.watch == name)
    rows = session.exec(query.order_by(col(Observation.id).desc()).limit(limit)).all()
    for row in rows:
        session.expunge(row)
    return list(rows)


def _days_with_a_look(session: Session) -> Mapping[str, list[dt.date]]:
    day = func.date(col(Observation.at))
    query = (
        select(Observation.watch, day)
        .where(Observation.outcome != "failed", col(Observation.at) >= clock.now() - _REACH)
        .group_by(col(Observation.watch), day)
        .order_by(col(Observation.watch), day)
    )
    days: dict[str, list[dt.date]] = {}
    for name, text in session.exec(query):
        days.setdefault(name, []).append(dt.date.fromisoformat(str(text)))
    return days


def _gaps(watch: Watch, days: list[dt.date]) -> Iterator[Gap]:
    """The gaps between looks, the newest first; the one that lasts until today included."""
    longest = max(_PATIENCE * watch.every / 86_400, 1)
    ends = [*days, clock.today()] if watch.enabled and days else days
    for after, before in reversed(list(pairwise(ends))):
        if (before - after).days > longest:
            yield Gap(after, before)
