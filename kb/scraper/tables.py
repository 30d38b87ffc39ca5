"""What is watched, and how its last run went."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.core.database import UtcDateTime

TRUSTS: Final = ("propose", "publish")
#: Who declared it: the file of sources, or an administrator on the site.
DECLARED: Final = ("admin", "file")
STATUSES: Final = ("changed", "failed", "unchanged")


class Watch(SQLModel, table=True):
    """A source as declared, with what its connector remembers and when it is due."""

    __tablename__ = "watch"
    __table_args__ = (
        one_of("trust", TRUSTS),
        one_of("declared", DECLARED),
        one_of("last_status", STATUSES),
    )

    name: str = Field(primary_key=True)
    connector: str
    url: str
    entry: str | None = Field(default=None, index=True)  # kind/slug
    document: str | None = None
    every: int  # seconds between two runs
    trust: str
    options: str  # JSON: what only this connector understands
    declared: str
    enabled: bool = True
    state: str = "{}"  # JSON: what the connector remembers
    last_run_at: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_success_at: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    last_status: str | None = None
    failure: str | None = None
    message: str | None = None
    failures: int = 0  # in a row
    next_run_at: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime, index=True))
