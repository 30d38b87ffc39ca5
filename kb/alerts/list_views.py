"""Lists as pages show them: how each entry stands, and what changed since its owner looked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import case, tuple_
from sqlmodel import Session, col, func, select

from kb.accounts import links, users
from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.alerts import lists
from kb.alerts.meaning import meanings
from kb.alerts.tables import EntryList, ListItem
from kb.core.errors import NotFound
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import Entry, Publication, Revision
from kb.entries.views import Card, entry_url

#: Of how many changed entries it is worked out what the change means.
MOST_COMPARED: Final = 50


@dataclass(frozen=True)
class ListSummary:
    """A list among others; `changed` entries have a newer version than was seen."""

    id: int
    name: str
    entries: int
    changed: int
    is_shared: bool
    created_at: dt.datetime


@dataclass(frozen=True)
class Since:
    """What was published since a version was seen; no sentence: wording and sources alone."""

    versions: int
    compare_url: str
    sentences: tuple[str, ...]
    #: Whether it was worked out what the change means.
    is_compared: bool = True


@dataclass(frozen=True)
class ItemView:
    """An entry in a list; `card` is None for one that the public cannot see any more."""

    entry_id: int
    card: Card | None
    title: str
    kind: str
    note: str
    added_at: dt.datetime
    former_slug: str  # its name when it was seen, where that has changed since
    gone_reason: str  # why it was withdrawn
    merged_into: Card | None
    since: Since | None


@dataclass(frozen=True)
class ListView:
    """A list with its entries; `share_nonce` makes its secret address."""

    id: int
    name: str
    share_nonce: str | None
    shares_notes: bool
    created_at: dt.datetime
    items: tuple[ItemView, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The entries that are public."""
        return tuple(item.card for item in self.items if item.card is not None)

    @property
    def changed(self) -> tuple[ItemView, ...]:
        """The entries of which a newer version was published since they were seen."""
        return tuple(item for item in self.items if item.since is not None)

    @property
    def notes(self) -> dict[tuple[str, str], str]:
        """The notes by kind and slug."""
        return {
            (item.card.kind, item.card.slug): item.note
            for item in self.items
            if item.card is not None and item.note
        }


def own_lists(session: Session, *, actor: Actor) -> tuple[ListSummary, ...]:
    """The actor's lists by name."""
    require(actor, "follow")
    newer = case((col(Entry.version) > col(ListItem.seen_version), 1), else_=0)
    query = (
        select(EntryList, func.count(col(ListItem.id)), func.sum(newer))
        .outerjoin(ListItem, col(ListItem.list_id) == col(EntryList.id))
        .outerjoin(Entry, col(Entry.id) == col(ListItem.entry_id))
        .where(EntryList.account_id == actor.account_id)
        .group_by(*EntryList.__table__.columns)  # type: ignore[attr-defined]  # SQLModel hides it
    )
    found = [
        ListSummary(
            id=one.id or 0,
            name=one.name,
            entries=entries,
            changed=changed,
            is_shared=one.share_nonce is not None,
            created_at=one.created_at,
        )
        for one, entries, changed in session.exec(query)
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def own_view(session: Session, list_id: int, *, actor: Actor) -> ListView:
    """The actor's list with notes and what changed; `NotFound` if there is none."""
    found = lists.own(session, list_id, actor=actor)
    return _view(session, found, with_notes=True, with_changes=True)


def shared_view(session: Session, secret: str, *, key: bytes) -> ListView:
    """The list with that secret address, for anybody; `NotFound` if it is no longer shared."""
    found = session.get(EntryList, links.row_of(secret))
    if (
        found is None
        or not links.fits(secret, key, lists.SHARED, found.id or 0, found.share_nonce)
        or users.is_disabled(session, found.account_id)
    ):
        raise NotFound("There is no list at this address; its owner may have stopped sharing it.")
    return _view(session, found, with_notes=found.shares_notes, with_changes=False)


def _view(session: Session, found: EntryList, *, with_notes: bool, with_changes: bool) -> ListView:
    items = lists.items_of(session, found.id or 0)
    query = select(Entry).where(col(Entry.id).in_([item.entry_id for item in items]))
    entries = {entry.id or 0: entry for entry in session.exec(query)}
    merged = {entry.merged_into_id for entry in entries.values() if entry.merged_into_id}
    cards = cards_by_id(session, {*entries, *merged})
    since = _since(session, items, cards) if with_changes else {}
    return ListView(
        id=found.id or 0,
        name=found.name,
        share_nonce=found.share_nonce,
        shares_notes=found.shares_notes,
        created_at=found.created_at,
        items=tuple(
            _item(item, entries[item.entry_id], cards, since, with_notes=with_notes)
            for item in items
        ),
    )


def _item(
    item: ListItem,
    entry: Entry,
    cards: Mapping[int, Card],
    since: Mapping[int, Since],
    *,
    with_notes: bool,
) -> ItemView:
    return ItemView(
        entry_id=item.entry_id,
        card=cards.get(item.entry_id),
        title=entry.title,
        kind=entry.kind,
        note=item.note if with_notes else "",
        added_at=item.added_at,
        former_slug=item.seen_slug if item.seen_slug != entry.slug else "",
        gone_reason=entry.retracted_reason or "",
        merged_into=cards.get(entry.merged_into_id or 0),
        since=since.get(item.entry_id),
    )


def _since(
    session: Session, items: Sequence[ListItem], cards: Mapping[int, Card]
) -> dict[int, Since]:
    """What changed in the entries that have a newer version, by the number of the entry."""
    changed = [
        (item, cards[item.entry_id])
        for item in items
        if item.entry_id in cards and cards[item.entry_id].version > item.seen_version
    ]
    compared = changed[:MOST_COMPARED]
    documents = _documents(
        session,
        [
            pair
            for item, card in compared
            for pair in ((card.id, item.seen_version), (card.id, card.version))
        ],
    )
    found = {}
    for place, (item, card) in enumerate(changed):
        versions = f"from={item.seen_version}&to={card.version}"
        is_compared = place < MOST_COMPARED
        sentences: Iterable[str] = ()
        if is_compared:
            before, after = (
                documents[card.id, number] for number in (item.seen_version, card.version)
            )
            sentences = (one.sentence for one in meanings(before, after))
        found[card.id] = Since(
            versions=card.version - item.seen_version,
            compare_url=f"{entry_url(card.kind, card.slug)}/compare?{versions}",
            sentences=tuple(sentences),
            is_compared=is_compared,
        )
    return found


def _documents(
    session: Session, wanted: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], dict[str, Any]]:
    """The documents of versions, by entry and number of the version."""
    query = (
        select(Publication.entry_id, Publication.number, Revision.document)
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(tuple_(col(Publication.entry_id), col(Publication.number)).in_(wanted))
    )
    return {
        (entry_id, number): json.loads(document)
        for entry_id, number, document in session.exec(query)
    }
