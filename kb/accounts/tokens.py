"""API tokens: shown once, stored as a digest, limited by scopes, expiry and their owner's role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.accounts import secrets, sessions
from kb.accounts.actors import SCOPES, Actor
from kb.accounts.errors import BadInput
from kb.accounts.permissions import require
from kb.accounts.tables import Account, ApiToken
from kb.core import audit, clock
from kb.core.errors import NotFound

PREFIX = "kb_"
LONGEST_DAYS = 366
MOST_TOKENS = 20
#: A token's last use is written down at most this often.
USED_EVERY = dt.timedelta(hours=1)


@dataclass(frozen=True)
class TokenView:
    """A token in the list of its owner."""

    id: int
    label: str
    scopes: tuple[str, ...]
    created_at: dt.datetime
    expires_at: dt.datetime
    is_expired: bool
    last_used_at: dt.datetime | None


def make(
    session: Session, *, actor: Actor, label: str, scopes: Collection[str], days: int
) -> tuple[ApiToken, str]:
    """A new token of the actor's account, and its text, which is never to be had again.

    `BadInput` says which field cannot be used: `label`, `scopes` or `days`.
    """
    require(actor, "own-account")
    assert actor.account_id is not None
    faults = _faults(session, actor.account_id, label=label, scopes=scopes, days=days)
    if faults:
        raise BadInput(faults)
    text = secrets.new_token(PREFIX)
    now = clock.now()
    token = ApiToken(
        account_id=actor.account_id,
        label=label.strip(),
        token_sha256=secrets.digest(text),
        # Whoever may read without an account may read with a token.
        scopes=" ".join(scope for scope in SCOPES if scope in {"read", *scopes}),
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    session.add(token)
    session.flush()
    audit.append(
        session,
        actor=actor.name,
        action="token made",
        subject=f"account {actor.name}",
        detail=f"{token.label}: {token.scopes}, until {token.expires_at.date()}",
    )
    return token, text


def revoke(session: Session, token_id: int, *, actor: Actor) -> None:
    """End one of the actor's tokens; `NotFound` if it is somebody else's or gone."""
    require(actor, "own-account")
    token = session.get(ApiToken, token_id)
    if token is None or token.account_id != actor.account_id:
        raise NotFound("You have no such token; it may have been revoked already.")
    session.delete(token)
    audit.append(
        session,
        actor=actor.name,
        action="token revoked",
        subject=f"account {actor.name}",
        detail=token.label,
    )


def find(session: Session, text: str) -> ApiToken | None:
    """The live token of that text whose account may sign in."""
    query = (
        select(ApiToken)
        .join(Account, col(Account.id) == col(ApiToken.account_id))
        .where(ApiToken.token_sha256 == secrets.digest(text))
        .where(col(Account.disabled_at).is_(None))
        .where(col(ApiToken.expires_at) > clock.now())
    )
    return session.exec(query).first()


def actor(session: Session, found: ApiToken) -> Actor:
    """Who acts with a live token."""
    account = session.get_one(Account, found.account_id)
    return sessions.acting(account, via="token", scopes=frozenset(found.scopes.split()))


def must_be_seen(found: ApiToken) -> bool:
    """Whether it is time to write down that the token is in use."""
    return found.last_used_at is None or clock.now() - found.last_used_at >= USED_EVERY


def seen(session: Session, text: str) -> None:
    """Write down that the token is in use."""
    found = find(session, text)
    if found is not None:
        found.last_used_at = clock.now()
        session.add(found)


def of_account(session: Session, account_id: int) -> list[TokenView]:
    """The account's tokens, newest first; expired ones too, so that their owner sees why."""
    query = select(ApiToken).where(ApiToken.account_id == account_id)
    return [
        TokenView(
            id=found.id or 0,
            label=found.label,
            scopes=tuple(found.scopes.split()),
            created_at=found.created_at,
            expires_at=found.expires_at,
            is_expired=found.expires_at <= clock.now(),
            last_used_at=found.last_used_at,
        )
        for found in session.exec(query.order_by(col(ApiToken.id).desc()))
    ]


def _faults(
    session: Session, account_id: int, *, label: str, scopes: Collection[str], days: int
) -> dict[str, str]:
    faults = {}
    if not label.strip() or len(label) > 100 or not label.isprintable():
        faults["label"] = "Name the token in 1 to 100 characters, such as “import script”."
    elif len(of_account(session, account_id)) >= MOST_TOKENS:
        faults["label"] = f"You have {MOST_TOKENS} tokens; revoke one that is not needed."
    if not set(scopes) <= SCOPES.keys():
        faults["scopes"] = f"A token’s scopes are {', '.join(SCOPES)}."
    if not 1 <= days <= LONGEST_DAYS:
        faults["days"] = f"Choose an expiry of 1 to {LONGEST_DAYS} days."
    return faults
