"""Signing in by name and password: throttled, at the same cost whether the name exists or not."""

from __future__ import annotations

import datetime as dt

from sqlmodel import Session, select

from kb.accounts import passwords, sessions, throttle
from kb.accounts.errors import TooMany, WrongPassword
from kb.accounts.tables import Account
from kb.accounts.users import name_key
from kb.core import audit
from kb.core.database import Database

#: Tries for one account and from one address, each.
TRIES = 10
PER = dt.timedelta(minutes=15)


def sign_in(
    database: Database,
    *,
    key: bytes,
    name: str,
    password: str,
    address: str,
    user_agent: str = "",
    replacing: str = "",
) -> str:
    """The token of a new session; that of the session `replacing` ends.

    `key` is the installation's secret key. `TooMany` after ten tries, `WrongPassword`
    otherwise if it is not right. The hash is computed outside of any transaction.
    """
    stored = check_password(database, key=key, name=name, password=password, address=address)
    with database.writing() as session:
        account = _account(session, name)
        if account is None or account.disabled_at or account.password_hash != stored:
            raise WrongPassword(_WRONG)  # it was changed this moment
        if passwords.is_outdated(stored):
            account.password_hash = passwords.hashed(password)
            session.add(account)
        for bucket in _buckets(key, name, address):
            throttle.give_back(session, bucket, limit=TRIES, per=PER)
        audit.append(
            session, actor=account.name, action="signed in", subject=f"account {account.name}"
        )
        return sessions.begin(session, account, user_agent=user_agent, replacing=replacing)


def check_password(
    database: Database, *, key: bytes, name: str, password: str, address: str
) -> str:
    """Use up one try and return the stored hash if the password is right.

    `TooMany` or `WrongPassword` otherwise, also where the account is disabled.
    """
    with database.writing() as session:
        waits = [
            throttle.allow(session, bucket, limit=TRIES, per=PER)
            for bucket in _buckets(key, name, address)
        ]
    wait = max((seconds for seconds in waits if seconds is not None), default=None)
    if wait is not None:
        raise TooMany("There were too many tries to sign in.", wait)
    with database.reading() as session:
        account = _account(session, name)
        may = account is not None and account.disabled_at is None
        stored = account.password_hash if account is not None else None
    if not passwords.is_right(password, stored) or not may or stored is None:
        raise WrongPassword(_WRONG)
    return stored


_WRONG = "The name or the password is wrong."


def _account(session: Session, name: str) -> Account | None:
    return session.exec(select(Account).where(Account.name_key == name_key(name))).first()


def _buckets(key: bytes, name: str, address: str) -> tuple[str, str]:
    return (
        throttle.bucket(key, "sign-in account", name_key(name)),
        throttle.bucket(key, "sign-in address", address),
    )
