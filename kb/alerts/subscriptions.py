"""Subscriptions: made, changed, paused, tried, ended by whoever they belong to.

Every service asks whether the actor may; a subscription of somebody else's does not exist.
None commits.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, func, select

from kb.accounts import links
from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.accounts.permissions import can, require
from kb.alerts import ending, notices, outgoing, searches, webhook, wording
from kb.alerts.meaning import EVENT_KINDS, MEANINGS
from kb.alerts.tables import RHYTHMS, Delivery, Subscription
from kb.alerts.targets import Target
from kb.core import clock, outbox
from kb.core.database import serialise_writers
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.entries import words
from kb.entries.queries.captures import newest_capture

MOST_SUBSCRIPTIONS: Final = 100
LONGEST_NAME: Final = 160
TRIALS_PER_HOUR: Final = 10
LONGEST_NOTE: Final = 2000


@dataclass(frozen=True)
class Choice:
    """What somebody chose in the form, not checked yet."""

    name: str = ""
    meanings: tuple[str, ...] = ()
    event_kinds: tuple[str, ...] = ()
    keyword: str = ""
    note: str = ""
    mail: str = "off"
    webhook_url: str = ""


def own(session: Session, subscription_id: int, *, actor: Actor) -> Subscription:
    """The actor's subscription; `NotFound` if there is none of that number."""
    require(actor, "follow")
    found = session.get(Subscription, subscription_id)
    if found is None or not can(actor, "follow", found):
        raise NotFound("You have no such alert; it may have been deleted.")
    return found


def create(
    session: Session,
    target: Target,
    choice: Choice,
    *,
    actor: Actor,
    found: Collection[int] | None = (),
) -> Subscription:
    """A new subscription; a search has `found` these entries so far (None: too many).

    `BadInput` names the fields at fault: those of `Choice`.
    """
    require(actor, "follow")
    assert actor.account_id is not None
    checked = _checked(choice)
    serialise_writers(session)  # two who save one search share its row
    count = select(func.count()).where(col(Subscription.account_id) == actor.account_id)
    if session.exec(count).one() >= MOST_SUBSCRIPTIONS:
        sentence = f"You have {MOST_SUBSCRIPTIONS} alerts; delete one that is not needed."
        raise BadInput({"name": sentence})
    is_search = target.subject == "search" and target.value is not None
    search = searches.saved(session, target.value or "", found) if is_search else None
    made = Subscription(
        account_id=actor.account_id,
        subject=target.subject,
        entry_id=target.entry_id,
        list_id=target.list_id,
        search_id=search.id if search else None,
        value=None if search else target.value,
        nonce=links.new_nonce(),
        after_outbox=outbox.newest_id(session),
        after_capture=newest_capture(session),
        created_at=clock.now(),
        **{**checked, "name": checked["name"] or target.label[:LONGEST_NAME]},
    )
    session.add(made)
    session.flush()
    return made


def change(session: Session, subscription_id: int, choice: Choice, *, actor: Actor) -> None:
    """Choose anew; `BadInput` as for `create`."""
    found = own(session, subscription_id, actor=actor)
    for column, value in _checked(choice).items():
        if column != "name" or value:
            setattr(found, column, value)
    session.add(found)


def pause(session: Session, subscription_id: int, *, actor: Actor, paused: bool) -> None:
    """Tell nothing for a while, or again; what happens meanwhile is not told later."""
    found = own(session, subscription_id, actor=actor)
    found.paused_at = clock.now() if paused else None
    if not paused:
        found.after_outbox = outbox.newest_id(session)
        found.after_capture = newest_capture(session)
    session.add(found)


def end(session: Session, subscription_id: int, *, actor: Actor) -> None:
    """Delete a subscription with everything that it told."""
    found = own(session, subscription_id, actor=actor)
    ending.end_subscriptions(session, [found.id or 0])


def new_secrets(session: Session, subscription_id: int, *, actor: Actor) -> None:
    """Give the feed another address and the webhook another signing secret."""
    found = own(session, subscription_id, actor=actor)
    found.nonce = links.new_nonce()
    session.add(found)


def try_webhook(session: Session, subscription_id: int, *, actor: Actor) -> None:
    """Have a trial sent to the webhook; `Conflict` if there is none, or after too many trials."""
    found = own(session, subscription_id, actor=actor)
    if not found.webhook_url:
        raise Conflict("This alert has no webhook.")
    tried = select(func.count()).where(
        col(Delivery.account_id) == found.account_id,
        col(Delivery.purpose) == "test",
        col(Delivery.due_at) > clock.now() - dt.timedelta(hours=1),
    )
    if session.exec(tried).one() >= TRIALS_PER_HOUR:
        raise Conflict(f"{TRIALS_PER_HOUR} trials were sent within the hour; try again later.")
    _deliver(session, actor, channel="webhook", purpose="test", subscription_id=found.id)


def send_confirmation(session: Session, *, actor: Actor) -> None:
    """Have the mail sent that asks whether the actor's address is right."""
    require(actor, "follow")
    _deliver(session, actor, channel="mail", purpose="confirm")


def send_again(session: Session, delivery_id: int, *, actor: Actor) -> None:
    """Have a delivery sent again that failed or may not have arrived, under its old name.

    `NotFound` if it is somebody else's, `Conflict` if it was sent or waits.
    """
    require(actor, "follow")
    found = session.get(Delivery, delivery_id)
    if found is None or not can(actor, "follow", found):
        raise NotFound("You have no such delivery.")
    if found.state not in {"failed", "uncertain"}:
        raise Conflict("Only what failed, or may not have arrived, can be sent again.")
    outgoing.again(found)
    session.add(found)


def _deliver(
    session: Session,
    actor: Actor,
    *,
    channel: str,
    purpose: str,
    subscription_id: int | None = None,
) -> None:
    assert actor.account_id is not None
    session.add(
        Delivery(
            account_id=actor.account_id,
            subscription_id=subscription_id,
            channel=channel,
            purpose=purpose,
            key=notices.new_key(),
            due_at=clock.now(),
        )
    )
    session.flush()


def _checked(choice: Choice) -> dict[str, Any]:
    """The columns of a choice; `BadInput` with one sentence for each field at fault."""
    faults: dict[str, str] = {}
    columns: dict[str, Any] = {
        "meanings": " ".join(one for one in MEANINGS if one in choice.meanings),
        "event_kinds": " ".join(one for one in EVENT_KINDS if one in choice.event_kinds),
        "mail": choice.mail,
    }
    texts = {
        "name": (choice.name, "The name", LONGEST_NAME),
        "keyword": (choice.keyword, "What to look for", wording.LONGEST),
        "note": (choice.note, "The note", LONGEST_NOTE),
    }
    for field, (text, what, limit) in texts.items():
        try:
            written = words.note(text, what, limit=limit)
            columns[field] = written if field == "note" else " ".join(written.split())
        except InvalidInput as error:
            faults[field] = str(error)
    try:
        columns["webhook_url"] = webhook.checked_url(choice.webhook_url)
    except InvalidInput as error:
        faults["webhook_url"] = str(error)
    if not columns["meanings"]:
        faults["meanings"] = "Choose at least one kind of change."
    if "text" in choice.meanings and not wording.plain(choice.keyword):
        faults["keyword"] = "Give the words to look for in captured texts."
    if choice.mail not in RHYTHMS:
        faults["mail"] = f"Mail is one of {', '.join(RHYTHMS)}."
    if faults:
        raise BadInput(faults)
    return columns
