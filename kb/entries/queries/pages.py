"""One entry: its published document and its versions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlmodel import Session, col

from kb.core.errors import NotFound, Retracted
from kb.entries import vocabulary
from kb.entries.documents import Document
from kb.entries.queries.cards import (
    Rows,
    card_query,
    cards_by_id,
    public,
    to_card,
)
from kb.entries.queries.links import entry_links
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Entry, EntryTopic, Publication, Revision, SlugAlias
from kb.entries.views import Card, EntryPage, Version


class Moved(NotFound):
    """The entry has another name now; pages answer with 301."""

    def __init__(self, kind: str, slug: str) -> None:
        super().__init__(f"This entry is now called {slug}.")
        self.kind = kind
        self.slug = slug


def storable(text: str) -> str:
    """The text without what PostgreSQL refuses to look for."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


def find_card(session: Session, kind: str, slug: str) -> Card:
    """The card of an entry; `Moved`, `Retracted` or `NotFound` where there is none."""
    slug = storable(slug)
    query = card_query().where(col(Entry.kind) == kind, col(Entry.slug) == slug)
    row = session.connection().execute(query).first()
    if row is not None:
        return to_card(row)
    alias = session.get(SlugAlias, (kind, slug))
    if alias is not None:
        raise Moved(kind, session.get_one(Entry, alias.entry_id).slug)
    gone = select(col(Entry.retracted_reason)).where(
        col(Entry.kind) == kind, col(Entry.slug) == slug
    )
    reason = session.connection().execute(gone).scalar()
    if reason is not None:
        raise Retracted(reason)
    raise NotFound(f"There is no {vocabulary.KINDS[kind].lower()} with the name “{slug}”.")


def entry_page(session: Session, kind: str, slug: str, *, version: int | None = None) -> EntryPage:
    """The entry as published, or as its version `n` had it."""
    if version is None:
        live = _live_page(session, kind, slug)
        if live is not None:
            return live
    card = find_card(session, kind, slug)
    query = (
        select(
            col(Revision.document),
            col(Revision.sha256),
            col(Publication.number),
            col(Publication.published_at),
        )
        .join(Publication, col(Publication.revision_id) == col(Revision.id))
        .where(
            col(Publication.entry_id) == card.id,
            col(Publication.number) == (version or card.version),
        )
    )
    found = session.connection().execute(query).first()
    if found is None:
        raise NotFound(
            f"{card.name} has no version {version}; its versions run from 1 to {card.version}."
        )
    return EntryPage(
        card=card,
        document=stored_document(found.document),
        sha256=found.sha256,
        version=found.number,
        newest_version=card.version,
        published_at=found.published_at,
        links=entry_links(session, card),
    )


@cache  # built once, as are all statements of this usual case
def _live_query() -> Rows:
    return (
        card_query()
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .add_columns(col(Revision.document), col(Revision.sha256))
        .where(col(Entry.kind) == bindparam("kind"), col(Entry.slug) == bindparam("slug"))
    )


def _live_page(session: Session, kind: str, slug: str) -> EntryPage | None:
    """The usual case in as few queries as may be: a public entry under its own name."""
    named = {"kind": kind, "slug": storable(slug)}
    row = session.connection().execute(_live_query(), named).first()
    if row is None:
        return None
    card = to_card(row)
    return EntryPage(
        card=card,
        document=stored_document(row.document),
        sha256=row.sha256,
        version=card.version,
        newest_version=card.version,
        published_at=card.published_at,
        links=entry_links(session, card),
    )


def version_as_of(session: Session, card: Card, day: dt.date) -> int:
    """The number of the newest version that was published on that day or before it (UTC)."""
    end = dt.datetime.combine(day, dt.time.max, tzinfo=dt.UTC)
    query = (
        select(col(Publication.number))
        .where(col(Publication.entry_id) == card.id, col(Publication.published_at) <= end)
        .order_by(col(Publication.number).desc())
        .limit(1)
    )
    number = session.connection().execute(query).scalar()
    if number is None:
        first = first_published(session, card)
        raise NotFound(
            f"{card.name} was not yet published here on {day.isoformat()}; "
            f"its first version is of {first.date().isoformat()}."
        )
    return number


def first_published(session: Session, card: Card) -> dt.datetime:
    """When the entry's first version was published."""
    query = select(col(Publication.published_at)).where(
        col(Publication.entry_id) == card.id, col(Publication.number) == 1
    )
    return session.connection().execute(query).scalar_one()


