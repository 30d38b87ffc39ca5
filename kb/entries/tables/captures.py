"""The texts of watched documents over time."""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.core.database import UtcDateTime

#: What a captured version is beside the one before: the first, another text, the same page read
#: with other rules, a text that was in force before, or one of a record that does not tell.
VERSION_KINDS: Final = ("change", "first", "returned", "technical", "unknown")
VERSION_ORIGINS: Final = ("fetched", "open-terms-archive")


class CapturedVersion(SQLModel, table=True):
    """A text of a watched document, from when it was first seen to when it was last seen.

    `not_before` is when the version before it was last seen: the text changed between the two.
    Texts lie in the `BodyStore`: `text_sha256` is the selected part, `body_sha256` all of the
    page. `silent` marks a text that changed while its own date did not.
    """

    __tablename__ = "captured_version"
    __table_args__ = (
        one_of("kind", VERSION_KINDS),
        one_of("origin", VERSION_ORIGINS),
        UniqueConstraint("entry_id", "document", "number"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id")
    document: str  # its name, such as "Terms of Service"
    number: int  # 1, 2, 3… within the document
    watch: str | None = None
    url: str
    origin: str
    kind: str
    first_seen_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    last_seen_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    not_before: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    text_sha256: str = Field(max_length=64, index=True)
    body_sha256: str | None = Field(default=None, max_length=64)
    copy_id: int | None = Field(default=None, foreign_key="archived_copy.id")
    extraction: int  # version of the extraction that made the text
    same_as: int | None = None  # number of the earlier version with this text
    silent: bool = False
    stated_date: str | None = None  # the date that the text gives itself
    reference: str | None = None  # address of the record that an import took it from
