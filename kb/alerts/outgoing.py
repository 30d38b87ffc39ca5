"""The deliveries that wait, and what becomes of each: nothing is sent twice.

`claim` writes down that a delivery is being sent before anything leaves the house. Whoever dies
between that and `settle` leaves it `sending`; the next holder of the lease calls it `uncertain`:
it may have arrived, so only its owner may have it sent again. A clear refusal is tried again,
later and later, and given up in the end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlmodel import Session, col, delete, or_, select, update

from kb.accounts.tables import Account, MailAddress
from kb.alerts.tables import Delivery, Notice, Subscription
from kb.core import clock

#: Seconds until a delivery that was refused is tried again; after the last one it is given up.
RETRIES: Final = (60, 300, 1800, 7200, 28800, 86400)
#: How long it is kept what was told and sent; addresses that stop a mail work as long.
KEPT: Final = dt.timedelta(days=400)
_LONGEST_ERROR: Final = 300


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery; `again`: it was refused for now."""

    state: Literal["sent", "again", "failed", "uncertain", "dropped"]
    error: str = ""


SENT: Final = Outcome("sent")


def recover(session: Session) -> int:
    """Call uncertain what somebody was sending who died; for the holder of the lease."""
    error = "The program ended while this was being sent, so it may have arrived."
    found = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.state) == "sending")
        .values(state="uncertain", error=error, done_at=clock.now())
    )
    return found.rowcount


def waiting(session: Session, channels: Collection[str], *, limit: int) -> list[int]:
    """The deliveries whose time has come, by number; mail only to addresses that are confirmed.

    What is for an account that was disabled waits.
    """
    confirmed = select(MailAddress.account_id).where(col(MailAddress.confirmed_at).is_not(None))
    query = (
        select(Delivery.id)
        .join(Account, col(Account.id) == col(Delivery.account_id))
        .where(col(Account.disabled_at).is_(None))
        .where(Delivery.state == "waiting", col(Delivery.due_at) <= clock.now())
        .where(col(Delivery.channel).in_(channels))
        .where(
            or_(
                col(Delivery.channel) != "mail",
                col(Delivery.purpose) == "confirm",
                col(Delivery.account_id).in_(confirmed),
            )
        )
    )
    found = session.exec(query.order_by(col(Delivery.due_at), col(Delivery.id)).limit(limit))
    return [number for number in found if number is not None]


def claim(session: Session, number: int) -> bool:
    """Write down that it is being sent; False if somebody else has it."""
    found = session.connection().execute(
        update(Delivery)
        .where(col(Delivery.id) == number, col(Delivery.state) == "waiting")
        .values(state="sending", attempts=col(Delivery.attempts) + 1)
    )
    return found.rowcount == 1


def settle(session: Session, number: int, outcome: Outcome) -> None:
    """Write down what became of a delivery that was claimed.

    A webhook that failed for good is switched off; a trial is tried once and changes nothing.
    """
    found = session.get(Delivery, number)
    if found is None or found.state != "sending":
        return  # it took so long that somebody else has called it uncertain
    found.error = outcome.error[:_LONGEST_ERROR]
    is_trial = found.purpose == "test"
    if outcome.state == "again" and found.attempts <= len(RETRIES) and not is_trial:
        found.state = "waiting"
        found.due_at = clock.now() + dt.timedelta(seconds=RETRIES[found.attempts - 1])
    else:
        found.state = "failed" if outcome.state == "again" else outcome.state
        found.done_at = clock.now()
    if found.state == "failed" and found.channel == "webhook" and not is_trial:
        _switch_off(session, found)
    session.add(found)


def _switch_off(session: Session, failed: Delivery) -> None:
    owner = session.get(Subscription, failed.subscription_id)
    if owner is not None and owner.webhook_url:
        failed.error = f"{failed.error} It was switched off: {owner.webhook_url}"
        owner.webhook_url = None
        session.add(owner)


def forget_old(session: Session) -> None:
    """Delete what was told and sent longer than `KEPT` ago."""
    before = clock.now() - KEPT
    session.exec(delete(Notice).where(col(Notice.created_at) < before))
    told = select(Notice.id).where(
        or_(col(Notice.mail_id) == Delivery.id, col(Notice.webhook_id) == Delivery.id)
    )
    session.exec(delete(Delivery).where(col(Delivery.done_at) < before, ~told.exists()))


def again(found: Delivery) -> None:
    """Let a delivery go out once more, as its owner asked: under the same name as before."""
    found.state = "waiting"
    found.attempts = 0
    found.due_at = clock.now()
    found.done_at = None
    found.error = ""
