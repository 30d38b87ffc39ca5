"""`/api/v1/proposals`: hand proposals in, follow them, decide on them, with a token."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends
from fastapi import Path as PathParameter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts import throttle
from kb.accounts.actors import Actor
from kb.accounts.errors import TooMany
from kb.accounts.permissions import NotSignedIn
from kb.core.errors import NotFound
from kb.editorial import decide
from kb.editorial.queue import ReviewView, proposals, review_view
from kb.entries import history
from kb.entries.documents import parse_document
from kb.entries.proposals import Submission, submit
from kb.entries.queries.pages import version_revision
from kb.entries.tables import Proposal as ProposalRow
from kb.entries.tables.proposals import STATES
from kb.exports.entry_json import moment
from kb.web.api import parameters
from kb.web.api.answering import PREFIX, answer, api_router, json_body, parsed_body, problems, takes
from kb.web.api.models.proposals import (
    Decided,
    DecisionBody,
    Proposal,
    ProposalBody,
    ProposalList,
)
from kb.web.identity import actor_of
from kb.web.parameters import choice
from kb.web.rendering import site_of

HANDED_IN_PER_HOUR: Final = 600  # by one account
_ORIGINS: Final = {"contributor": "contributor", "editor": "editor", "admin": "editor"}
_FAULTS: Final = (400, 401, 403, 404, 409, 413, 429)
_OPEN: Final = [state for state in STATES if state != "draft"]
_STATE: Final = parameters.Parameter(
    "state", "How they stand; all if not given.", {"type": "string", "enum": ["", *_OPEN]}, "open"
)

Id = Annotated[
    int, PathParameter(description="The proposal's number.", ge=1, le=parameters.LARGEST_ID)
]
Sent = Annotated[dict[str, Any], Depends(json_body)]

router: APIRouter = api_router("Proposals")


@router.get(
    "/proposals",
    operation_id="list_proposals",
    summary="List proposals",
    response_model=ProposalList,
    responses=problems(400, 401, 403),
    openapi_extra=parameters.described(_STATE, parameters.LIMIT_OF, parameters.CURSOR),
)
def list_proposals(request: Request) -> Response:
    """Newest first: an editor's token lists everybody's, another one its owner's own."""
    actor = _with_token(request)
    state = choice(request, "state", ("", *_OPEN), "") or None
    before, limit = parameters.number_cursor(request), parameters.limit(request)
    with site_of(request).database.reading() as session:
        found = proposals(session, actor=actor, state=state, before=before, limit=limit + 1)
    shown = found[:limit]
    cursor = parameters.as_cursor(shown[-1].id or 0) if len(found) > limit else None
    links = {} if cursor is None else {"next": parameters.link(request, cursor=cursor)}
    body = {"items": [_item(proposal) for proposal in shown], "next_cursor": cursor}
    return answer(body, links=links)


@router.get(
    "/proposals/{id}",
    operation_id="get_proposal",
    summary="Read a proposal",
    response_model=Proposal,
    responses=problems(400, 401, 403, 404),
)
def get_proposal(request: Request, id: Id) -> Response:  # noqa: A002  # the name in the address
    """What it would change today, field by field, and what was decided."""
    actor = _with_token(request)
    with site_of(request).database.reading() as session:
        view = review_view(session, id, actor=actor, protected=_protected(request))
    return answer(_proposal(view))


@router.post(
    "/proposals",
    operation_id="submit_proposal",
    status_code=201,
    summary="Hand a proposal in",
    response_model=Proposal,
    responses=problems(*_FAULTS),
    openapi_extra=takes(ProposalBody),
)
def submit_proposal(request: Request, sent: Sent) -> Response:
    """Send the whole document as it should be; its `kind` and `slug` say which entry it changes,
    or name a new one. The same proposal again is the same proposal, counted once more.
    """
    actor = _with_token(request)
    body = parsed_body(ProposalBody, sent)
    document = parse_document(body.document, where="document")
    _pace(request, actor)
    with site_of(request).database.writing() as session:
        entry = history.find_entry(session, document.kind, document.slug)
        is_change = entry is not None and entry.published_revision_id is not None
        submission = Submission(
            document=document,
            reason=body.reason,
            origin=_ORIGINS.get(actor.role or "", "reader"),
            entry_id=entry.id if entry and is_change else None,
            base_revision_id=version_revision(session, entry.id, body.base_version)
            if entry and entry.id and body.base_version
            else None,
            note=body.note,
            evidence=tuple(body.evidence),
            confidence=body.confidence,
        )
        number = submit(session, submission, actor=actor).id
        view = _review(request, session, number, actor)
    return answer(_proposal(view), location=f"{PREFIX}/proposals/{number}")


