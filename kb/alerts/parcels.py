"""What a delivery carries: the notices of each subscription, with the reason why they are told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, func, select

from kb.alerts.tables import SUBJECTS, Delivery, Notice, Subscription
from kb.entries.tables import Entry

#: How many sentences one delivery tells; those left out are counted, and stand in the feeds.
MOST_TOLD: Final = 200


@dataclass(frozen=True)
class Sentence:
    """One notice; `path` leads to the page that shows the change."""

    meaning: str
    text: str
    path: str
    at: dt.datetime


@dataclass(frozen=True)
class About:
    """An entry with what is told of it."""

    kind: str
    slug: str
    title: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Group:
    """What one subscription says; `reason` says why its owner is told."""

    subscription_id: int
    name: str
    reason: str
    note: str
    entries: tuple[About, ...]

    @property
    def count(self) -> int:
        """How many sentences it says."""
        return sum(len(entry.sentences) for entry in self.entries)


@dataclass(frozen=True)
class Parcel:
    """Everything that a delivery carries, and how many sentences it leaves out."""

    groups: tuple[Group, ...]
    left_out: int = 0

    @property
    def count(self) -> int:
        """How many sentences it carries."""
        return sum(group.count for group in self.groups)


def parcel(session: Session, delivery: Delivery) -> Parcel:
    """What the delivery carries now; nothing of subscriptions that were stopped meanwhile."""
    by_mail = delivery.channel == "mail"
    carried = col(Notice.mail_id if by_mail else Notice.webhook_id) == delivery.id
    alive = (
        col(Subscription.mail) != "off" if by_mail else col(Subscription.webhook_url).is_not(None)
    )
    query = (
        select(Notice, Subscription, Entry)
        .join(Subscription, col(Subscription.id) == col(Notice.subscription_id))
        .join(Entry, col(Entry.id) == col(Notice.entry_id))
        .where(carried, alive, col(Subscription.paused_at).is_(None))
    )
    rows = session.exec(query.order_by(col(Notice.id)).limit(MOST_TOLD)).all()
    total = session.exec(select(func.count()).select_from(query.subquery())).one()
    subscriptions = {one.id or 0: one for _, one, _ in rows}
    groups = (
        _group(one, [(notice, entry) for notice, owner, entry in rows if owner is one])
        for one in subscriptions.values()
    )
    return Parcel(tuple(groups), left_out=total - len(rows))


def reason(subscription: Subscription) -> str:
    """`You watch a search: stability, kind: case`."""
    subject = SUBJECTS[subscription.subject].lower()
    if subscription.subject == "all":
        return f"You watch {subject}."
    return f"You watch {subject}: {subscription.name}."


def _group(subscription: Subscription, rows: Sequence[tuple[Notice, Entry]]) -> Group:
    entries = {entry.id: entry for _, entry in rows}
    return Group(
        subscription_id=subscription.id or 0,
        name=subscription.name,
        reason=reason(subscription),
        note=subscription.note,
        entries=tuple(
            About(
                kind=entry.kind,
                slug=entry.slug,
                title=entry.title,
                sentences=tuple(
                    Sentence(notice.meaning, notice.sentence, notice.path, notice.created_at)
                    for notice, of in rows
                    if of is entry
                ),
            )
            for entry in entries.values()
        ),
    )
