"""Where statements come from, what was fetched there, and when it was looked at."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.core.database import UtcDateTime

#: What looking at a page may give: another text, the same, the server's word that nothing
#: changed (304), or a failure.
OUTCOMES: Final = ("changed", "failed", "not-modified", "same")


class Source(SQLModel, table=True):
    """A page, judgment or file; its id is derived from its address (`core.ids.source_id`)."""

    __tablename__ = "source"

    id: str = Field(primary_key=True, max_length=12)
    url: str = Field(unique=True)
    host: str = Field(index=True)


class ArchivedCopy(SQLModel, table=True):
    """One answer as it was received; its body lies in the `BodyStore` under `sha256`.

    The headers are JSON objects, `hops` a JSON list of the addresses that redirected. A body
    that was thinned out is gone; its hash and everything else stay.
    """

    __tablename__ = "archived_copy"
    __table_args__ = (
        Index("ix_archived_copy_url_fetched_at", "url", "fetched_at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    url: str
    final_url: str
    status: int
    fetched_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    media_type: str
    sha256: str = Field(max_length=64, index=True)
    size: int  # bytes of the body
    request_headers: str
    response_headers: str
    hops: str
    thinned_at: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime))


class Observation(SQLModel, table=True):
    """That a watched address was looked at, and what it gave: proof also of what did not change."""

    __tablename__ = "observation"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        Index("ix_observation_watch_at", "watch", "at"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    watch: str  # name of the watched source
    url: str
    at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    outcome: str
    failure: str | None = None  # class of failure
    copy_id: int | None = Field(default=None, foreign_key="archived_copy.id")
