"""Tables of entries: columns, checks and indexes, nothing else.

`revision` and `publication` are the history and are only ever appended to. Every other
table here is a projection of the newest published document and can be rebuilt
(`kb.entries.projection`). Composition, not inheritance: one `entry` row, one detail row
for its kind, and child rows in document order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.core.database import UtcDateTime
from kb.entries import vocabulary


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that the column holds one of the values (a NULL passes)."""
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


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
    origin: str  # seed, editor, scraper, import
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
    published_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False, index=True))


class CaseDetail(SQLModel, table=True):
    """What only cases have."""

    __tablename__ = "case_detail"
    __table_args__ = (one_of("status", vocabulary.CASE_STATUSES),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    court_id: str = Field(foreign_key="court.id", index=True)
    docket_number: str | None = None
    status: str
    status_note: str | None = None
    filed: str | None = None
    filed_earliest: dt.date | None = None
    filed_latest: dt.date | None = None
    closed: str | None = None
    class_action: bool


class PolicyDetail(SQLModel, table=True):
    """What only policies have."""

    __tablename__ = "policy_detail"
    __table_args__ = (one_of("platform_kind", vocabulary.PLATFORM_KINDS),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    platform: str
    platform_url: str
    platform_kind: str = Field(index=True)
    operator: str | None = None


class LicenceDetail(SQLModel, table=True):
    """What only licences have."""

    __tablename__ = "licence_detail"
    __table_args__ = (one_of("licence_kind", vocabulary.LICENCE_KINDS),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    licence_kind: str = Field(index=True)
    spdx_id: str | None = None
    licence_version: str | None = None
    steward: str | None = None
    url: str | None = None
    published: str | None = None


class LawDetail(SQLModel, table=True):
    """What only laws have."""

    __tablename__ = "law_detail"
    __table_args__ = (
        one_of("law_kind", vocabulary.LAW_KINDS),
        one_of("status", vocabulary.LAW_STATUSES),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    law_kind: str = Field(index=True)
    status: str
    citation: str
    body: str | None = None
    adopted: str | None = None
    in_force_from: str | None = None
    url: str | None = None


class Event(SQLModel, table=True):
    """A dated event: of a case, or of the history of a policy or law (kind `change`)."""

    __tablename__ = "event"
    __table_args__ = (
        one_of("kind", [*vocabulary.EVENT_KINDS, "change"]),
        one_of("certainty", vocabulary.CERTAINTIES),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    date: str
    date_earliest: dt.date = Field(index=True)
    date_latest: dt.date
    certainty: str | None = None  # None: exact
    kind: str
    title: str
    description: str | None = None
    docket_entry: str | None = None
    citation: str | None = None
    direction: str | None = None
    source: str | None = None


class Claim(SQLModel, table=True):
    """A claim in a case and how it stands."""

    __tablename__ = "claim"
    __table_args__ = (one_of("status", vocabulary.CLAIM_STATUSES),)

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    claim: str
    basis: str | None = None
    against: str | None = None
    status: str
    source: str | None = None


class Holding(SQLModel, table=True):
    """What a court held on a topic."""

    __tablename__ = "holding"
    __table_args__ = (one_of("favours", vocabulary.FAVOURS), Index("ix_holding_issue", "issue"))

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    issue: str
    holding: str
    favours: str
    date: str | None = None
    source: str | None = None


class FairUseRuling(SQLModel, table=True):
    """How a court weighed one factor of 17 U.S.C. § 107."""

    __tablename__ = "fair_use_ruling"
    __table_args__ = (
        one_of("favours", vocabulary.FAVOURS),
        CheckConstraint("factor BETWEEN 1 AND 4", name="factor_known"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    factor: int
    favours: str
    note: str | None = None
    source: str | None = None


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


class Answer(SQLModel, table=True):
    """A platform's answer to a question, or a licence's term."""

    __tablename__ = "answer"
    __table_args__ = (
        one_of("certainty", ["exact", "at-latest"]),
        Index("ix_answer_question_value", "question", "value"),
    )

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    question: str = Field(primary_key=True)
    value: str
    note: str | None = None
    since: str | None = None
    certainty: str | None = None
    not_before: str | None = None
    pinpoint: str | None = None
    source: str


class Provision(SQLModel, table=True):
    """What one section of a licence or law says, in our words."""

    __tablename__ = "provision"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    position: int = Field(primary_key=True)
    pinpoint: str | None = None
    paraphrase: str
    source: str | None = None


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


class Fact(SQLModel, table=True):
    """A value about the whole installation, such as the digest of the seed last loaded."""

    __tablename__ = "fact"

    name: str = Field(primary_key=True)
    value: str
