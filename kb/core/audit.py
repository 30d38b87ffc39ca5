"""An append-only record of who did what, each row chained to the one before by hash.

Triggers in the database refuse UPDATE and DELETE; the chain shows a change made past
them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, Session, SQLModel, col, select

from kb.core import clock, ids
from kb.core.database import UtcDateTime, serialise_writers
from kb.core.errors import IntegrityFault

GENESIS = "0" * 64


class AuditRow(SQLModel, table=True):
    """One deed: actor, action and subject are short plain words."""

    __tablename__ = "audit"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    actor: str
    action: str
    subject: str
    detail: str
    previous_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64, unique=True)


def append(session: Session, *, actor: str, action: str, subject: str, detail: str = "") -> None:
    """Add a row to the chain inside the caller's transaction."""
    serialise_writers(session)
    session.flush()
    newest = session.exec(select(AuditRow.hash).order_by(col(AuditRow.id).desc()).limit(1)).first()
    row = AuditRow(
        at=clock.now(),
        actor=actor,
        action=action,
        subject=subject,
        detail=detail,
        previous_hash=newest or GENESIS,
        hash="",
    )
    row.hash = _hash(row)
    session.add(row)


def _hash(row: AuditRow) -> str:
    return ids.digest(
        {
            "at": row.at.isoformat(),
            "actor": row.actor,
            "action": row.action,
            "subject": row.subject,
            "detail": row.detail,
            "previous": row.previous_hash,
        }
    )


@dataclass(frozen=True)
class AuditFilter:
    """Which rows are wanted; what is empty does not narrow."""

    actor: str = ""
    action: str = ""
    subject: str = ""  # or what it begins with, such as `case/`
    since: datetime | None = None
    until: datetime | None = None  # not included


def newest(
    session: Session, wanted: AuditFilter, *, before: int | None, limit: int
) -> list[AuditRow]:
    """The newest rows that the filter lets through, below the number `before`."""
    query = select(AuditRow).order_by(col(AuditRow.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(AuditRow.id) < before)
    if wanted.actor:
        query = query.where(AuditRow.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditRow.action == wanted.action)
    if wanted.subject:
        query = query.where(col(AuditRow.subject).startswith(wanted.subject, autoescape=True))
    if wanted.since is not None:
        query = query.where(col(AuditRow.at) >= wanted.since)
    if wanted.until is not None:
        query = query.where(col(AuditRow.at) < wanted.until)
    return list(session.exec(query))


def actions(session: Session) -> list[str]:
    """Every action that is on record, by name."""
    return sorted(session.exec(select(AuditRow.action).distinct()))


def exported(session: Session) -> Iterator[str]:
    """Every row as a line of JSON, oldest first: what proves the chain outside the database."""
    rows = select(AuditRow).order_by(col(AuditRow.id)).execution_options(yield_per=500)
    with closing(session.exec(rows)) as found:
        for row in found:
            told = row.model_dump() | {"at": row.at.isoformat()}
            yield json.dumps(told, ensure_ascii=False) + "\n"


def verify(session: Session) -> int:
    """Walk the chain and return its length; `IntegrityFault` names the first bad row."""
    previous = GENESIS
    count = 0
    rows = select(AuditRow).order_by(col(AuditRow.id)).execution_options(yield_per=500)
    with closing(session.exec(rows)) as found:
        for row in found:
            if row.previous_hash != previous or row.hash != _hash(row):
                raise IntegrityFault(
                    f"Audit row {row.id} ({row.action} {row.subject}) does not fit the chain: "
                    "it or a row before it was changed after it was written."
                )
            previous = row.hash
            count += 1
    return count
