"""Finds the subscriptions that a change concerns, by one query each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_
from sqlmodel import Session, col, select

from kb.accounts.tables import Account
from kb.alerts.happenings import Happening
from kb.alerts.meaning import Meaning
from kb.alerts.notices import Told, Watcher
from kb.alerts.tables import ListItem, Subscription

_COLUMNS = (
    col(Subscription.id),
    col(Subscription.account_id),
    col(Subscription.subject),
    col(Subscription.value),
    col(Subscription.search_id),
    col(Subscription.meanings),
    col(Subscription.event_kinds),
    col(Subscription.keyword),
    col(Subscription.mail),
    col(Subscription.webhook_url),
    col(Subscription.created_at),
)


def told_of(session: Session, what: Happening) -> list[Told]:
    """What every subscription but those to searches has to say of it."""
    found = []
    about = _of_entry(what.entry_id) | _everything() | _valued("topic", what.topics)
    for watcher in _watchers(session, about | _valued("question", what.questions), what.number):
        found += [told(watcher, what, one) for one in _said(watcher, what) if watcher.wants(one)]
    for heard in what.references:
        for watcher in _watchers(session, _of_entry(heard.entry_id), what.number):
            if watcher.wants(heard.meaning):
                one = told(watcher, what, heard.meaning)
                found.append(replace(one, entry_id=heard.entry_id, title=heard.title))
    return found


def watchers_of_search(session: Session, search_id: int, *, before: int) -> list[Watcher]:
    """The subscriptions to a search that were made before that number of the outbox."""
    return _watchers(session, col(Subscription.search_id) == search_id, before)


def watchers_of_text(
    session: Session, entry_id: int, topics: Collection[str], *, version_id: int
) -> list[Watcher]:
    """The subscriptions that look for words in the captured texts of an entry."""
    about = _of_entry(entry_id) | _everything() | _valued("topic", topics)
    has_words = and_(col(Subscription.keyword) != "", about)
    return _rows(session, has_words, col(Subscription.after_capture) < version_id)


def told(watcher: Watcher, what: Happening, meaning: Meaning) -> Told:
    """A sentence about a happening."""
    return Told(watcher, what.entry_id, what.name, what.title, what.path, meaning)


def _said(watcher: Watcher, what: Happening) -> tuple[Meaning, ...]:
    """What happened, from where the subscription stands."""
    if watcher.subject == "topic" and watcher.value in what.new_topics:
        return (Meaning("new", "topic", "Now about this topic, too"), *what.meanings)
    return what.meanings


def _of_entry(entry_id: int) -> ColumnElement[bool]:
    lists = select(ListItem.list_id).where(ListItem.entry_id == entry_id)
    return or_(
        and_(col(Subscription.subject) == "entry", col(Subscription.entry_id) == entry_id),
        and_(col(Subscription.subject) == "list", col(Subscription.list_id).in_(lists)),
    )


def _everything() -> ColumnElement[bool]:
    return col(Subscription.subject) == "all"


def _valued(subject: str, values: Collection[str]) -> ColumnElement[bool]:
    return and_(col(Subscription.subject) == subject, col(Subscription.value).in_(list(values)))


def _watchers(session: Session, about: ColumnElement[bool], number: int) -> list[Watcher]:
    return _rows(session, about, col(Subscription.after_outbox) < number)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> list[Watcher]:
    """Those of accounts that may sign in, and that are not paused."""
    query = (
        select(*_COLUMNS)  # type: ignore[call-overload]  # more columns than it has overloads for
        .join(Account, col(Account.id) == col(Subscription.account_id))
        .where(col(Account.disabled_at).is_(None), col(Subscription.paused_at).is_(None))
        .where(*conditions)
        .order_by(col(Subscription.id))
    )
    return [_watcher(row) for row in session.exec(query)]


def _watcher(row: Row[Any]) -> Watcher:
    return Watcher(
        id=row.id,
        account_id=row.account_id,
        subject=row.subject,
        value=row.value,
        search_id=row.search_id,
        meanings=frozenset(row.meanings.split()),
        event_kinds=frozenset(row.event_kinds.split()),
        keyword=row.keyword,
        mail=row.mail,
        has_webhook=row.webhook_url is not None,
        created_at=row.created_at,
    )
