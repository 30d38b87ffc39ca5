"""Whom and what an entry names: parties, topics, systems, sources, other entries."""

from __future__ import annotations

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.entries import vocabulary


class Party(SQLModel, table=True):
    """A party or a judge of a case."""

    __tablename__ = "party"
    __table_args__ = (
        one_of("side", ["plaintiff", "defendant", "judge"]),
        Index("ix_party_side_name", "side", "name"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    side: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str
    role: str | None = None


class EntryTopic(SQLModel, table=True):
    """A topic that an entry is about."""

    __tablename__ = "entry_topic"
    __table_args__ = (one_of("topic", vocabulary.TOPICS), Index("ix_entry_topic_topic", "topic"))

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    topic: str = Field(primary_key=True)
    position: int


class EntryName(SQLModel, table=True):
    """A name that an entry mentions: a system, data set, kind of work or licensed thing."""

    __tablename__ = "entry_name"
    __table_args__ = (
        one_of("field", ["system", "dataset", "work_type", "used_by"]),
        Index("ix_entry_name_field_name", "field", "name"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    field: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    name: str


class EntrySource(SQLModel, table=True):
    """A source of an entry, with the id that the document's statements use (`s1`)."""

    __tablename__ = "entry_source"
    __table_args__ = (one_of("kind", ["primary", "secondary"]),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    key: str = Field(primary_key=True)
    position: int
    source_id: str = Field(foreign_key="source.id", index=True)
    title: str
    publisher: str | None = None
    kind: str
    date: str | None = None


class EntryLink(SQLModel, table=True):
    """A relation to another entry, by name, since two entries may point at each other."""

    __tablename__ = "entry_link"
    __table_args__ = (
        one_of("relation", vocabulary.RELATIONS),
        Index("ix_entry_link_target_kind_target_slug", "target_kind", "target_slug"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    target_kind: str
    target_slug: str
    relation: str
    note: str | None = None
    source: str | None = None  # id inside the document that states it
    pinpoint: str | None = None


class EntryIdentifier(SQLModel, table=True):
    """A key of `kb.entries.identifiers` that leads to an entry; `own` unless it is only related."""

    __tablename__ = "entry_identifier"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    key: str = Field(primary_key=True, index=True)
    own: bool
