"""The queue of proposals, and one proposal beside what is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts import users
from kb.accounts.actors import Actor
from kb.accounts.permissions import EDITORS, can
from kb.core.errors import NotFound
from kb.editorial.queue import ReviewView, queue, review_view
from kb.entries import vocabulary
from kb.entries.diff import Change, overlap
from kb.entries.merging import FieldConflict
from kb.entries.proposals import proposal_for
from kb.entries.queries.pages import version_number
from kb.entries.tables.proposals import ORIGINS, STATES
from kb.entries.views import entry_url
from kb.web.identity import actor_of
from kb.web.parameters import RowId, row_number
from kb.web.rendering import render, site_of
from kb.web.reviewing import evidence
from kb.web.reviewing.filters import (
    AGES,
    CONFIDENCES,
    LISTED,
    NOBODY,
    QUEUE,
    Filters,
    filters_of,
)

router = APIRouter(include_in_schema=False)
PER_PAGE = 25


@dataclass(frozen=True)
class Row:
    """One change on the page of a proposal."""

    change: Change
    is_protected: bool
    conflict: FieldConflict | None
    is_chosen: bool


@dataclass(frozen=True)
class Kept:
    """What was sent with a decision that could not be made, to be shown again."""

    paths: tuple[str, ...] | None = None  # the chosen changes; None: all that overrule nothing
    reason: str = ""
    override_reason: str = ""
    error: str = ""


@router.get(QUEUE)
def listed(request: Request) -> Response:
    """What waits for a decision, or was decided, filtered; oldest first."""
    actor, filters = actor_of(request), filters_of(request)
    after = row_number(request, "after")
    with site_of(request).database.reading() as session:
        page = queue(session, filters.wanted, actor=actor, after=after, limit=PER_PAGE)
        names = editor_names(session)
        done = done_line(session, request, actor)
    labels = {"kind": vocabulary.KINDS, "origin": ORIGINS}
    options = {
        name: [
            (value, f"{label} ({page.counts[name].get(value, 0)})") for value, label in of.items()
        ]
        for name, of in labels.items()
    }
    return render(
        request,
        "pages/queue.html",
        filters=filters,
        queue=page,
        states=list(LISTED.items()),
        ages=list(AGES.items()),
        confidences=list(CONFIDENCES.items()),
        assignees=[(NOBODY, "nobody"), *((name, name) for name in names)],
        options=options,
        after=after,
        done=done,
    )


@router.get("/editor/proposals/{proposal_id}")
def proposal(request: Request, proposal_id: RowId) -> Response:
    """One proposal; its author sees it too, and decides nothing."""
    return proposal_page(request, proposal_id, filters_of(request), Kept())


def proposal_page(
    request: Request, proposal_id: int, filters: Filters, kept: Kept, *, status_code: int = 200
) -> Response:
    """The page of a proposal, with what was sent where a decision could not be made."""
    actor, site = actor_of(request), site_of(request)
    with site.database.reading() as session:
        view = review_view(
            session,
            proposal_id,
            actor=actor,
            wanted=filters.wanted,
            protected=site.settings.two_person_fields,
        )
        names = editor_names(session) if can(actor, "decide") else []
        done = done_line(session, request, actor)
        version = version_number(session, view.proposal.result_revision_id)
    return render(
        request,
        "pages/proposal.html",
        status_code=status_code,
        view=view,
        rows=_rows(view, kept),
        evidence=evidence.shown(view.evidence),
        filters=filters,
        kept=kept,
        names=[(name, name) for name in names],
        done=done,
        version=version,
        state=STATES[view.proposal.state],
        origin=ORIGINS[view.proposal.origin],
        decides=can(actor, "decide") and view.proposal.state == "open",
    )


def done_line(session: Session, request: Request, actor: Actor) -> dict[str, Any] | None:
    """What became of the proposal that was decided just now, which `done` names."""
    number = row_number(request, "done")
    if number is None:
        return None
    try:
        decided = proposal_for(session, number, actor)
    except NotFound:
        return None
    return {
        "id": number,
        "state": STATES[decided.state],
        "name": f"{vocabulary.KINDS[decided.kind]} {decided.slug}",
        "url": entry_url(decided.kind, decided.slug) if decided.entry_id else "",
    }


def editor_names(session: Session) -> list[str]:
    """Who can look after a proposal."""
    return [
        one.name for one in users.listed(session) if one.role in EDITORS and not one.is_disabled
    ]


def _rows(view: ReviewView, kept: Kept) -> list[Row]:
    rows = []
    for change in view.changes:
        conflict = next((one for one in view.conflicts if overlap(one.path, change.path)), None)
        chosen = conflict is None if kept.paths is None else change.path in kept.paths
        rows.append(Row(change, change.path in view.protected, conflict, chosen))
    return rows
