"""Tables of accounts: columns, checks and indexes, nothing else.

Nothing that lets somebody in is stored: passwords as Argon2id hashes; session tokens, API
tokens and set-password links as the SHA-256 of 256 random bits.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Column
from sqlmodel import Field, SQLModel

from kb.accounts.actors import ROLES
from kb.core.database import UtcDateTime

_ROLE_KNOWN = f"role IN ({', '.join(repr(role) for role in sorted(ROLES))})"


def _moment(*, nullable: bool = False, index: bool = False) -> Column[dt.datetime]:
    return Column(UtcDateTime, nullable=nullable, index=index)


class Account(SQLModel, table=True):
    """A person who may sign in."""

    __tablename__ = "account"
    __table_args__ = (CheckConstraint(_ROLE_KNOWN, name="role_known"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=64)  # as shown beside what they publish
    name_key: str = Field(unique=True, max_length=64)  # the name folded: how it is looked up
    role: str
    password_hash: str | None = None  # None: no password was set yet
    disabled_at: dt.datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    created_at: dt.datetime = Field(sa_column=_moment())


class LoginSession(SQLModel, table=True):
    """One browser in which somebody signed in."""

    __tablename__ = "login_session"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    token_sha256: str = Field(unique=True, max_length=64)
    device: str  # "Firefox on Linux"
    created_at: dt.datetime = Field(sa_column=_moment())
    last_seen_at: dt.datetime = Field(sa_column=_moment(index=True))


class ApiToken(SQLModel, table=True):
    """A token with which a program acts for an account."""

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    label: str = Field(max_length=100)
    token_sha256: str = Field(unique=True, max_length=64)
    scopes: str  # separated by spaces, in the order of `kb.accounts.actors.SCOPES`
    created_at: dt.datetime = Field(sa_column=_moment())
    expires_at: dt.datetime = Field(sa_column=_moment())
    last_used_at: dt.datetime | None = Field(default=None, sa_column=_moment(nullable=True))


class PasswordLink(SQLModel, table=True):
    """A link with which somebody sets a password once; at most one an account."""

    __tablename__ = "password_link"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    token_sha256: str = Field(unique=True, max_length=64)
    expires_at: dt.datetime = Field(sa_column=_moment())


class OidcIdentity(SQLModel, table=True):
    """A person at an OpenID Connect provider, and the account that they sign in to."""

    __tablename__ = "oidc_identity"

    issuer: str = Field(primary_key=True, max_length=500)
    subject: str = Field(primary_key=True, max_length=255)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: dt.datetime = Field(sa_column=_moment())


class MailAddress(SQLModel, table=True):
    """Where an account gets its mail, once its owner has confirmed that it is theirs.

    The link that asks for it is a secret of `nonce` (`kb.accounts.links`), which changes with use.
    """

    __tablename__ = "mail_address"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    address: str = Field(max_length=254)
    nonce: str
    asked_at: dt.datetime = Field(sa_column=_moment())
    confirmed_at: dt.datetime | None = Field(default=None, sa_column=_moment(nullable=True))


class Throttle(SQLModel, table=True):
    """How much of what is allowed somebody has used up (`kb.accounts.throttle`)."""

    __tablename__ = "throttle"

    bucket: str = Field(primary_key=True, max_length=100)
    used_until: dt.datetime = Field(sa_column=_moment(index=True))
