"""Subscriptions as pages, feeds and commands show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, func, select

from kb.accounts import links, users
from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.accounts.tables import Account
from kb.alerts import parcels, subscriptions
from kb.alerts.mail import UNSUBSCRIBE
from kb.alerts.tables import Delivery, Notice, SavedSearch, Subscription
from kb.core.errors import NotFound
from kb.entries.tables import Entry
from kb.entries.views import entry_url

#: What a feed's secret address is a keyed hash of.
FEED: Final = "alert feed"
SHOWN: Final = 50  # notices or deliveries


@dataclass(frozen=True)
class NoticeView:
    """One sentence that a subscription said."""

    id: int
    meaning: str
    title: str
    sentence: str
    path: str
    at: dt.datetime


@dataclass(frozen=True)
class DeliveryView:
    """One mail or request, and what became of it."""

    id: int
    channel: str
    purpose: str
    rhythm: str
    state: str
    attempts: int
    due_at: dt.datetime
    done_at: dt.datetime | None
    error: str

    @property
    def can_be_sent_again(self) -> bool:
        return self.state in {"failed", "uncertain"} and self.purpose == "notices"


@dataclass(frozen=True)
class SubscriptionView:
    """A subscription with what it said last; `watched_url` leads to what it watches."""

    id: int
    account_id: int
    name: str
    reason: str
    subject: str
    watched_url: str
    meanings: tuple[str, ...]
    event_kinds: tuple[str, ...]
    keyword: str
    note: str
    mail: str
    webhook_url: str
    nonce: str
    is_paused: bool
    created_at: dt.datetime
    last: NoticeView | None


def own_subscriptions(session: Session, *, actor: Actor) -> tuple[SubscriptionView, ...]:
    """The actor's subscriptions by name, each with what it said last."""
    require(actor, "follow")
    query = select(Subscription).where(Subscription.account_id == actor.account_id)
    found = session.exec(query).all()
    newest = (
        select(func.max(Notice.id))
        .where(col(Notice.subscription_id).in_([one.id for one in found]))
        .group_by(col(Notice.subscription_id))
    )
    last = {
        notice.subscription_id: _notice(notice)
        for notice in session.exec(select(Notice).where(col(Notice.id).in_(newest)))
    }
    views = [_view(session, one, last.get(one.id or 0)) for one in found]
    return tuple(sorted(views, key=lambda one: (one.name.casefold(), one.id)))


def own_view(session: Session, subscription_id: int, *, actor: Actor) -> SubscriptionView:
    """One of them; `NotFound` if there is none of that number."""
    return _view(session, subscriptions.own(session, subscription_id, actor=actor), None)


def fed(session: Session, secret: str, *, key: bytes) -> SubscriptionView:
    """The subscription whose feed has that secret address; `NotFound` if there is none.

    While its account is disabled there is none.
    """
    found = session.get(Subscription, links.row_of(secret))
    if (
        found is None
        or not links.fits(secret, key, FEED, found.id or 0, found.nonce)
        or users.is_disabled(session, found.account_id)
    ):
        raise NotFound("There is no feed at this address; its owner may have ended it.")
    return _view(session, found, None)


def said(session: Session, subscription_id: int, *, limit: int = SHOWN) -> tuple[NoticeView, ...]:
    """What a subscription said lately, newest first."""
    query = select(Notice).where(Notice.subscription_id == subscription_id)
    found = session.exec(query.order_by(col(Notice.id).desc()).limit(limit))
    return tuple(map(_notice, found))


def own_deliveries(
    session: Session, *, actor: Actor, limit: int = SHOWN
) -> tuple[DeliveryView, ...]:
    """The actor's latest mails and requests, newest first."""
    require(actor, "follow")
    query = select(Delivery).where(Delivery.account_id == actor.account_id)
    return _deliveries(session.exec(query.order_by(col(Delivery.id).desc()).limit(limit)))


def mailed(session: Session, secret: str, *, key: bytes) -> tuple[SubscriptionView, ...]:
    """The subscriptions whose notices a mail carried and that still send mail.

    `secret` is that of the address in the mail; `NotFound` if it belongs to none.
    """
    found = session.get(Delivery, links.row_of(secret))
    if found is None or not links.fits(secret, key, UNSUBSCRIBE, found.id or 0, found.key):
        raise NotFound("This address belongs to no mail of ours; all alerts are at /alerts.")
    carried = select(Notice.subscription_id).where(Notice.mail_id == found.id)
    query = select(Subscription).where(
        col(Subscription.id).in_(carried), Subscription.mail != "off"
    )
    return tuple(_view(session, one, None) for one in session.exec(query))


@dataclass(frozen=True)
class Standing:
    """How many subscriptions an account has, and what of theirs waits or went wrong."""

    account: str
    subscriptions: int
    waiting: int
    failed: int
    uncertain: int


def standings(session: Session) -> list[Standing]:
    """How the alerts of every account stand, for operators; nothing of what they say."""
    counts: dict[tuple[int, str], int] = {
        (account_id, state): count
        for account_id, state, count in session.exec(
            select(Delivery.account_id, Delivery.state, func.count()).group_by(
                col(Delivery.account_id), col(Delivery.state)
            )
        )
    }
    query = (
        select(Account.id, Account.name, func.count())
        .join(Subscription, col(Subscription.account_id) == col(Account.id))
        .group_by(col(Account.id), col(Account.name))
        .order_by(col(Account.name))
    )
    return [
        Standing(
            account=name,
            subscriptions=count,
            **{
                state: counts.get((number or 0, state), 0)
                for state in ("waiting", "failed", "uncertain")
            },
        )
        for number, name, count in session.exec(query)
    ]


def _view(session: Session, one: Subscription, last: NoticeView | None) -> SubscriptionView:
    return SubscriptionView(
        id=one.id or 0,
        account_id=one.account_id,
        name=one.name,
        reason=parcels.reason(one),
        subject=one.subject,
        watched_url=_watched_url(session, one),
        meanings=tuple(one.meanings.split()),
        event_kinds=tuple(one.event_kinds.split()),
        keyword=one.keyword,
        note=one.note,
        mail=one.mail,
        webhook_url=one.webhook_url or "",
        nonce=one.nonce,
        is_paused=one.paused_at is not None,
        created_at=one.created_at,
        last=last,
    )


def _watched_url(session: Session, one: Subscription) -> str:
    match one.subject:
        case "entry":
            entry = session.get_one(Entry, one.entry_id)
            return entry_url(entry.kind, entry.slug)
        case "list":
            return f"/account/lists/{one.list_id}"
        case "search":
            return f"/search?{session.get_one(SavedSearch, one.search_id).query}"
        case "topic":
            return f"/topics/{one.value}"
    return "/changes"


def _notice(notice: Notice) -> NoticeView:
    return NoticeView(
        id=notice.id or 0,
        meaning=notice.meaning,
        title=notice.title,
        sentence=notice.sentence,
        path=notice.path,
        at=notice.created_at,
    )


def _deliveries(found: Iterable[Delivery]) -> tuple[DeliveryView, ...]:
    return tuple(
        DeliveryView(
            id=one.id or 0,
            channel=one.channel,
            purpose=one.purpose,
            rhythm=one.rhythm,
            state=one.state,
            attempts=one.attempts,
            due_at=one.due_at,
            done_at=one.done_at,
            error=one.error,
        )
        for one in found
    )
