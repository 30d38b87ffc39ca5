"""The accounts of an installation: adding, roles, disabling, passwords.

Each deed is a row of the audit record. Names are as shown beside what people publish; two
names that differ in case or in the form of their characters alone are one name.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass

from sqlmodel import Session, col, delete, func, select

from kb.accounts import passwords, secrets, sessions
from kb.accounts.actors import ROLES, Actor
from kb.accounts.errors import BadInput
from kb.accounts.permissions import require
from kb.accounts.tables import Account, LoginSession, PasswordLink
from kb.core import audit, clock
from kb.core.errors import Conflict, NotFound

#: How long a set-password link works.
LINK_LIFETIME = dt.timedelta(days=3)
_RESERVED = frozenset(
    {"visitor", "command line", "seed", "artdocket", "scraper", "nobody", "openid connect"}
)


@dataclass(frozen=True)
class AccountView:
    """An account in the list of an admin."""

    id: int
    name: str
    role: str
    is_disabled: bool
    has_password: bool
    created_at: dt.datetime
    last_seen_at: dt.datetime | None  # of its live sessions


def add(
    session: Session, *, actor: Actor, name: str, role: str, password: str | None = None
) -> Account:
    """A new account; without a password nobody can sign in until a link sets one.

    `BadInput` names the fields at fault: `name`, `role` or `password`.
    """
    require(actor, "manage-users")
    name = " ".join(unicodedata.normalize("NFC", name).split())
    faults = {"name": name_fault(session, name), "role": _role_fault(role)}
    faults["password"] = passwords.fault(password, name=name) if password is not None else ""
    if any(faults.values()):
        raise BadInput({field: sentence for field, sentence in faults.items() if sentence})
    account = Account(
        name=name,
        name_key=name_key(name),
        role=role,
        password_hash=passwords.hashed(password) if password is not None else None,
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    _record(session, actor, "account added", account, f"role {role}")
    return account


def listed(session: Session) -> list[AccountView]:
    """Every account, by name."""
    seen = (
        select(LoginSession.account_id, func.max(LoginSession.last_seen_at).label("at"))
        .group_by(col(LoginSession.account_id))
        .subquery()
    )
    rows = session.exec(
        select(Account, seen.c.at)
        .join(seen, seen.c.account_id == Account.id, isouter=True)
        .order_by(col(Account.name_key))
    )
    return [
        AccountView(
            id=account.id or 0,
            name=account.name,
            role=account.role,
            is_disabled=account.disabled_at is not None,
            has_password=account.password_hash is not None,
            created_at=account.created_at,
            last_seen_at=last_seen,
        )
        for account, last_seen in rows
    ]


def named(session: Session, name: str) -> Account:
    """The account of that name; `NotFound` if there is none."""
    account = session.exec(select(Account).where(Account.name_key == name_key(name))).first()
    if account is None:
        raise NotFound(f"There is no account named “{name[:64]}”.")
    return account


def is_disabled(session: Session, account_id: int) -> bool:
    """Whether nobody may sign in to the account, so that its tokens and secret addresses rest."""
    return session.get_one(Account, account_id).disabled_at is not None


def change_role(session: Session, account_id: int, role: str, *, actor: Actor) -> Account:
    """Give an account another role; its sessions end, so that none has the rights of before."""
    require(actor, "manage-users")
    account = _existing(session, account_id)
    if fault := _role_fault(role):
        raise BadInput({"role": fault})
    if account.role == role:
        return account
    if account.role == "admin":
        _keep_an_admin(session, account)
    _record(session, actor, "role changed", account, f"{account.role} → {role}")
    account.role = role
    session.add(account)
    sessions.end_all(session, account_id)
    return account


def disable(session: Session, account_id: int, *, actor: Actor) -> Account:
    """Let nobody sign in to the account; its sessions and links end, its tokens rest."""
    require(actor, "manage-users")
    account = _existing(session, account_id)
    if account.disabled_at is not None:
        return account
    if account.role == "admin":
        _keep_an_admin(session, account)
    account.disabled_at = clock.now()
    session.add(account)
    sessions.end_all(session, account_id)
    _drop_link(session, account_id)
    _record(session, actor, "account disabled", account)
    return account


def enable(session: Session, account_id: int, *, actor: Actor) -> Account:
    """Let its owner sign in again."""
    require(actor, "manage-users")
    account = _existing(session, account_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        session.add(account)
        _record(session, actor, "account enabled", account)
    return account


def make_link(session: Session, account_id: int, *, actor: Actor) -> str:
    """The token of a link that sets a password once; an earlier link of the account ends."""
    require(actor, "manage-users")
    account = _existing(session, account_id)
    if account.disabled_at is not None:
        raise Conflict(f"The account “{account.name}” is disabled; enable it first.")
    _drop_link(session, account_id)
    token = secrets.new_token()
    session.add(
        PasswordLink(
            account_id=account_id,
            token_sha256=secrets.digest(token),
            expires_at=clock.now() + LINK_LIFETIME,
        )
    )
    _record(session, actor, "set-password link made", account)
    return token


def link_account(session: Session, token: str) -> Account:
    """Whose link it is; `NotFound` if it was used, has expired or never was."""
    link = session.exec(
        select(PasswordLink)
        .where(PasswordLink.token_sha256 == secrets.digest(token))
        .where(col(PasswordLink.expires_at) > clock.now())
    ).first()
    if link is None:
        raise NotFound("This link was used already or is too old; ask an admin for a new one.")
    return _existing(session, link.account_id)


def set_password(session: Session, account: Account, password: str, *, actor: Actor) -> None:
    """Give the account that password; its link and all its sessions end.

    The caller has checked who asks: by the present password or by the link.
    `BadInput` if it cannot be a password.
    """
    if fault := passwords.fault(password, name=account.name):
        raise BadInput({"password": fault})
    assert account.id is not None
    account.password_hash = passwords.hashed(password)
    session.add(account)
    sessions.end_all(session, account.id)
    _drop_link(session, account.id)
    _record(session, actor, "password set", account)


def name_key(name: str) -> str:
    """How a name is looked up: its characters in one form, its case folded, spaces single."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _existing(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


def name_fault(session: Session, name: str) -> str:
    """Why no new account can have the name: one sentence, empty if it can."""
    key = name_key(name)
    if not 2 <= len(name) <= 64 or len(key) > 64:
        return "Give a name of 2 to 64 characters."
    if not name.isprintable() or not name[0].isalnum() or ":" in name:
        return "A name begins with a letter or digit and has no colon and no control characters."
    if key in _RESERVED:
        return f"The name “{name}” is kept for the program itself."
    if session.exec(select(Account.id).where(Account.name_key == key)).first() is not None:
        return f"There is an account named “{name}” already."
    return ""


def _role_fault(role: str) -> str:
    return "" if role in ROLES else f"Choose one of the roles {', '.join(ROLES)}."


def _keep_an_admin(session: Session, account: Account) -> None:
    """`Conflict` if nobody else could manage accounts."""
    others = session.exec(
        select(Account.id)
        .where(Account.role == "admin")
        .where(col(Account.disabled_at).is_(None))
        .where(Account.id != account.id)
    )
    if others.first() is None:
        raise Conflict(f"“{account.name}” is the only admin; make another one first.")


def _drop_link(session: Session, account_id: int) -> None:
    session.exec(delete(PasswordLink).where(col(PasswordLink.account_id) == account_id))


def _record(
    session: Session, actor: Actor, action: str, account: Account, detail: str = ""
) -> None:
    subject = f"account {account.name}"
    audit.append(session, actor=actor.name, action=action, subject=subject, detail=detail)
