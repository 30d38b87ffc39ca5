"""Drafts: a form kept for its author, by the button or by itself while somebody types."""

from __future__ import annotations

from typing import Final

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.actors import Actor
from kb.core.errors import Conflict, NotFound
from kb.editorial.edit import FieldError
from kb.entries import proposals
from kb.entries.proposals import own_proposals, proposal_for
from kb.entries.proposals.targets import candidate_data
from kb.entries.tables import Proposal
from kb.web.editing.form import Data, Sent, Shown, Target, document_data, form_page
from kb.web.identity import actor_of
from kb.web.rendering import site_of, with_query

_LOOKED_AT: Final = 50  # newest proposals of a person among which an unfinished draft is looked for


def keep(request: Request, target: Target, form: Sent, data: Data, *, anew: bool) -> Proposal:
    """Save the draft that the form names, or a new one.

    `Conflict` if it was saved from elsewhere since the form was filled.
    """
    with site_of(request).database.writing() as session:
        draft = proposals.save_draft(
            session,
            actor=actor_of(request),
            kind=target.kind,
            data=data,
            reason=form.reason,
            draft_id=None if anew else form.draft,
            entry_id=target.entry_id,
            base_revision_id=form.base,
            row_version=form.row_version,
        )
        session.expunge(draft)
    return draft


def save_draft(request: Request, target: Target, form: Sent, *, anew: bool = False) -> Response:
    """The button “Save as a draft”."""
    data = document_data(target, form)
    try:
        draft = keep(request, target, form, data, anew=anew)
    except Conflict as conflict:
        errors = (FieldError("", str(conflict)),)
        shown = Shown.again(target, form, data, errors=errors, is_outdated_draft=True)
        return form_page(request, shown, status_code=409)
    return RedirectResponse(with_query(target.path, draft=draft.id), status_code=303)


def save_draft_anew(request: Request, target: Target, form: Sent) -> Response:
    """The button for a form whose draft was saved from elsewhere: keep both."""
    return save_draft(request, target, form, anew=True)


def discard(request: Request, target: Target, form: Sent) -> Response:
    """Throw the draft away."""
    if form.draft is not None:
        with site_of(request).database.writing() as session:
            proposals.withdraw(session, form.draft, actor=actor_of(request))
    return RedirectResponse(target.url, status_code=303)


def from_draft(session: Session, draft_id: int, *, actor: Actor, target: Target) -> Shown:
    """The form as a draft has it; `NotFound` unless it is the actor's own, of this entry."""
    draft = proposal_for(session, draft_id, actor)
    is_here = (draft.entry_id, draft.kind) == (target.entry_id, target.kind)
    if draft.state != "draft" or draft.account_id != actor.account_id or not is_here:
        raise NotFound(f"You have no draft of this entry with the number {draft_id}.")
    return Shown(
        target,
        candidate_data(draft),
        base=draft.base_revision_id,
        draft=draft.id,
        row_version=draft.row_version,
        reason=draft.reason,
        notice="This is your draft. Nobody else sees it, and nothing of it is published.",
    )


def unfinished(session: Session, *, actor: Actor, target: Target) -> Proposal | None:
    """The newest draft that the actor has of the entry, or of a new one of its kind."""
    for one in own_proposals(session, actor, limit=_LOOKED_AT):
        if one.state == "draft" and (one.entry_id, one.kind) == (target.entry_id, target.kind):
            session.expunge(one)
            return one
    return None
