"""Tables of lists and alerts: columns, checks and indexes, nothing else.

A `Notice` is what one subscription has to say of one change; a `Delivery` is one mail or one
request to a webhook, which carries notices. No secret is stored: see `kb.accounts.links`.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from sqlalchemy import Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from kb.alerts.meaning import MEANINGS
from kb.core.checks import one_of
from kb.core.database import UtcDateTime

#: What a subscription can watch.
SUBJECTS: Final = {
    "entry": "An entry",
    "list": "A list of yours",
    "search": "A search",
    "topic": "A topic",
    "question": "A question that platforms and licences answer",
    "all": "Everything",
}
#: How often mail is sent, in the words of the form.
RHYTHMS: Final = {
    "off": "No mail",
    "immediate": "Mail at once",
    "daily": "Mail once a day",
    "weekly": "Mail once a week",
}
CHANNELS: Final = ("mail", "webhook")
#: What a delivery carries: notices, the mail that proves an address, or a trial of a webhook.
PURPOSES: Final = ("notices", "confirm", "test")
#: `sending` is written down before anything leaves the house. What is found in that state
#: after a crash may have arrived: it is `uncertain`, and nobody sends it again unasked.
STATES: Final = ("waiting", "sending", "sent", "failed", "uncertain", "dropped")


def _moment(*, nullable: bool = False, index: bool = False) -> Column[dt.datetime]:
    return Column(UtcDateTime, nullable=nullable, index=index)


class EntryList(SQLModel, table=True):
    """Somebody's list of entries; with a `share_nonce` it has a secret address."""

    __tablename__ = "entry_list"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=100)
    share_nonce: str | None = None
    shares_notes: bool = False
    created_at: dt.datetime = Field(sa_column=_moment())


class ListItem(SQLModel, table=True):
    """An entry in a list; `seen_version` and `seen_slug` are how its owner last saw it."""

    __tablename__ = "entry_list_item"
    __table_args__ = (UniqueConstraint("list_id", "entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(foreign_key="entry_list.id")
    entry_id: int = Field(foreign_key="entry.id", index=True)
    position: int
    note: str = ""
    seen_version: int
    seen_slug: str
    added_at: dt.datetime = Field(sa_column=_moment())


class SavedSearch(SQLModel, table=True):
    """A search that subscriptions watch; those who ask the same share one row.

    `known` are the numbers of the entries that it has found so far, separated by blanks; None
    where they are too many to be kept, so that only new entries count as newly found.
    """

    __tablename__ = "saved_search"

    id: int | None = Field(default=None, primary_key=True)
    query: str = Field(unique=True)  # the parameters of `/search`, in one order
    known: str | None = None
    created_at: dt.datetime = Field(sa_column=_moment())


class Subscription(SQLModel, table=True):
    """What somebody wants to be told, and how. Nothing from before it was made is told."""

    __tablename__ = "subscription"
    __table_args__ = (
        one_of("subject", SUBJECTS),
        one_of("mail", RHYTHMS),
        Index("ix_subscription_subject_value", "subject", "value"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    name: str = Field(max_length=160)
    subject: str
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    list_id: int | None = Field(default=None, foreign_key="entry_list.id", index=True)
    search_id: int | None = Field(default=None, foreign_key="saved_search.id", index=True)
    value: str | None = None  # the topic or the question
    meanings: str  # of `MEANINGS`, separated by blanks
    event_kinds: str = ""  # of `EVENT_KINDS`, likewise
    keyword: str = ""  # the words to look for in captured texts
    note: str = ""
    mail: str = "off"
    webhook_url: str | None = None
    nonce: str  # of its feed and of the webhook's signing secret
    after_outbox: int
    after_capture: int
    paused_at: dt.datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    created_at: dt.datetime = Field(sa_column=_moment())


class Delivery(SQLModel, table=True):
    """One mail or one request; `key` is random and names it for its receiver for ever.

    A mail is for an account and gathers what its subscriptions of one rhythm have to say; a
    request is for one subscription.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("purpose", PURPOSES),
        one_of("state", STATES),
        Index("ix_delivery_state_due_at", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    subscription_id: int | None = Field(default=None, foreign_key="subscription.id", index=True)
    channel: str
    purpose: str
    rhythm: str = ""  # of a mail with notices: of `RHYTHMS`
    key: str = Field(unique=True, max_length=40)
    state: str = "waiting"
    attempts: int = 0
    due_at: dt.datetime = Field(sa_column=_moment())
    done_at: dt.datetime | None = Field(default=None, sa_column=_moment(nullable=True))
    error: str = ""


class Notice(SQLModel, table=True):
    """One sentence for one subscription; `key` is what it is about, so that it is told once."""

    __tablename__ = "notice"
    __table_args__ = (
        one_of("meaning", MEANINGS),
        UniqueConstraint("subscription_id", "key"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    subscription_id: int = Field(foreign_key="subscription.id")
    entry_id: int = Field(foreign_key="entry.id", index=True)
    key: str = Field(max_length=64)
    meaning: str
    title: str  # the entry's, as it was
    sentence: str
    path: str  # of the page that shows the change
    created_at: dt.datetime = Field(sa_column=_moment(index=True))
    mail_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
    webhook_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
