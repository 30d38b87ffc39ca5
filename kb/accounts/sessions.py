"""Sessions of browsers: a random token in a cookie, its digest and its times in the database.

A session ends when its owner signs out, when it was idle or is old, when an admin changes the
owner's role or disables the account, and when the password changes. Signing in always makes a
new one, so a token that somebody planted in a browser is worth nothing.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import cast

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select

from kb.accounts import secrets
from kb.accounts.actors import Actor, Role, Via
from kb.accounts.tables import Account, LoginSession
from kb.core import clock

IDLE = dt.timedelta(hours=12)
ABSOLUTE = dt.timedelta(days=14)
#: A session's last use is written down at most this often, so that reading stays reading.
SEEN_EVERY = dt.timedelta(minutes=10)

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class SessionView:
    """A live session in the list of its owner."""

    id: int
    device: str
    created_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


def begin(session: Session, account: Account, *, user_agent: str, replacing: str = "") -> str:
    """Sign the account in and return the new token; the token `replacing` ends."""
    now = clock.now()
    if replacing:
        end(session, replacing)
    session.exec(delete(LoginSession).where(_is_over(now)))
    token = secrets.new_token()
    assert account.id is not None
    session.add(
        LoginSession(
            account_id=account.id,
            token_sha256=secrets.digest(token),
            device=device(user_agent),
            created_at=now,
            last_seen_at=now,
        )
    )
    return token


def find(session: Session, token: str) -> LoginSession | None:
    """The live session of a token whose account may sign in."""
    query = (
        select(LoginSession)
        .join(Account, col(Account.id) == col(LoginSession.account_id))
        .where(LoginSession.token_sha256 == secrets.digest(token))
        .where(col(Account.disabled_at).is_(None))
        .where(~_is_over(clock.now()))
    )
    return session.exec(query).first()


def acting(
    account: Account, *, via: Via = "session", scopes: frozenset[str] = frozenset()
) -> Actor:
    """The account's owner as an actor."""
    role = cast(Role, account.role)  # a CHECK keeps it to the known ones
    return Actor(account_id=account.id, name=account.name, role=role, via=via, scopes=scopes)


def actor(session: Session, found: LoginSession) -> Actor:
    """Who acts in a live session."""
    return acting(session.get_one(Account, found.account_id))


def must_be_seen(found: LoginSession) -> bool:
    """Whether it is time to write down that the session is in use."""
    return clock.now() - found.last_seen_at >= SEEN_EVERY


def seen(session: Session, token: str) -> None:
    """Write down that the session is in use, which puts off its end by idleness."""
    found = find(session, token)
    if found is not None:
        found.last_seen_at = clock.now()
        session.add(found)


def of_account(session: Session, account_id: int, *, this: str = "") -> list[SessionView]:
    """The account's live sessions, the one used last first; `this` is the token of one."""
    query = (
        select(LoginSession)
        .where(LoginSession.account_id == account_id)
        .where(~_is_over(clock.now()))
        .order_by(col(LoginSession.last_seen_at).desc(), col(LoginSession.id).desc())
    )
    mine = secrets.digest(this)
    return [
        SessionView(
            id=found.id or 0,
            device=found.device,
            created_at=found.created_at,
            last_seen_at=found.last_seen_at,
            is_this=found.token_sha256 == mine,
        )
        for found in session.exec(query)
    ]


def end(session: Session, token: str) -> None:
    """End the session of a token, if there is one."""
    digest = secrets.digest(token)
    session.exec(delete(LoginSession).where(col(LoginSession.token_sha256) == digest))


def end_one(session: Session, account_id: int, session_id: int) -> bool:
    """End one session of an account by its number; False if the account has none of it."""
    found = session.get(LoginSession, session_id)
    if found is None or found.account_id != account_id:
        return False
    session.delete(found)
    return True


def end_others(session: Session, account_id: int, *, but: str) -> None:
    """End every session of an account but that of the token."""
    session.exec(
        delete(LoginSession)
        .where(col(LoginSession.account_id) == account_id)
        .where(col(LoginSession.token_sha256) != secrets.digest(but))
    )


def end_all(session: Session, account_id: int) -> None:
    """End every session of an account."""
    session.exec(delete(LoginSession).where(col(LoginSession.account_id) == account_id))


def device(user_agent: str) -> str:
    """`Firefox on Linux`: a browser and a system in words, as its User-Agent names them."""
    browser = next((name for mark, name in _BROWSERS if f"{mark}/" in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if browser and system:
        return f"{browser} on {system}"
    program = re.match(r"[A-Za-z][\w.-]{0,30}", user_agent)
    return browser or system or (program[0] if program else "An unnamed browser")


def _is_over(now: dt.datetime) -> ColumnElement[bool]:
    return (col(LoginSession.last_seen_at) < now - IDLE) | (
        col(LoginSession.created_at) < now - ABSOLUTE
    )
