"""Where an account gets its mail: asked for, proved by a link that works once, taken back.

Nothing but the mail with that link goes to an address that is not confirmed. The link works
only for whoever is signed in to the account that asked, so that nobody confirms in passing
what a stranger asked for.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from kb.accounts import links, throttle
from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput, TooMany
from kb.accounts.permissions import require
from kb.accounts.tables import MailAddress
from kb.core import clock
from kb.core.errors import NotFound

#: How long the link in the mail works.
LINK_LIFETIME: Final = dt.timedelta(days=3)
#: What the link is a keyed hash of.
CONFIRM: Final = "confirm mail"
LONGEST: Final = 254  # RFC 5321 § 4.5.3.1.3, less the brackets
_PER_HOUR: Final = 5  # mails with a link, for an account and for an address
_HOUR: Final = dt.timedelta(hours=1)
#: What nearly every address looks like; quoted local parts and address literals are not taken.
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]",
    re.ASCII,
)


@dataclass(frozen=True)
class AddressView:
    """The address of an account and whether its owner has confirmed it."""

    address: str
    is_confirmed: bool
    asked_at: dt.datetime


def address_of(session: Session, *, actor: Actor) -> AddressView | None:
    """Where the actor gets mail; None if no address was given."""
    require(actor, "follow")
    found = session.get(MailAddress, actor.account_id) if actor.account_id else None
    if found is None:
        return None
    return AddressView(found.address, found.confirmed_at is not None, found.asked_at)


def ask(session: Session, *, actor: Actor, address: str, key: bytes) -> MailAddress:
    """Take an address that waits for its confirmation, also in the place of a confirmed one.

    The caller has the mail with the link sent. `BadInput` names the field `address`, `TooMany`
    says that too many such mails were asked for.
    """
    require(actor, "follow")
    assert actor.account_id is not None
    address = checked(address)
    for subject in (str(actor.account_id), address.casefold()):
        bucket = throttle.bucket(key, CONFIRM, subject)
        wait = throttle.allow(session, bucket, limit=_PER_HOUR, per=_HOUR)
        if wait is not None:
            raise TooMany("Too many mails were asked for.", wait)
    return session.merge(
        MailAddress(
            account_id=actor.account_id,
            address=address,
            nonce=links.new_nonce(),
            asked_at=clock.now(),
        )
    )


def link_token(found: MailAddress, key: bytes) -> str:
    """The token of the link that confirms the address."""
    return links.secret(key, CONFIRM, found.account_id, found.nonce)


def asked(session: Session, token: str, *, actor: Actor, key: bytes) -> MailAddress:
    """The address that a link is to confirm.

    `NotFound` if the link was used, is too old, or belongs to another account.
    """
    require(actor, "follow")
    found = session.get(MailAddress, actor.account_id) if actor.account_id else None
    if (
        found is None
        or not links.fits(token, key, CONFIRM, found.account_id, found.nonce)
        or clock.now() > found.asked_at + LINK_LIFETIME
    ):
        raise NotFound(
            "This link was used already, is too old, or is for another account than the one "
            "that you are signed in to."
        )
    return found


def confirm(session: Session, token: str, *, actor: Actor, key: bytes) -> str:
    """Confirm the address, which is returned; the link ends."""
    found = asked(session, token, actor=actor, key=key)
    found.confirmed_at = clock.now()
    found.nonce = links.new_nonce()
    session.add(found)
    return found.address


def forget(session: Session, *, actor: Actor) -> None:
    """Forget the address; no mail is sent until another one is confirmed."""
    require(actor, "follow")
    found = session.get(MailAddress, actor.account_id) if actor.account_id else None
    if found is not None:
        session.delete(found)


def checked(address: str) -> str:
    """The address without blanks around it; `BadInput` where it can be none."""
    address = address.strip()
    if len(address) > LONGEST or _ADDRESS.fullmatch(address) is None:
        raise BadInput({"address": "Give an address such as ada@example.org."})
    if len(address.partition("@")[0]) > 64:
        raise BadInput({"address": "What stands before the @ has more than 64 characters."})
    return address
