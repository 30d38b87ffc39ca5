"""What a document states: dated events, claims, holdings, answers, provisions."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.entries import vocabulary


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
    date: str | None = None
    source: str | None = None


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
