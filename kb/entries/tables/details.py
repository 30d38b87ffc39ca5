"""What only one kind of entry has: one row for each entry."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.entries import vocabulary


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
