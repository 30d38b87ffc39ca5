"""The one place that asks what time it is, always in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """The present moment, timezone-aware, to the second: what the records store."""
    return datetime.now(UTC).replace(microsecond=0)


def today() -> date:
    """The present day in UTC."""
    return now().date()
