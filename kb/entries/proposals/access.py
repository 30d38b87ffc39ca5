"""Who may see which proposal: a draft is its owner's alone and does not exist for others."""

from __future__ import annotations

from hashlib import sha256

from sqlmodel import Session, col, select

from kb.accounts.actors import Actor
from kb.accounts.permissions import can, require
from kb.core.errors import NotFound
from kb.entries.tables import Proposal, ProposalReceipt


def proposal_for(session: Session, proposal_id: int, actor: Actor) -> Proposal:
    """The proposal, for who proposed it and, unless it is a draft, for editors; else `NotFound`."""
    found = session.get(Proposal, proposal_id, populate_existing=True)
    if found is not None and _may_see(found, actor):
        return found
    raise NotFound(f"There is no proposal with the number {proposal_id}.")


def is_own(proposal: Proposal, actor: Actor) -> bool:
    """Whether the actor proposed it: whoever did may not decide on protected fields."""
    if actor.account_id is None:
        return proposal.account_id is None and proposal.author == actor.name
    return proposal.account_id == actor.account_id


def own_draft(session: Session, draft_id: int, actor: Actor) -> Proposal:
    """The actor's own draft; `NotFound` for anybody else's and for what was handed in."""
    require(actor, "draft")
    found = session.get(Proposal, draft_id, populate_existing=True)
    if found is None or found.state != "draft" or not can(actor, "draft", found):
        raise NotFound(f"You have no draft with the number {draft_id}.")
    return found


def proposal_by_receipt(session: Session, receipt: str) -> Proposal:
    """The proposal that the holder of a receipt may follow; `NotFound` if there is none."""
    row = session.get(ProposalReceipt, sha256(receipt.encode("utf-8", "replace")).hexdigest())
    if row is None:
        raise NotFound("There is no report with this receipt.")
    return session.get_one(Proposal, row.proposal_id)


def own_proposals(
    session: Session, actor: Actor, *, before: int | None = None, limit: int = 50
) -> list[Proposal]:
    """The actor's own proposals and drafts, newest first, below the number `before`."""
    require(actor, "see-own")
    query = select(Proposal).where(col(Proposal.account_id) == actor.account_id)
    if before is not None:
        query = query.where(col(Proposal.id) < before)
    return list(session.exec(query.order_by(col(Proposal.id).desc()).limit(limit)))


def _may_see(proposal: Proposal, actor: Actor) -> bool:
    if can(actor, "see-own", proposal) or (actor.via == "machine" and is_own(proposal, actor)):
        return True
    return proposal.state != "draft" and can(actor, "review")
