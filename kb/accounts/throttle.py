"""Limits on how often something is tried, kept in the database and so shared by all processes.

Each bucket is one moment: until when what was used is worked off (the generic cell rate
algorithm). `limit` tries are free at once; after that one more every `per / limit`.
"""

from __future__ import annotations

import datetime as dt
import math

from sqlalchemy import bindparam, text
from sqlmodel import Session, col, delete, select

from kb.accounts import secrets
from kb.accounts.tables import Throttle
from kb.core import clock
from kb.core.database import UtcDateTime

_START = text(
    "INSERT INTO throttle (bucket, used_until) VALUES (:bucket, :now) ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=UtcDateTime))
_ROUNDING = dt.timedelta(milliseconds=1)


def allow(session: Session, bucket: str, *, limit: int, per: dt.timedelta) -> int | None:
    """Use one try of the bucket: None if there was one, else seconds until the next.

    A refused try uses nothing. The caller commits, whatever comes of the try.
    """
    now = clock.now()
    session.exec(delete(Throttle).where(col(Throttle.used_until) < now))
    session.execute(_START, {"bucket": bucket, "now": now})
    row = session.exec(select(Throttle).where(Throttle.bucket == bucket).with_for_update()).one()
    each = per / limit
    wait = row.used_until + each - now - per
    if wait > _ROUNDING:
        return math.ceil(wait.total_seconds())
    row.used_until += each
    session.add(row)
    session.flush()
    return None


def give_back(session: Session, bucket: str, *, limit: int, per: dt.timedelta) -> None:
    """Give one try back, for instance when the password was right."""
    row = session.exec(select(Throttle).where(Throttle.bucket == bucket).with_for_update()).first()
    if row is not None:
        row.used_until -= per / limit
        session.add(row)


def bucket(key: bytes, purpose: str, subject: str) -> str:
    """The name of a bucket; of an address or account name only a keyed hash is kept."""
    return f"{purpose}:{secrets.keyed(key, f'{purpose}:{subject}')}"
