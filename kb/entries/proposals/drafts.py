"""Drafts: a form's contents kept for its author, finished or not, until they are handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.accounts.permissions import can, require
from kb.core import audit, clock, ids
from kb.core.database import serialise_writers
from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.entries import words
from kb.entries.documents import document_hash, dump_document, parse_document
from kb.entries.evidence import stored_evidence
from kb.entries.proposals.access import own_draft
from kb.entries.proposals.submission import (
    Submission,
    announce,
    mark_of,
    prepare,
    same,
    supersede,
)
from kb.entries.proposals.targets import base_revision, living_entry, require_open
from kb.entries.tables import Proposal

MAX_DATA: Final = 1_000_000  # characters of JSON
#: Where a draft comes from once it is handed in, by the role of its author.
_ORIGINS: Final = {"contributor": "contributor", "editor": "editor", "admin": "editor"}


def save_draft(
    session: Session,
    *,
    actor: Actor,
    kind: str,
    data: Mapping[str, Any],
    reason: str = "",
    draft_id: int | None = None,
    entry_id: int | None = None,
    base_revision_id: int | None = None,
    row_version: int | None = None,
) -> Proposal:
    """Keep what a form holds, valid or not; a new draft unless `draft_id` names one.

    `row_version` is the one that the form was filled from: `Conflict` if the draft was saved from
    elsewhere since. `NotFound` for a draft of somebody else, `InvalidInput` if it is too large.
    """
    require(actor, "draft")
    serialise_writers(session)
    text = json.dumps(dict(data), ensure_ascii=False)
    if len(text) > MAX_DATA:
        raise InvalidInput(f"The draft has {len(text):,} characters; at most {MAX_DATA:,} fit.")
    if draft_id is None:
        draft = _new_draft(session, actor, kind, entry_id, base_revision_id)
    else:
        draft = own_draft(session, draft_id, actor)
        if draft.row_version != row_version:
            raise Conflict("This draft was saved from another window since; nothing was changed.")
        draft.row_version += 1
    draft.document = text
    draft.sha256 = ids.digest(dict(data))
    draft.slug = ids.slugify(str(data.get("slug") or draft.slug))[:100]
    draft.reason = words.note(reason, "The reason", limit=words.MAX_LINE)
    draft.base_revision_id = base_revision_id or draft.base_revision_id
    draft.updated_at = clock.now()
    session.add(draft)
    session.flush()
    return draft


def _new_draft(
    session: Session, actor: Actor, kind: str, entry_id: int | None, base_revision_id: int | None
) -> Proposal:
    if actor.account_id is None:
        raise InvalidInput("A draft belongs to an account.")
    now = clock.now()
    entry = None if entry_id is None else living_entry(session, entry_id)
    base = None if entry is None else base_revision(session, entry, base_revision_id)
    return Proposal(
        entry_id=entry_id,
        kind=kind,
        slug=entry.slug if entry else "",
        origin=_ORIGINS[actor.role or "contributor"],
        state="draft",
        base_revision_id=base.id if base else None,
        document="{}",
        sha256="",
        reason="",
        author=actor.name,
        account_id=actor.account_id,
        fingerprint="",
        last_seen_at=now,
        created_at=now,
        updated_at=now,
    )


def submit_draft(
    session: Session, draft_id: int, *, actor: Actor, reason: str | None = None
) -> Proposal:
    """Hand a draft in; returns it as an open proposal, or the one that says the same already.

    Raises what `save_draft` and `submit` raise, `InvalidDocument` for a document that is not
    finished.
    """
    serialise_writers(session)
    draft = own_draft(session, draft_id, actor)
    submission = Submission(
        document=parse_document(json.loads(draft.document)),
        reason=draft.reason if reason is None else reason,
        origin=draft.origin,
        entry_id=draft.entry_id,
        base_revision_id=draft.base_revision_id,
        evidence=stored_evidence(draft.evidence),
    )
    prepared = prepare(session, submission)
    mark = mark_of(submission, prepared.changes)
    known = same(session, draft.origin, mark)
    if known is not None:
        supersede(session, [draft], by=known)
        return known
    draft.document = json.dumps(dump_document(submission.document), ensure_ascii=False)
    draft.sha256 = document_hash(submission.document)
    draft.kind, draft.slug = submission.document.kind, submission.document.slug
    draft.reason = words.one_line(submission.reason, "The reason")
    draft.fingerprint = mark
    draft.state = "open"
    draft.created_at = draft.updated_at = draft.last_seen_at = clock.now()
    session.add(draft)
    session.flush()
    announce(session, draft, actor=actor)
    return draft


def withdraw(session: Session, proposal_id: int, *, actor: Actor) -> Proposal:
    """Take back one's own open proposal, or throw a draft away, which nobody else ever saw.

    `NotFound` for somebody else's, `Conflict` for one that was decided.
    """
    serialise_writers(session)
    proposal = session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or not can(actor, "see-own", proposal):
        raise NotFound(f"You have no proposal with the number {proposal_id}.")
    if proposal.state == "draft":
        session.delete(proposal)
    else:
        require_open(proposal)
        subject = f"proposal/{proposal.id}"
        audit.append(session, actor=actor.name, action="withdraw", subject=subject)
        session.add(proposal)
    proposal.state = "withdrawn"
    proposal.updated_at = clock.now()
    session.flush()
    return proposal
