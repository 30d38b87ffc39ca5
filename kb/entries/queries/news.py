"""What is new about some entries: what was published here, and which captured texts changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from kb.core import ids
from kb.entries.queries.pages import to_version, version_query
from kb.entries.tables import CapturedVersion, Publication
from kb.entries.views import Card, Version

MOST_NEWS: Final = 60
MOST_CAPTURES: Final = 1000  # versions that are counted


@dataclass(frozen=True)
class CapturedChanges:
    """How a document changed since the last look, newest version first."""

    card: Card
    versions: tuple[CapturedVersion, ...]

    @property
    def name(self) -> str:
        """The document."""
        return self.versions[0].document

    @property
    def url(self) -> str:
        """The document's page."""
        return f"{self.card.url}/documents/{ids.slugify(self.name)}"

    @property
    def compare_url(self) -> str:
        """The text before these changes beside the newest."""
        older = self.versions[-1].number - 1
        return f"{self.url}/compare?from={older}&to={self.versions[0].number}"

    def count(self, sort: str) -> int:
        """How many of the versions `returned` to an earlier text, or changed in a `silent` way."""
        return sum(one.silent if sort == "silent" else one.kind == sort for one in self.versions)


def publications(
    session: Session, cards: Sequence[Card], since: dt.date | None = None
) -> tuple[Version, ...]:
    """Publications of these entries, newest first; from a day on without the very first ones."""
    by_id = {card.id: card for card in cards}
    query = version_query().where(col(Publication.entry_id).in_(by_id))
    if since is not None:
        start = dt.datetime.combine(since, dt.time.min, tzinfo=dt.UTC)
        query = query.where(col(Publication.published_at) >= start, col(Publication.number) > 1)
    rows = session.connection().execute(query.order_by(col(Publication.id).desc()).limit(MOST_NEWS))
    return tuple(to_version(row, by_id[row.entry_id]) for row in rows)


def captured_changes(
    session: Session, cards: Sequence[Card], since: dt.date
) -> tuple[CapturedChanges, ...]:
    """Documents whose text changed since that day, the newest first."""
    by_id = {card.id: card for card in cards}
    start = dt.datetime.combine(since, dt.time.min, tzinfo=dt.UTC)
    query = (
        select(CapturedVersion)
        .where(
            col(CapturedVersion.entry_id).in_(by_id),
            col(CapturedVersion.first_seen_at) >= start,
            col(CapturedVersion.kind).in_(["change", "returned"]),
        )
        .order_by(col(CapturedVersion.first_seen_at).desc())
        .limit(MOST_CAPTURES)
    )
    found: dict[tuple[int, str], list[CapturedVersion]] = {}
    for row in session.scalars(query).all():
        session.expunge(row)
        found.setdefault((row.entry_id, row.document), []).append(row)
    return tuple(
        CapturedChanges(by_id[entry_id], tuple(rows)) for (entry_id, _), rows in found.items()
    )
