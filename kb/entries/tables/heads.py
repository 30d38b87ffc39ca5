"""Entries and their history: the only rows that cannot be rebuilt."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.core.database import UtcDateTime
from kb.entries import vocabulary


class Court(SQLModel, table=True):
    """A court, agency or prosecutor, from `seed_data/courts.json`."""

    __tablename__ = "court"
    __table_args__ = (one_of("level", vocabulary.COURT_LEVELS),)

    id: str = Field(primary_key=True)
    name: str
    short_name: str
    jurisdiction: str = Field(index=True)
    level: str


class Entry(SQLModel, table=True):
    """The head of an entry and what lists show of it."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        one_of("kind", vocabulary.KINDS),
        Index("ix_entry_kind_sort_date_slug", "kind", "sort_date", "slug"),
        Index("ix_entry_kind_title_slug", "kind", "title", "slug"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    slug: str
    head_revision_id: int | None = None
    published_revision_id: int | None = None
    version: int = 0  # number of publications
    published_at: dt.datetime | None = Field(
        default=None, sa_column=Column(UtcDateTime, index=True)
    )
    retracted_reason: str | None = None
    merged_into_id: int | None = None  # the entry that took this one's place
    # Projected:
    title: str
    short_name: str | None = None
    summary: str
    answer: str  # the one-sentence answer
    answer_source: str | None = None  # id, inside the document, of the source that proves it
    language: str
    jurisdiction: str = Field(index=True)
    status: str | None = Field(default=None, index=True)
    date: str | None = None  # filed, published, adopted or newest change: partial ISO
    sort_date: dt.date  # its latest day; the as-of day where there is no date
    as_of: str


class SlugAlias(SQLModel, table=True):
    """A name that an entry once had; pages answer it with 301."""

    __tablename__ = "slug_alias"
    __table_args__ = (one_of("kind", vocabulary.KINDS),)

    kind: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)


class Revision(SQLModel, table=True):
    """A whole document as it was saved once; never changed, never removed."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("entry_id", "number"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    number: int  # 1, 2, 3… within the entry
    base_id: int | None = Field(default=None, foreign_key="revision.id")
    document: str  # JSON
    sha256: str = Field(max_length=64)
    schema_version: int
    origin: str  # seed, or where the proposal came from (tables.proposals.ORIGINS)
    author: str
    reason: str
    created_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


class Publication(SQLModel, table=True):
    """When a revision became what the public sees; `number` is the n of `/v/{n}`."""

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("entry_id", "number"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    number: int
    revision_id: int = Field(foreign_key="revision.id", index=True)
    actor: str
    reason: str
    changes: str  # JSON list of the changes in words, against the version before
    #: JSON list of the document's keys that these changes touch.
    fields: str = Field(default="[]", sa_column_kwargs={"server_default": "[]"})
    override_reason: str | None = None  # why one person decided where two were asked for
    published_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class Fact(SQLModel, table=True):
    """A value about the whole installation, such as the digest of the seed last loaded."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str
