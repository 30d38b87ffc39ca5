"""Writes down what subscriptions have to say, each at once with the delivery that carries it.

Everything here happens in the caller's transaction, and in one process at a time: whoever
writes notices holds the lease of alerts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import insert
from sqlmodel import Session, col, select

from kb.alerts.meaning import Meaning
from kb.alerts.tables import Delivery, Notice
from kb.core import clock

#: Digests go out at this hour (UTC), the weekly one on Mondays.
DIGEST_HOUR = 6


@dataclass(frozen=True)
class Watcher:
    """A subscription as far as it matters for telling it something."""

    id: int
    account_id: int
    subject: str
    value: str | None
    search_id: int | None
    meanings: frozenset[str]
    event_kinds: frozenset[str]
    keyword: str
    mail: str
    has_webhook: bool
    created_at: dt.datetime

    def wants(self, meaning: Meaning) -> bool:
        """Whether it was chosen to be told of such a change."""
        if self.subject == "question" and meaning.kind == "answer":
            return meaning.detail == self.value and "answer" in self.meanings
        if meaning.kind == "event" and self.event_kinds:
            return "event" in self.meanings and meaning.detail in self.event_kinds
        return meaning.kind in self.meanings


@dataclass(frozen=True)
class Told:
    """One sentence for one subscription; `name` and what it is about make it told once."""

    watcher: Watcher
    entry_id: int
    name: str
    title: str
    path: str
    meaning: Meaning

    @property
    def key(self) -> str:
        """What the notice is known by within its subscription."""
        text = f"{self.name} {self.meaning.kind} {self.meaning.about}"
        return hashlib.sha256(text.encode()).hexdigest()


def write(session: Session, told: Sequence[Told]) -> int:
    """Write the notices that are not there yet, with their deliveries; how many they are."""
    known = _known(session, {one.key for one in told})
    fresh = {(one.watcher.id, one.key): one for one in told}
    new = [one for pair, one in fresh.items() if pair not in known]
    now = clock.now()
    mails = _mails(session, [one.watcher for one in new], now)
    requests = _requests(session, [one.watcher for one in new], now)
    rows = [
        {
            "subscription_id": one.watcher.id,
            "entry_id": one.entry_id,
            "key": one.key,
            "meaning": one.meaning.kind,
            "title": one.title,
            "sentence": one.meaning.sentence,
            "path": one.path,
            "created_at": now,
            "mail_id": mails.get((one.watcher.account_id, one.watcher.mail)),
            "webhook_id": requests.get(one.watcher.id),
        }
        for one in new
    ]
    if rows:
        session.connection().execute(insert(Notice), rows)
    return len(new)


def new_key() -> str:
    """What names a delivery for ever, in its Message-ID or webhook-id."""
    return secrets.token_urlsafe(18)


def due(rhythm: str, now: dt.datetime) -> dt.datetime:
    """When what happens now goes out: at once, next morning, or next Monday morning (UTC)."""
    if rhythm == "immediate":
        return now
    morning = now.replace(hour=DIGEST_HOUR, minute=0, second=0, microsecond=0)
    if morning <= now:
        morning += dt.timedelta(days=1)
    if rhythm == "weekly":
        morning += dt.timedelta(days=-morning.weekday() % 7)
    return morning


def _known(session: Session, keys: Iterable[str]) -> set[tuple[int, str]]:
    query = select(Notice.subscription_id, Notice.key).where(col(Notice.key).in_(list(keys)))
    return {(number, key) for number, key in session.exec(query)}


def _mails(
    session: Session, watchers: Iterable[Watcher], now: dt.datetime
) -> dict[tuple[int, str], int]:
    """The mail that gathers what an account is told in a rhythm, made where there is none.

    One that was tried already stays as it is.
    """
    wanted = {(one.account_id, one.mail) for one in watchers if one.mail != "off"}
    if not wanted:
        return {}
    query = select(Delivery).where(
        Delivery.channel == "mail",
        Delivery.purpose == "notices",
        Delivery.state == "waiting",
        Delivery.attempts == 0,
    )
    open_ones = {(one.account_id, one.rhythm): one for one in session.exec(query)}
    made = {
        pair: Delivery(
            account_id=pair[0],
            channel="mail",
            purpose="notices",
            rhythm=pair[1],
            key=new_key(),
            due_at=due(pair[1], now),
        )
        for pair in wanted - open_ones.keys()
    }
    session.add_all(made.values())
    session.flush()
    return {pair: one.id or 0 for pair, one in (open_ones | made).items()}


def _requests(session: Session, watchers: Iterable[Watcher], now: dt.datetime) -> dict[int, int]:
    """A request for each subscription with a webhook."""
    wanted = {one.id: one for one in watchers if one.has_webhook}
    made = {
        number: Delivery(
            account_id=one.account_id,
            subscription_id=number,
            channel="webhook",
            purpose="notices",
            key=new_key(),
            due_at=now,
        )
        for number, one in wanted.items()
    }
    session.add_all(made.values())
    session.flush()
    return {number: one.id or 0 for number, one in made.items()}
