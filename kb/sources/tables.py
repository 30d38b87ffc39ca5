"""One row for each address that any published entry relies on."""

from __future__ import annotations

from sqlmodel import Field, SQLModel


class Source(SQLModel, table=True):
    """A page, judgment or file; its id is derived from its address (`core.ids.source_id`)."""

    __tablename__ = "source"

    id: str = Field(primary_key=True, max_length=12)
    url: str = Field(unique=True)
    host: str = Field(index=True)
