"""Captured texts of an entry's documents: which there are, and the versions of one."""

from __future__ import annotations

import datetime as dt
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