def versions(session: Session, card: Card) -> tuple[Version, ...]:
    """Every version of an entry, newest first."""
    query = version_query().where(col(Publication.entry_id) == card.id)
    rows = session.connection().execute(query.order_by(col(Publication.number).desc()))
    return tuple(to_version(row, card) for row in rows)


def version_revision(session: Session, entry_id: int, number: int) -> int:
    """The id of the revision that was published as this version; `NotFound` if there is none."""
    query = select(col(Publication.revision_id)).where(
        col(Publication.entry_id) == entry_id, col(Publication.number) == number
    )
    found: int | None = session.connection().execute(query).scalar()
    if found is None:
        raise NotFound(f"The entry has no version {number}.")
    return found


def version_number(session: Session, revision_id: int | None) -> int | None:
    """The number under which a revision was published; None if it was not."""
    query = select(col(Publication.number)).where(col(Publication.revision_id) == revision_id)
    found: int | None = session.connection().execute(query).scalar()
    return found


def version_documents(
    session: Session, card: Card, numbers: Collection[int]
) -> dict[int, Document]:
    """The documents of these versions; a number that does not exist is left out."""
    query = (
        select(col(Publication.number), col(Revision.document))
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(col(Publication.entry_id) == card.id, col(Publication.number).in_(set(numbers)))
    )
    rows = session.connection().execute(query)
    return {row.number: stored_document(row.document) for row in rows}


def recent_versions(
    session: Session,
    *,
    limit: int,
    offset: int = 0,
    since: dt.datetime | None = None,
    kind: str | None = None,
    topic: str | None = None,
    changed: str | None = None,
    origin: str | None = None,
) -> tuple[Version, ...]:
    """The newest publications across all entries.

    `changed`, a key of `CHANGED`, leaves those that touched such a field; `origin` those whose
    words came from there.
    """
    query = public(version_query().join(Entry, col(Entry.id) == col(Publication.entry_id)))
    if since is not None:
        query = query.where(col(Publication.published_at) >= since)
    query = chosen(query, kind=kind, changed=changed, origin=origin)
    if topic is not None:
        query = query.where(
            col(Publication.entry_id).in_(
                select(col(EntryTopic.entry_id)).where(col(EntryTopic.topic) == topic)
            )
        )
    query = query.order_by(col(Publication.id).desc()).limit(limit).offset(offset)
    rows = session.connection().execute(query).all()
    cards = cards_by_id(session, (row.entry_id for row in rows))
    return tuple(to_version(row, cards[row.entry_id]) for row in rows)


#: What `changed` may ask for: a label, and the keys of documents that it means.
CHANGED: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "status": ("Status", ("status",)),
        "holding": ("Ruling", ("holdings", "fair_use")),
        "answer": ("Answer or term", ("answers", "terms")),
        "event": ("Event", ("events", "history")),
    }
)


def chosen(query: Rows, *, kind: str | None, changed: str | None, origin: str | None) -> Rows:
    """The publications of a query, which joins entries and revisions, that are wanted."""
    if kind is not None:
        query = query.where(col(Entry.kind) == kind)
    if changed is not None:
        query = query.where(touches(changed))
    if origin is not None:
        query = query.where(col(Revision.origin) == origin)
    return query


def touches(changed: str) -> ColumnElement[bool]:
    """Whether a publication touched such a field, a key of `CHANGED`."""
    return or_(*(col(Publication.fields).contains(f'"{key}"') for key in CHANGED[changed][1]))


def version_query() -> Rows:
    """Every publication with its revision; add conditions and an order."""
    query: Rows = select(
        col(Publication.entry_id),
        col(Publication.number),
        col(Publication.published_at),
        col(Publication.actor),
        col(Publication.reason),
        col(Publication.changes),
        col(Publication.override_reason),
        col(Revision.author),
        col(Revision.origin),
        col(Revision.sha256),
    ).join(Revision, col(Revision.id) == col(Publication.revision_id))
    return query


def to_version(row: Any, card: Card) -> Version:
    """The view of a row of the version query."""
    return Version(
        card=card,
        number=row.number,
        published_at=row.published_at,
        actor=row.actor,
        author=row.author,
        origin=row.origin,
        reason=row.reason,
        sha256=row.sha256,
        changes=tuple(json.loads(row.changes)),
        override_reason=row.override_reason,
    )
