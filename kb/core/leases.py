"""One holder at a time, across processes: who runs the scraper, who delivers mail.

A lease runs out by itself, so that a process that was killed blocks nobody for long.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, col, delete

from kb.core import clock
from kb.core.database import UtcDateTime, serialise_writers


class Lease(SQLModel, table=True):
    """Who holds what, and until when."""

    __tablename__ = "lease"

    name: str = Field(primary_key=True)
    holder: str
    until: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))


def acquire(session: Session, name: str, *, holder: str, seconds: float) -> bool:
    """Take or renew a lease; False while somebody else holds it."""
    serialise_writers(session)
    now = clock.now()
    lease = session.get(Lease, name, with_for_update=True)
    if lease is not None and lease.holder != holder and lease.until > now:
        return False
    lease = lease or Lease(name=name, holder=holder, until=now)
    lease.holder = holder
    lease.until = now + dt.timedelta(seconds=seconds)
    session.add(lease)
    session.flush()
    return True


def release(session: Session, name: str, *, holder: str) -> None:
    """Give a lease back; one that somebody else has taken over stays."""
    session.connection().execute(
        delete(Lease).where(col(Lease.name) == name, col(Lease.holder) == holder)
    )
