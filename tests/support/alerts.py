"""Subscriptions for tests, and what they said."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlmodel import col, select

from kb.accounts import mailing
from kb.accounts.actors import Actor
from kb.alerts import subscriptions
from kb.alerts.meaning import MEANINGS
from kb.alerts.subscriptions import Choice
from kb.alerts.tables import Delivery, Notice
from kb.alerts.targets import target
from kb.core.database import Database

KEY = b"k" * 32
EVERYTHING = tuple(MEANINGS)


def subscribe(
    database: Database,
    actor: Actor,
    subject: str = "all",
    what: str = "",
    *,
    found: Collection[int] | None = (),
    **chosen: Any,
) -> int:
    """A subscription to every change of meaning, unless others are chosen; its number."""
    choice = Choice(**{"meanings": EVERYTHING, "keyword": "training"} | chosen)
    with database.writing() as session:
        about = target(session, subject, what, actor=actor)
        made = subscriptions.create(session, about, choice, actor=actor, found=found)
        assert made.id is not None
        return made.id


def give_address(database: Database, actor: Actor, address: str = "ada@example.org") -> None:
    """A confirmed address of the account."""
    with database.writing() as session:
        asked = mailing.ask(session, actor=actor, address=address, key=KEY)
        session.flush()
        mailing.confirm(session, mailing.link_token(asked, KEY), actor=actor, key=KEY)


def said(database: Database, subscription_id: int) -> list[str]:
    """Every sentence of a subscription, in order."""
    with database.reading() as session:
        query = select(Notice).where(Notice.subscription_id == subscription_id)
        return [one.sentence for one in session.exec(query.order_by(col(Notice.id)))]


def deliveries(database: Database) -> list[Delivery]:
    """Every delivery, in order."""
    with database.reading() as session:
        return list(session.exec(select(Delivery).order_by(col(Delivery.id))))
