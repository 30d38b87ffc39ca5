"""Captured texts of an entry's documents: which there are, the versions of one, and from when
until when a document said something.

`kb.scraper.phrases.PhraseIndex` finds the documents that said it; `presences` dates what it
found by intervals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Final, NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from kb.core import ids
from kb.entries.queries.cards import Rows
from kb.entries.tables import CapturedVersion

AT_ONCE: Final = 500  # ids in one question to the database


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
    def last_seen_at(self) -> dt.datetime:
        """When the newest version was last seen to stand."""
        return self.newest.last_seen_at

    @property
    def is_recorded_by_others(self) -> bool:
        """Whether some of it is owed to Open Terms Archive, which wants to be named."""
        return any(version.origin == "open-terms-archive" for version in self.versions)


@dataclass(frozen=True)
class Mention:
    """A document that said something once, by the ids of its captured versions.

    `first` is the first version that said it and `before` the one before that, None if there
    is none; with `after` it was gone for good, None where it still stands.
    """

    entry_id: int
    document: str
    before: int | None
    first: int
    after: int | None
    times: int | None  # how often it came; None where nobody counted


@dataclass(frozen=True)
class Presence:
    """From when until when a document said something, with the versions that tell.

    It came between `not_before`, when the version without it was last seen, and `not_later`,
    when `first` was first seen: `gap_days` in which nobody looked. `not_before` is None where
    the oldest version said it already, which then may be much older. `gone_by` is None where
    the newest version still says it.
    """

    before: CapturedVersion | None
    first: CapturedVersion
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
    def gone_by(self) -> dt.datetime | None:
        """When the document was first seen without it for good."""
        return self.after.first_seen_at if self.after else None


def presences(session: Session, mentions: Iterable[Mention]) -> dict[Mention, Presence]:
    """The intervals of what was found, three versions each; without those that are no more."""
    wanted = tuple(mentions)
    ids = {id_ for one in wanted for id_ in (one.before, one.first, one.after) if id_ is not None}
    rows = _by_id(session, ids)
    return {
        one: Presence(rows.get(one.before or 0), rows[one.first], rows.get(one.after or 0))
        for one in wanted
        if one.first in rows
    }


def _by_id(session: Session, ids: Iterable[int]) -> dict[int, CapturedVersion]:
    found = {}
    for chunk in _chunks(ids):
        for row in session.exec(select(CapturedVersion).where(col(CapturedVersion.id).in_(chunk))):
            session.expunge(row)
            found[row.id or 0] = row
    return found


def first_seen(session: Session, ids: Iterable[int]) -> dict[int, dt.datetime]:
    """When the versions with these ids were first seen."""
    columns = select(CapturedVersion.id, CapturedVersion.first_seen_at)
    return {
        number or 0: at
        for chunk in _chunks(ids)
        for number, at in session.exec(columns.where(col(CapturedVersion.id).in_(chunk)))
    }


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    wanted = sorted(ids)
    return (wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE))


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


def newest_capture(session: Session) -> int:
    """A number that grows with each captured version."""
    return session.exec(select(func.max(CapturedVersion.id))).one() or 0


class CapturedText(NamedTuple):
    """Which text a version of which document has."""

    id: int
    entry_id: int
    document: str
    text_sha256: str


def captures_after(session: Session, last_id: int, *, limit: int) -> tuple[CapturedText, ...]:
    """The next versions after that id, in the order in which they were captured."""
    query = (
        select_columns(*(getattr(CapturedVersion, name) for name in CapturedText._fields))
        .where(col(CapturedVersion.id) > last_id)
        .order_by(col(CapturedVersion.id))
        .limit(limit)
    )
    return tuple(CapturedText(*row) for row in session.connection().execute(query))


@cache  # these two are built once, as every question to the index of phrases needs them
def _count_after() -> Rows:
    return select_columns(func.count()).where(col(CapturedVersion.id) > bindparam("id"))


@cache
def _text_of() -> Rows:
    text = col(CapturedVersion.text_sha256)
    return select_columns(text).where(col(CapturedVersion.id) == bindparam("id"))


def count_captures(session: Session, *, after: int) -> int:
    """How many versions were captured after the one with that id."""
    (count,) = session.connection().execute(_count_after(), {"id": after}).one()
    return int(count)


def text_of_capture(session: Session, number: int) -> str | None:
    """The hash of the text of the version with that id; None if there is no such version."""
    found = session.connection().execute(_text_of(), {"id": number}).first()
    return found[0] if found else None