@router.post(
    "/proposals/{id}/decision",
    operation_id="decide_proposal",
    summary="Decide on a proposal",
    response_model=Decided,
    responses=problems(*_FAULTS),
    openapi_extra=takes(DecisionBody),
)
def decide_proposal(request: Request, id: Id, sent: Sent) -> Response:  # noqa: A002
    """The rules are those of the site: what two persons must look at is refused to the proposer,
    and what was published meanwhile is overruled only by naming the path.
    """
    actor = _with_token(request)
    body = parsed_body(DecisionBody, sent)
    with site_of(request).database.writing() as session:
        decision = _decided(request, session, id, actor, body)
        view = _review(request, session, id, actor)
    return answer({"proposal": _proposal(view), "version": decision.version})


def _decided(
    request: Request, session: Session, number: int, actor: Actor, body: DecisionBody
) -> decide.Decision:
    if body.decision == "reject":
        return decide.reject(session, number, actor=actor, reason=body.reason)
    if body.decision == "answer":
        return decide.answer(session, number, actor=actor, reason=body.reason)
    amended = parse_document(body.document, where="document") if body.document else None
    return decide.accept(
        session,
        number,
        actor=actor,
        paths=body.paths,
        amended=amended,
        reason=body.reason,
        override_reason=body.override_reason,
        protected=_protected(request),
    )


def _with_token(request: Request) -> Actor:
    """Whoever holds the token: sessions are for pages, so that no page can write by the API."""
    actor = actor_of(request)
    if actor.via != "token":
        raise NotSignedIn("Send an API token: Authorization: Bearer …")
    return actor


def _pace(request: Request, actor: Actor) -> None:
    """Use one of the account's tries, in a transaction of its own: it counts whatever follows."""
    bucket = f"api-proposals:{actor.account_id}"
    with site_of(request).database.writing() as session:
        hour = dt.timedelta(hours=1)
        wait = throttle.allow(session, bucket, limit=HANDED_IN_PER_HOUR, per=hour)
    if wait is not None:
        raise TooMany("Too many proposals were handed in.", wait)


def _protected(request: Request) -> frozenset[str]:
    return site_of(request).settings.two_person_fields


def _review(request: Request, session: Session, number: int | None, actor: Actor) -> ReviewView:
    if number is None:
        raise NotFound("There is no such proposal.")
    return review_view(session, number, actor=actor, protected=_protected(request))


def _item(proposal: ProposalRow) -> dict[str, Any]:
    decided_at = proposal.decided_at
    return {
        "id": proposal.id,
        "state": proposal.state,
        "kind": proposal.kind,
        "slug": proposal.slug,
        "url": f"/editor/proposals/{proposal.id}",
        "is_new": proposal.base_revision_id is None,
        "origin": proposal.origin,
        "author": proposal.author,
        "reason": proposal.reason,
        "confidence": proposal.confidence,
        "seen_count": proposal.seen_count,
        "created_at": moment(proposal.created_at),
        "decided_at": moment(decided_at) if decided_at else None,
        "decided_by": proposal.decided_by,
        "decision_reason": proposal.decision_reason,
    }


def _proposal(view: ReviewView) -> dict[str, Any]:
    overruled = {conflict.path for conflict in view.conflicts}
    return _item(view.proposal) | {
        "note": view.proposal.note,
        "changes": [
            {
                "path": change.path,
                "field": change.field,
                "operation": change.operation,
                "before": change.before,
                "after": change.after,
                "sentence": change.sentence,
                "is_conflict": change.path in overruled,
                "needs_second_person": change.path in view.protected,
            }
            for change in view.changes
        ],
        "evidence": [piece.model_dump(mode="json", exclude_none=True) for piece in view.evidence],
        "document": dict(view.document),
    }
