"""Ends subscriptions with everything that they said, in the order that foreign keys ask for."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session, col, delete, select, update

from kb.alerts.tables import Delivery, Notice, SavedSearch, Subscription


def end_subscriptions(session: Session, numbers: Collection[int]) -> None:
    """Delete them, their notices, their requests to webhooks, and searches nobody else watches.

    A mail that is to carry notices of theirs stays, and goes without them.
    """
    if not numbers:
        return
    session.exec(delete(Notice).where(col(Notice.subscription_id).in_(numbers)))
    session.exec(delete(Delivery).where(col(Delivery.subscription_id).in_(numbers)))
    session.exec(delete(Subscription).where(col(Subscription.id).in_(numbers)))
    watched = select(Subscription.search_id).where(col(Subscription.search_id).is_not(None))
    session.exec(delete(SavedSearch).where(col(SavedSearch.id).not_in(watched)))


def end_subscriptions_to_list(session: Session, list_id: int) -> None:
    """Delete the subscriptions that watch a list."""
    query = select(Subscription.id).where(Subscription.list_id == list_id)
    end_subscriptions(session, [number for number in session.exec(query) if number is not None])


def stop_mail(session: Session, numbers: Collection[int]) -> None:
    """Let these subscriptions send no mail any more; all else about them stays."""
    session.exec(update(Subscription).where(col(Subscription.id).in_(numbers)).values(mail="off"))
