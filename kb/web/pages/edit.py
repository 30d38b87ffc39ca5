"""Editing an entry: its form, its drafts, and what became of it."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from kb.accounts.actors import Actor
from kb.accounts.permissions import can, require
from kb.core.errors import Conflict, NotFound
from kb.editorial.pending import pending
from kb.editorial.rules import protected_changes
from kb.entries import vocabulary
from kb.entries.proposals import proposal_for, require_open
from kb.entries.proposals.targets import base_revision, living_entry, stored_data
from kb.entries.queries.pages import find_card, versions
from kb.entries.tables import Entry, Proposal
from kb.web.editing import drafts
from kb.web.editing.buttons import pressed
from kb.web.editing.form import Sent, Shown, Target, document_data, form_page, sent
from kb.web.errors import problem
from kb.web.forms import Posted
from kb.web.identity import actor_of
from kb.web.parameters import RowId
from kb.web.rendering import render, site_of, with_query

router = APIRouter(include_in_schema=False)


@router.get("/editor/entries/{entry_id}/edit")
def edit(
    request: Request,
    entry_id: RowId,
    draft: RowId | None = None,
    proposal: RowId | None = None,
) -> Response:
    """The form of an entry, filled from what is published, a draft, or a proposal to amend."""
    actor = actor_of(request)
    with site_of(request).database.reading() as session:
        entry = living_entry(session, entry_id)
        target = _target(entry)
        shown = _asked_for(session, actor=actor, target=target, draft=draft, proposal=proposal)
        if shown is None:
            head = base_revision(session, entry, None)
            other = drafts.unfinished(session, actor=actor, target=target)
            shown = Shown(target, stored_data(head), base=head.id, other_draft=other)
    return form_page(request, shown)


@router.get("/editor/entries/new/{kind}")
def new(
    request: Request, kind: str, draft: RowId | None = None, proposal: RowId | None = None
) -> Response:
    """An empty form, that of a draft, or that of a proposal to amend."""
    actor, target = actor_of(request), _new_target(kind)
    with site_of(request).database.reading() as session:
        shown = _asked_for(session, actor=actor, target=target, draft=draft, proposal=proposal)
        if shown is None:
            other = drafts.unfinished(session, actor=actor, target=target)
            shown = Shown(target, {"language": "en"}, other_draft=other)
    return form_page(request, shown)


@router.post("/editor/entries/{entry_id}/edit")
def send(request: Request, entry_id: RowId, form: Posted) -> Response:
    """What the pressed button asks for."""
    return pressed(request, _stored_target(request, entry_id), sent(form))


@router.post("/editor/entries/new/{kind}")
def send_new(request: Request, kind: str, form: Posted) -> Response:
    """What the pressed button asks for, of an entry that does not exist yet."""
    return pressed(request, _new_target(kind), sent(form))


@router.post("/editor/drafts")
def keep_draft(request: Request, form: Posted) -> Response:
    """Keep what somebody types, as JSON for edit.js: the draft's number and its row version.

    409 with both of the stored draft if that was saved from elsewhere since.
    """
    return _kept(request, sent(form))


@router.get("/editor/drafts/{draft_id}")
def draft(request: Request, draft_id: RowId) -> Response:
    """To the form that the draft fills."""
    with site_of(request).database.reading() as session:
        found = proposal_for(session, draft_id, actor_of(request))
        if found.state != "draft":
            raise NotFound(f"You have no draft with the number {draft_id}.")
        where = _draft_url(found)
    return RedirectResponse(where, status_code=303)


@router.get("/editor/saved")
def saved(
    request: Request,
    proposal: RowId | None = None,
    kind: str = "",
    slug: str = "",
    version: RowId | None = None,
) -> Response:
    """What became of a form: a version, or a proposal that waits."""
    with site_of(request).database.reading() as session:
        if proposal is not None:
            return _waiting(request, session, proposal)
        if kind not in vocabulary.KINDS:
            raise NotFound("Nothing was saved under this address.")
        card = find_card(session, kind, slug)
        found = next((one for one in versions(session, card) if one.number == version), None)
    if found is None:
        raise NotFound(f"{card.name} has no version {version}.")
    return render(request, "pages/edit_saved.html", card=card, version_saved=found, waiting=None)


def _asked_for(
    session: Session, *, actor: Actor, target: Target, draft: int | None, proposal: int | None
) -> Shown | None:
    """The form of the draft or proposal that the address names; None if it names neither."""
    if draft is not None:
        return drafts.from_draft(session, draft, actor=actor, target=target)
    if proposal is not None:
        return _amended(session, proposal, actor=actor, target=target)
    return None


def _amended(session: Session, number: int, *, actor: Actor, target: Target) -> Shown:
    """The form with what the proposal would publish today."""
    require(actor, "decide")
    found = proposal_for(session, number, actor)
    if (found.entry_id, found.kind) != (target.entry_id, target.kind):
        raise NotFound(f"Proposal {number} is about another entry.")
    require_open(found)
    held = pending(session, found)
    return Shown(
        target,
        held.document,
        base=held.head_revision_id,
        proposal=number,
        reason=found.reason,
        notice=f"This is what proposal {number} would publish. Saving accepts it as you amend it.",
    )


def _waiting(request: Request, session: Session, proposal_id: int) -> Response:
    found = proposal_for(session, proposal_id, actor_of(request))
    changes = pending(session, found).changes
    protected = site_of(request).settings.two_person_fields
    guarded = dict.fromkeys(change.label for change in protected_changes(changes, protected))
    publishes = can(actor_of(request), "publish")
    entry = session.get(Entry, found.entry_id) if found.entry_id is not None else None
    waiting = {
        "id": found.id,
        "kind": vocabulary.KINDS[found.kind],
        "is_open": found.state == "open",
        "protected": list(guarded) if publishes else [],
        "changes": [change.sentence for change in changes],
        "url": _target(entry).url if entry else "",
        "title": entry.title if entry else "",
    }
    return render(request, "pages/edit_saved.html", card=None, version_saved=None, waiting=waiting)


def _kept(request: Request, form: Sent) -> Response:
    target = _new_target(form.kind) if form.entry is None else _stored_target(request, form.entry)
    try:
        kept = drafts.keep(request, target, form, document_data(target, form), anew=False)
    except Conflict as conflict:
        return problem(
            request, 409, str(conflict), extra={"url": with_query(target.path, draft=form.draft)}
        )
    return JSONResponse(
        {
            "id": kept.id,
            "row_version": kept.row_version,
            "saved_at": kept.updated_at.isoformat(),
            "url": _draft_url(kept),
        }
    )


def _draft_url(found: Proposal) -> str:
    return with_query(Target(found.kind, found.entry_id).path, draft=found.id)


def _stored_target(request: Request, entry_id: int) -> Target:
    with site_of(request).database.reading() as session:
        return _target(living_entry(session, entry_id))


def _target(entry: Entry) -> Target:
    short = entry.short_name if entry.kind in {"case", "policy"} else None
    return Target(entry.kind, entry.id, entry.slug, short or entry.title)


def _new_target(kind: str) -> Target:
    if kind not in vocabulary.KINDS:
        raise NotFound(f"There is no kind of entry called “{kind[:60]}”.")
    return Target(kind)
