"""A numbered list of what changed, written in the transaction that changed it.

Readers (the indexer, later feeds and alerts) remember the last number that they have
applied; applying twice is harmless. Numbers are committed in order.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, func
from sqlmodel import Field, Session, SQLModel, col, select

from kb.core import clock, rows
from kb.core.database import UtcDateTime, serialise_writers

#: What can happen to an entry: each is read by whoever keeps a copy of what is public.
KINDS = ("published", "renamed", "merged", "retracted", "restored", "captured")


class OutboxEvent(SQLModel, table=True):
    """One change of one entry; a reader looks at how the entry stands now, not at the kind."""

    __tablename__ = "outbox"
    __table_args__ = {"sqlite_autoincrement": True}  # a number is never used twice

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    entry_id: int = Field(index=True)
    created_at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


def append(session: Session, *, kind: str, entry_id: int) -> None:
    """Record a change of one of the `KINDS`; it shows when the caller's transaction commits."""
    assert kind in KINDS, kind
    serialise_writers(session)
    rows.insert(session, OutboxEvent(kind=kind, entry_id=entry_id, created_at=clock.now()))


def after(session: Session, last_id: int, *, limit: int = 200) -> list[OutboxEvent]:
    """The next changes after that number, oldest first."""
    query = select(OutboxEvent).where(col(OutboxEvent.id) > last_id)
    return list(session.exec(query.order_by(col(OutboxEvent.id)).limit(limit)))


def newest_id(session: Session) -> int:
    """The number of the newest change, 0 if there is none."""
    return session.exec(select(func.max(OutboxEvent.id))).one() or 0
