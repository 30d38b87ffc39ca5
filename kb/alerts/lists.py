"""Lists of entries: somebody's own, with private notes, perhaps shared by a secret address.

Every service asks whether the actor may; a list of somebody else's does not exist. None commits.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from sqlmodel import Session, col, delete, func, select

from kb.accounts import links
from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.accounts.permissions import can, require
from kb.alerts import ending
from kb.alerts.tables import EntryList, ListItem
from kb.core import clock
from kb.core.database import serialise_writers
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.entries import history, words
from kb.entries.tables import Entry

MOST_LISTS: Final = 100
MOST_ITEMS: Final = 500
LONGEST_NAME: Final = 100
LONGEST_NOTE: Final = 2000
#: What the secret address of a list is a keyed hash of.
SHARED: Final = "shared list"


def own(session: Session, list_id: int, *, actor: Actor) -> EntryList:
    """The actor's list; `NotFound` if there is none of that number."""
    require(actor, "follow")
    found = session.get(EntryList, list_id)
    if found is None or not can(actor, "follow", found):
        raise NotFound("You have no such list; it may have been deleted.")
    return found


def create(session: Session, *, actor: Actor, name: str) -> EntryList:
    """A new, empty list; `BadInput` names the field `name`."""
    require(actor, "follow")
    assert actor.account_id is not None
    count = select(func.count()).where(col(EntryList.account_id) == actor.account_id)
    if session.exec(count).one() >= MOST_LISTS:
        raise BadInput({"name": f"You have {MOST_LISTS} lists; delete one that is not needed."})
    made = EntryList(account_id=actor.account_id, name=_named(name), created_at=clock.now())
    session.add(made)
    session.flush()
    return made


def rename(session: Session, list_id: int, *, actor: Actor, name: str) -> None:
    """Give a list another name; `BadInput` names the field `name`."""
    found = own(session, list_id, actor=actor)
    found.name = _named(name)
    session.add(found)


def remove_list(session: Session, list_id: int, *, actor: Actor) -> None:
    """Delete a list with its notes, and the alerts that watch it."""
    found = own(session, list_id, actor=actor)
    ending.end_subscriptions_to_list(session, list_id)
    session.exec(delete(ListItem).where(col(ListItem.list_id) == list_id))
    session.delete(found)
    session.flush()


def share(session: Session, list_id: int, *, actor: Actor, with_notes: bool) -> None:
    """Give the list a secret address, unless it has one, and say whether notes are shown there."""
    found = own(session, list_id, actor=actor)
    found.share_nonce = found.share_nonce or links.new_nonce()
    found.shares_notes = with_notes
    session.add(found)


def unshare(session: Session, list_id: int, *, actor: Actor) -> None:
    """End the list's secret address; a later one is another."""
    found = own(session, list_id, actor=actor)
    found.share_nonce = None
    found.shares_notes = False
    session.add(found)


def add(
    session: Session, list_id: int, *, actor: Actor, kind: str, slug: str, note: str = ""
) -> ListItem:
    """Put an entry at the end of the list; one that is there keeps its place, and its note
    unless another is given.

    `NotFound` if there is no such entry, `Conflict` if it was withdrawn, `BadInput` names the
    field `note` or `list`.
    """
    found = own(session, list_id, actor=actor)
    serialise_writers(session)  # of two clicks the second finds the entry there
    entry = history.require_entry(session, kind, slug)
    history.require_living(entry)
    assert entry.id is not None
    item = _item(session, list_id, entry.id)
    if item is None:
        places = [one.position for one in items_of(session, list_id)]
        if len(places) >= MOST_ITEMS:
            sentence = f"“{found.name}” has {MOST_ITEMS} entries; begin another list."
            raise BadInput({"list": sentence})
        item = ListItem(
            list_id=list_id,
            entry_id=entry.id,
            position=max(places, default=0) + 1,
            seen_version=entry.version,
            seen_slug=entry.slug,
            added_at=clock.now(),
        )
    item.note = _noted(note) or item.note
    session.add(item)
    session.flush()
    return item


def annotate(session: Session, list_id: int, entry_id: int, *, actor: Actor, note: str) -> None:
    """Change the note on an entry; `BadInput` names the field `note`."""
    item = _own_item(session, list_id, entry_id, actor=actor)
    item.note = _noted(note)
    session.add(item)


def remove(session: Session, list_id: int, entry_id: int, *, actor: Actor) -> None:
    """Take an entry out of the list."""
    session.delete(_own_item(session, list_id, entry_id, actor=actor))


def move(session: Session, list_id: int, entry_id: int, *, actor: Actor, by: int) -> None:
    """Move an entry so many places down, or up where `by` is negative."""
    item = _own_item(session, list_id, entry_id, actor=actor)
    order = items_of(session, list_id)
    place = order.index(item)
    order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
    for position, one in enumerate(order, start=1):
        one.position = position
        session.add(one)


def see(session: Session, list_id: int, *, actor: Actor, entry_id: int | None = None) -> None:
    """Mark an entry, or without one all of them, as seen as they stand now."""
    own(session, list_id, actor=actor)
    query = (
        select(ListItem, Entry)
        .join(Entry, col(Entry.id) == col(ListItem.entry_id))
        .where(ListItem.list_id == list_id)
    )
    if entry_id is not None:
        query = query.where(ListItem.entry_id == entry_id)
    for item, entry in session.exec(query):
        item.seen_version, item.seen_slug = entry.version, entry.slug
        session.add(item)


def follow_merger(session: Session, list_id: int, entry_id: int, *, actor: Actor) -> None:
    """Let the entry that another was merged into take its place in the list."""
    item = _own_item(session, list_id, entry_id, actor=actor)
    merged = session.get_one(Entry, entry_id).merged_into_id
    target = session.get(Entry, merged) if merged is not None else None
    if target is None or target.id is None:
        raise Conflict("This entry was not merged into another one.")
    there = _item(session, list_id, target.id)
    if there is None:
        item.entry_id = target.id
        item.seen_version, item.seen_slug = target.version, target.slug
        session.add(item)
        return
    there.note = "\n\n".join(filter(None, (there.note, item.note)))[:LONGEST_NOTE]
    session.add(there)
    session.delete(item)


def items_of(session: Session, list_id: int) -> list[ListItem]:
    """The items of a list in its order."""
    query = select(ListItem).where(ListItem.list_id == list_id)
    return list(session.exec(query.order_by(col(ListItem.position), col(ListItem.id))))


def _item(session: Session, list_id: int, entry_id: int) -> ListItem | None:
    query = select(ListItem).where(ListItem.list_id == list_id, ListItem.entry_id == entry_id)
    return session.exec(query).first()


def _own_item(session: Session, list_id: int, entry_id: int, *, actor: Actor) -> ListItem:
    own(session, list_id, actor=actor)
    item = _item(session, list_id, entry_id)
    if item is None:
        raise NotFound("This entry is not in the list; it may have been removed.")
    return item


def _named(name: str) -> str:
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise BadInput({"name": f"Give the list a name of 1 to {LONGEST_NAME} characters."})
    return name


def _noted(note: str) -> str:
    try:
        return words.note(note, "The note", limit=LONGEST_NOTE)
    except InvalidInput as error:
        raise BadInput({"note": str(error)}) from error
