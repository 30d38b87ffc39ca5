"""Saving what an editor or contributor wrote: published at once, or put before a second person."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.accounts.permissions import can, require
from kb.core.database import serialise_writers
from kb.editorial.pending import EditConflict, head_data
from kb.editorial.publishing import Deed, publish_document
from kb.editorial.rules import PROTECTED, protected_changes, single_handed
from kb.entries import words
from kb.entries.diff import diff
from kb.entries.documents import Document, dump_document
from kb.entries.history import Authorship
from kb.entries.merging import three_way
from kb.entries.proposals import NothingToPropose, Submission, submit
from kb.entries.proposals.targets import (
    Data,
    base_revision,
    living_entry,
    require_free_name,
    require_same_entry,
    stored_data,
)
from kb.entries.tables import Entry


@dataclass(frozen=True)
class Saved:
    """What became of it: a version of the entry, or a proposal that waits for a decision."""

    version: int | None
    proposal_id: int | None
    kind: str
    slug: str


def save(
    session: Session,
    *,
    actor: Actor,
    document: Document,
    entry_id: int | None = None,
    base_revision_id: int | None = None,
    reason: str,
    override_reason: str = "",
    protected: Collection[str] = PROTECTED,
) -> Saved:
    """Save a whole document, made from `base_revision_id`; a new entry without an `entry_id`.

    Published at once if the actor may publish and nothing in it asks for a second person (or an
    admin gives a reason for deciding alone); otherwise it becomes an open proposal.

    `EditConflict` if the entry was changed since, unless the document is the merge of both sides
    and contradicts nothing. Further `Forbidden`, `NothingToPropose`, `InvalidInput`,
    `InvalidDocument`, `NotFound`, and `Conflict` for a withdrawn entry or a name that is taken.
    """
    require(actor, "edit")
    serialise_writers(session)
    reason = words.one_line(reason, "The reason")
    entry, head = _head(session, entry_id, document, base_revision_id)
    changes = diff(head, dump_document(document))
    if not changes:
        raise NothingToPropose("Nothing was changed.")
    guarded = protected_changes(changes, protected)
    if not can(actor, "publish") or (guarded and not override_reason.strip()):
        return _propose(session, actor=actor, document=document, entry=entry, reason=reason)
    override = single_handed(guarded, actor=actor, override_reason=override_reason)
    by = Authorship(origin="editor", author=actor.name, reason=reason)
    deed = Deed(by, actor.name, override)
    entry, publication = publish_document(session, entry, document, deed)
    return Saved(publication.number, None, entry.kind, entry.slug)


def _head(
    session: Session, entry_id: int | None, document: Document, base_revision_id: int | None
) -> tuple[Entry | None, Data]:
    """The entry and its newest document, once it is sure that saving overwrites nobody's work."""
    if entry_id is None:
        require_free_name(session, document.kind, document.slug)
        return None, {}
    entry = living_entry(session, entry_id)
    base = stored_data(base_revision(session, entry, base_revision_id))
    require_same_entry(entry, base, document)
    head, mine = head_data(session, entry), dump_document(document)
    if base_revision_id not in {None, entry.head_revision_id}:
        merge = three_way(base, head, mine)
        if merge.conflicts or merge.document != mine:
            raise EditConflict(
                base=base,
                theirs=head,
                mine=mine,
                merge=merge,
                head_revision_id=entry.head_revision_id,
            )
    return entry, head


def _propose(
    session: Session, *, actor: Actor, document: Document, entry: Entry | None, reason: str
) -> Saved:
    submission = Submission(
        document=document,
        reason=reason,
        origin="editor" if can(actor, "publish") else "contributor",
        entry_id=entry.id if entry else None,
    )
    proposal = submit(session, submission, actor=actor)
    return Saved(None, proposal.id, proposal.kind, proposal.slug)
