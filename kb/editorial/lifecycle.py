"""What can become of an entry as a whole: renamed, merged, retracted, restored, reverted.

Nothing is ever deleted: every version stays, a former name leads on to the entry (301), and a
withdrawn entry says why it went (410). Each deed is one transaction of the caller's, in the audit
record, and reaches the index through the outbox.
"""

from __future__ import annotations

import json

from sqlmodel import Session, col, delete, select, update

from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.core import audit, outbox
from kb.core.database import serialise_writers
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.editorial.pending import Data, head_data
from kb.editorial.publishing import Deed, publish_document
from kb.entries import history, projection, words
from kb.entries.documents import parse_document
from kb.entries.history import Authorship
from kb.entries.proposals import NothingToPropose
from kb.entries.proposals.targets import living_entry, name_of, require_free_name, stored_data
from kb.entries.tables import Entry, Proposal, Publication, Revision, SlugAlias


def rename(
    session: Session, kind: str, slug: str, new_slug: str, *, actor: Actor, reason: str
) -> Publication:
    """Give the entry another name; the old one leads to it for ever.

    `Conflict` if another entry has, or had, the new name; `InvalidDocument` if it is no slug.
    """
    require(actor, "rename")
    entry, reason = _begin(session, kind, slug, reason)
    old = entry.slug
    if new_slug == old:
        raise NothingToPropose("The entry has this name already.")
    data = head_data(session, entry) | {"slug": new_slug}
    document = parse_document(data)
    alias = session.get(SlugAlias, (kind, new_slug))
    if alias is not None and alias.entry_id == entry.id and not _taken(session, kind, new_slug):
        session.delete(alias)  # back to a name that it had before
        session.flush()
    require_free_name(session, kind, new_slug)
    entry.slug = new_slug
    session.add(SlugAlias(kind=kind, slug=old, entry_id=_id(entry)))
    session.flush()
    session.connection().execute(
        update(Proposal)
        .where(col(Proposal.entry_id) == entry.id, col(Proposal.state) == "open")
        .values(slug=new_slug)
    )
    by = Authorship(origin="editor", author=actor.name, reason=reason)
    _, publication = publish_document(session, entry, document, Deed(by, actor.name))
    _record(session, entry, "renamed", actor=actor, detail=f"was {old}: {reason}")
    return publication


def merge_into(
    session: Session, kind: str, slug: str, target: str, *, actor: Actor, reason: str
) -> Entry:
    """Let `target`, another entry of the kind, take this one's place: all its names lead there.

    What is worth keeping of its text is carried over by hand before; its versions stay in the
    database. Returns the target.
    """
    require(actor, "merge")
    entry, reason = _begin(session, kind, slug, reason)
    other = living_entry(session, _id(history.require_entry(session, kind, target)))
    if other.id == entry.id:
        raise InvalidInput("An entry cannot be merged into itself.")
    session.connection().execute(
        update(SlugAlias).where(col(SlugAlias.entry_id) == entry.id).values(entry_id=other.id)
    )
    session.add(SlugAlias(kind=kind, slug=entry.slug, entry_id=_id(other)))
    entry.merged_into_id = other.id
    _withdraw(session, entry, f"Merged into {name_of(other)}: {reason}")
    _record(session, entry, "merged", actor=actor, detail=f"into {name_of(other)}: {reason}")
    return other


def retract(session: Session, kind: str, slug: str, *, actor: Actor, reason: str) -> Entry:
    """Withdraw the entry from lists, search, feeds and counts; its page says why (410)."""
    require(actor, "retract")
    entry, reason = _begin(session, kind, slug, reason)
    _withdraw(session, entry, reason)
    _record(session, entry, "retracted", actor=actor, detail=reason)
    return entry


def restore(session: Session, kind: str, slug: str, *, actor: Actor, reason: str) -> Entry:
    """Bring back a retracted or merged entry as it was; a former name of its own is freed.

    `NotFound` if nothing has that name, `Conflict` if it was not withdrawn.
    """
    require(actor, "retract")
    serialise_writers(session)
    reason = words.one_line(reason, "The reason")
    entry = session.exec(select(Entry).where(Entry.kind == kind, Entry.slug == slug)).first()
    if entry is None:
        raise NotFound(f"There is no {kind} with the name {slug}.")
    if entry.retracted_reason is None:
        raise Conflict(f"{name_of(entry)} is not withdrawn.")
    session.connection().execute(
        delete(SlugAlias).where(col(SlugAlias.kind) == kind, col(SlugAlias.slug) == slug)
    )
    entry.retracted_reason = entry.merged_into_id = None
    session.add(entry)
    session.flush()
    published = session.get_one(Revision, entry.published_revision_id)
    document = parse_document(json.loads(published.document))
    projection.replace_rows(session, _id(entry), document)
    _record(session, entry, "restored", actor=actor, detail=reason)
    return entry


def revert(
    session: Session, kind: str, slug: str, version: int, *, actor: Actor, reason: str
) -> Publication:
    """Publish an earlier version anew, as a new version; the name of the entry stays.

    No second person is asked for: the state was published once before.
    """
    require(actor, "revert")
    entry, reason = _begin(session, kind, slug, reason)
    data = _version_data(session, entry, version) | {"slug": entry.slug}
    if data == head_data(session, entry):
        raise NothingToPropose(f"The entry stands as in version {version} already.")
    by = Authorship("editor", actor.name, f"Back to version {version}: {reason}")
    _, publication = publish_document(session, entry, parse_document(data), Deed(by, actor.name))
    detail = f"to version {version}: {reason}"
    audit.append(session, actor=actor.name, action="revert", subject=name_of(entry), detail=detail)
    return publication


def _begin(session: Session, kind: str, slug: str, reason: str) -> tuple[Entry, str]:
    serialise_writers(session)
    reason = words.one_line(reason, "The reason")
    found = history.require_entry(session, kind, slug)
    return living_entry(session, _id(found)), reason


def _taken(session: Session, kind: str, slug: str) -> bool:
    query = select(Entry.id).where(Entry.kind == kind, Entry.slug == slug)
    return session.exec(query).first() is not None


def _version_data(session: Session, entry: Entry, version: int) -> Data:
    query = (
        select(Revision)
        .join(Publication, col(Publication.revision_id) == col(Revision.id))
        .where(Publication.entry_id == entry.id, Publication.number == version)
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound(f"{name_of(entry)} has no version {version}.")
    return stored_data(found)


def _withdraw(session: Session, entry: Entry, reason: str) -> None:
    entry.retracted_reason = reason
    session.add(entry)
    session.flush()
    projection.remove_rows(session, _id(entry))


def _record(session: Session, entry: Entry, deed: str, *, actor: Actor, detail: str) -> None:
    outbox.append(session, kind=deed, entry_id=_id(entry))
    audit.append(session, actor=actor.name, action=deed, subject=name_of(entry), detail=detail)


def _id(entry: Entry) -> int:
    assert entry.id is not None
    return entry.id
