"""Deciding on proposals: accept all of one or some of it, amend it, reject it, answer it.

Whatever was published since the proposal was made is kept: its changes are merged onto the
entry as it stands. A decision is one transaction of the caller's; the public sees all of it or
nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.accounts.permissions import Forbidden, require
from kb.core import audit, clock
from kb.core.database import serialise_writers
from kb.core.errors import InvalidInput
from kb.editorial.pending import Data, EditConflict, Pending, pending
from kb.editorial.publishing import Deed, publish_document
from kb.editorial.rules import PROTECTED, protected_changes, single_handed
from kb.entries import patching, words
from kb.entries.diff import Change, diff
from kb.entries.documents import Document, dump_document, parse_document
from kb.entries.history import Authorship, require_living
from kb.entries.merging import three_way
from kb.entries.proposals import is_own, name_of, proposal_for, require_open
from kb.entries.proposals.targets import base_revision, stored_data
from kb.entries.tables import Entry, Proposal


@dataclass(frozen=True)
class Decision:
    """A decided proposal; `version` is that of the entry if the decision published one."""

    proposal: Proposal
    version: int | None = None


def accept(
    session: Session,
    proposal_id: int,
    *,
    actor: Actor,
    paths: Collection[str] | None = None,
    amended: Document | None = None,
    amended_base: int | None = None,
    reason: str = "",
    override_reason: str = "",
    protected: Collection[str] = PROTECTED,
) -> Decision:
    """Publish what is proposed.

    `paths` chooses some of the changes that the review shows (`Pending.changes`), conflicting
    ones included; `amended` is the editor's own wording of the whole instead, made on the
    revision `amended_base` (the entry's head unless given). `reason` goes into the history in
    place of the proposal's own.

    Raises `Forbidden`, `SecondPersonNeeded`, `NotFound`, `InvalidInput`, `InvalidDocument`, and
    `Conflict`: decided already, withdrawn, or (`EditConflict`) overruling what was published
    since without saying so.
    """
    proposal = _open_proposal(session, proposal_id, actor)
    held = pending(session, proposal)
    if held.entry is not None:
        require_living(held.entry)
    if amended is None:
        final = _chosen(held, paths)
    else:
        final = _amended(session, held, amended, amended_base)
    made = diff(held.head, final)
    alone = _decided_alone(held, made, is_own=is_own(proposal, actor), protected=protected)
    override = single_handed(alone, actor=actor, override_reason=override_reason)
    why = words.one_line(reason or proposal.reason, "The reason")
    by = Authorship(origin=proposal.origin, author=proposal.author, reason=why)
    deed = Deed(by, actor.name, override)
    version = _publish(session, proposal, held.entry, final, deed) if made else None
    _close(session, proposal, _state(held, made), actor=actor, reason=reason)
    return Decision(proposal, version)


def _publish(
    session: Session, proposal: Proposal, entry: Entry | None, final: Data, deed: Deed
) -> int:
    """Publish the document that was decided on; the number of its version."""
    entry, publication = publish_document(session, entry, parse_document(final), deed)
    proposal.entry_id = entry.id
    proposal.result_revision_id = publication.revision_id
    proposal.override_reason = deed.override_reason
    return publication.number


def reject(session: Session, proposal_id: int, *, actor: Actor, reason: str) -> Decision:
    """Close the proposal unpublished; the reason is told to whoever proposed it."""
    proposal = _open_proposal(session, proposal_id, actor)
    reason = words.one_line(reason, "The reason")
    _close(session, proposal, "rejected", actor=actor, reason=reason)
    return Decision(proposal)


def answer(session: Session, proposal_id: int, *, actor: Actor, reason: str) -> Decision:
    """Close a remark, a proposal that changes nothing, with an answer to whoever made it."""
    proposal = _open_proposal(session, proposal_id, actor)
    reason = words.one_line(reason, "The answer")
    if pending(session, proposal).changes:
        raise InvalidInput("This proposal changes the entry: accept or reject it.")
    _close(session, proposal, "accepted", actor=actor, reason=reason)
    return Decision(proposal)


def assign(session: Session, proposal_id: int, *, actor: Actor, to: str | None) -> Proposal:
    """Say who looks after the proposal: the name of an account, None for nobody."""
    proposal = _open_proposal(session, proposal_id, actor)
    proposal.assigned_to = words.one_line(to, "The name") if to else None
    proposal.updated_at = clock.now()
    session.add(proposal)
    session.flush()
    return proposal


def _open_proposal(session: Session, proposal_id: int, actor: Actor) -> Proposal:
    require(actor, "decide")
    serialise_writers(session)  # of two decisions on one proposal the second sees the first
    proposal = proposal_for(session, proposal_id, actor)
    if actor.via == "machine" and not is_own(proposal, actor):
        raise Forbidden("A program decides on nothing but what it proposed itself.")
    require_open(proposal)
    return proposal


def _chosen(held: Pending, paths: Collection[str] | None) -> Data:
    if paths is None:
        if held.conflicts:
            raise held.conflict()
        return held.document
    if held.changes and not paths:
        raise InvalidInput("Choose at least one change, or reject the proposal with a reason.")
    return patching.apply(held.head, held.document, paths)


def _amended(session: Session, held: Pending, amended: Document, amended_base: int | None) -> Data:
    mine = dump_document(amended)
    if held.entry is None:
        return mine
    base = stored_data(base_revision(session, held.entry, amended_base))
    merge = three_way(base, held.head, mine)
    if merge.conflicts:
        raise EditConflict(
            base=base,
            theirs=held.head,
            mine=mine,
            merge=merge,
            head_revision_id=held.head_revision_id,
        )
    if mine["slug"] not in {base["slug"], held.head["slug"]}:
        raise InvalidInput("slug: renaming is a step of its own.")
    return merge.document


def _decided_alone(
    held: Pending, made: Collection[Change], *, is_own: bool, protected: Collection[str]
) -> list[Change]:
    """The protected changes that nobody but the decider has proposed."""
    proposed = () if is_own else held.changes
    return [change for change in protected_changes(made, protected) if change not in proposed]


def _state(held: Pending, made: Collection[Change]) -> str:
    return "accepted" if all(change in made for change in held.changes) else "partly accepted"


def _close(session: Session, proposal: Proposal, state: str, *, actor: Actor, reason: str) -> None:
    proposal.state = state
    proposal.decided_by = actor.name
    proposal.decided_at = proposal.updated_at = clock.now()
    proposal.decision_reason = words.one_line(reason, "The reason") if reason.strip() else None
    session.add(proposal)
    session.flush()
    told = [state, *([proposal.decision_reason] if proposal.decision_reason else [])]
    audit.append(
        session,
        actor=actor.name,
        action="reject" if state == "rejected" else "accept",
        subject=f"proposal/{proposal.id}",
        detail=f"{name_of(proposal)}: {', '.join(told)}",
    )
