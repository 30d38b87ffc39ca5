"""Captured texts of an entry's documents: which there are, the versions of one, and from when
until when a document said something.

`first_appearance(document, texts)` dates the first version whose text is among `texts` (hashes,
such as `PhraseIndex.speaking_of(session, store, "training").texts`) by an interval.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.core import ids
from kb.core.errors import NotFound
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card


@dataclass(frozen=True)
class CapturedDocument:
    """A watched document of an entry with its versions, oldest first."""

    name: str
    versions: tuple[CapturedVersion, ...]

    @property
    def slug(self) -> str:
        """Its name in addresses."""
        return ids.slugify(self.name)

    @property
    def newest(self) -> CapturedVersion:
        """The version that was captured last."""
        return self.versions[-1]

    @property
    def changes(self) -> int:
        """How often the text changed, as far as the records tell."""
        return sum(version.kind in {"change", "returned"} for version in self.versions)

    @property
    def last_seen_at(self) -> dt.datetime:
        """When the newest version was last seen to stand."""
        return self.newest.last_seen_at

    @property
    def is_recorded_by_others(self) -> bool:
        """Whether some of it is owed to Open Terms Archive, which wants to be named."""
        return any(version.origin == "open-terms-archive" for version in self.versions)

    def version(self, number: int) -> CapturedVersion:
        """One version; `NotFound` says which there are."""
        for version in self.versions:
            if version.number == number:
                return version
        raise NotFound(
            f"{self.name} has no version {number}; its versions run from 1 to {len(self.versions)}."
        )


@dataclass(frozen=True)
class Presence:
    """A stretch of versions in a row whose texts all said something.

    It came between `not_before`, when the version without it was last seen, and `not_later`,
    when `first` was first seen: `gap_days` in which nobody looked. `not_before` is None where
    the oldest version said it already, which then may be much older. It went likewise between
    `stood_until` and `gone_by`, which is None where the newest version still says it.
    """

    before: CapturedVersion | None
    first: CapturedVersion
    last: CapturedVersion
    after: CapturedVersion | None

    @property
    def not_before(self) -> dt.datetime | None:
        """When the document was last seen without it."""
        return self.before.last_seen_at if self.before else None

    @property
    def not_later(self) -> dt.datetime:
        """When it was first seen."""
        return self.first.first_seen_at

    @property
    def gap_days(self) -> int | None:
        """Days between the two looks; None where there was no look before."""
        return (self.not_later - self.not_before).days if self.not_before else None

    @property
    def is_read_anew(self) -> bool:
        """Whether it was first seen when the page was read by other rules, and may be older."""
        return self.before is not None and self.first.kind in {"technical", "unknown"}

    @property
    def stood_until(self) -> dt.datetime:
        """When it was last seen to stand."""
        return self.last.last_seen_at

    @property
    def gone_by(self) -> dt.datetime | None:
        """When the document was first seen without it again."""
        return self.after.first_seen_at if self.after else None


def presences(document: CapturedDocument, texts: Container[str]) -> tuple[Presence, ...]:
    """Every stretch of versions whose texts are among these (hashes), oldest first."""
    return tuple(_presences(document.versions, texts))


def first_appearance(document: CapturedDocument, texts: Container[str]) -> Presence | None:
    """When a document first had one of these texts (hashes); None if it never did."""
    return next(_presences(document.versions, texts), None)


def _presences(versions: tuple[CapturedVersion, ...], texts: Container[str]) -> Iterator[Presence]:
    runs = groupby(versions, key=lambda one: one.text_sha256 in texts)
    stretches = [(has, tuple(run)) for has, run in runs]
    for at, (has, stretch) in enumerate(stretches):
        if has:
            before = stretches[at - 1][1][-1] if at else None
            after = stretches[at + 1][1][0] if at + 1 < len(stretches) else None
            yield Presence(before, stretch[0], stretch[-1], after)


@cache  # built once, as every entry page needs it
def _of_entry() -> SelectOfScalar[CapturedVersion]:
    return (
        select(CapturedVersion)
        .where(col(CapturedVersion.entry_id) == bindparam("entry_id"))
        .order_by(col(CapturedVersion.document), col(CapturedVersion.number))
    )


def captured_documents(session: Session, entry_id: int) -> tuple[CapturedDocument, ...]:
    """The documents of an entry of which texts were captured, by name."""
    rows = session.exec(_of_entry(), params={"entry_id": entry_id}).all()
    for row in rows:
        session.expunge(row)
    return tuple(
        CapturedDocument(name, tuple(versions))
        for name, versions in groupby(rows, key=lambda row: row.document)
    )


def captured_document(session: Session, card: Card, slug: str) -> CapturedDocument:
    """The document with that name in addresses; `NotFound` names those that there are."""
    documents = captured_documents(session, card.id)
    for document in documents:
        if document.slug == slug:
            return document
    known = ", ".join(document.name for document in documents)
    raise NotFound(
        f"No text named “{slug[:60]}” was captured for {card.name}; there are {known}."
        if known
        else f"No texts were captured for {card.name}."
    )


def newest_capture(session: Session) -> int:
    """A number that grows with each captured version."""
    return session.exec(select(func.max(CapturedVersion.id))).one() or 0
