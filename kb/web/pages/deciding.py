"""Decisions on proposals: each is one form post and leads to the next proposal of the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.permissions import Forbidden
from kb.core.errors import Conflict, InvalidInput, KbError
from kb.editorial import decide
from kb.editorial.pending import pending
from kb.entries.proposals import proposal_for
from kb.web.forms import Form, Posted
from kb.web.identity import actor_of
from kb.web.pages.queue import Kept, editor_names, proposal_page
from kb.web.parameters import RowId
from kb.web.rendering import site_of, with_query
from kb.web.reviewing.filters import Filters, filters_of, onwards

router = APIRouter(include_in_schema=False)
_STATUS: Final[Mapping[type[KbError], int]] = {Conflict: 409, Forbidden: 403, InvalidInput: 422}


@router.post("/editor/proposals/{proposal_id}")
def decided(request: Request, proposal_id: RowId, form: Posted) -> Response:
    """What the pressed button asks for; a refusal shows the page again with all that was sent."""
    filters, button = filters_of(request), form.get("action")
    kept = Kept(form.all("path"), form.get("reason"), form.get("override_reason"))
    try:
        if button not in _BUTTONS:
            raise InvalidInput("The form has no such button; nothing was decided.")
        with site_of(request).database.writing() as session:
            where = _BUTTONS[button](request, session, proposal_id, form, filters)
    except (Conflict, Forbidden, InvalidInput) as error:
        return _again(request, proposal_id, filters, kept, error)
    return RedirectResponse(where, status_code=303)


def _again(request: Request, number: int, filters: Filters, kept: Kept, error: KbError) -> Response:
    status = next(code for base, code in _STATUS.items() if isinstance(error, base))
    again = Kept(kept.paths, kept.reason, kept.override_reason, str(error))
    return proposal_page(request, number, filters, again, status_code=status)


def _accept(request: Request, session: Session, number: int, form: Form, filters: Filters) -> str:
    return _accepted(request, session, number, form, filters, paths=None)


def _accept_chosen(
    request: Request, session: Session, number: int, form: Form, filters: Filters
) -> str:
    return _accepted(request, session, number, form, filters, paths=form.all("path"))


def _accepted(
    request: Request,
    session: Session,
    number: int,
    form: Form,
    filters: Filters,
    *,
    paths: tuple[str, ...] | None,
) -> str:
    _require_seen(request, session, number, form)
    decide.accept(
        session,
        number,
        actor=actor_of(request),
        paths=paths,
        reason=form.get("reason"),
        override_reason=form.get("override_reason"),
        protected=site_of(request).settings.two_person_fields,
    )
    return onwards(session, number, filters)


def _require_seen(request: Request, session: Session, number: int, form: Form) -> None:
    """`Conflict` if the entry was published anew since the page of the proposal was opened."""
    held = pending(session, proposal_for(session, number, actor_of(request)))
    if form.get("onto") != str(held.head_revision_id or ""):
        raise Conflict(
            "The entry was published anew since you opened this page; nothing was decided. "
            "What the proposal would change now is shown below."
        )


def _reject(request: Request, session: Session, number: int, form: Form, filters: Filters) -> str:
    decide.reject(session, number, actor=actor_of(request), reason=form.get("reason"))
    return onwards(session, number, filters)


def _answer(request: Request, session: Session, number: int, form: Form, filters: Filters) -> str:
    decide.answer(session, number, actor=actor_of(request), reason=form.get("reason"))
    return onwards(session, number, filters)


def _assign(request: Request, session: Session, number: int, form: Form, filters: Filters) -> str:
    name = form.get("assigned_to")
    if name and name not in editor_names(session):
        raise InvalidInput("No editor has this name; nothing was changed.")
    decide.assign(session, number, actor=actor_of(request), to=name or None)
    return filters.url(f"/editor/proposals/{number}")


def _amend(request: Request, session: Session, number: int, form: Form, filters: Filters) -> str:
    """To the entry's form, filled with what is proposed."""
    proposal = proposal_for(session, number, actor_of(request))
    path = (
        f"/editor/entries/{proposal.entry_id}/edit"
        if proposal.entry_id is not None
        else f"/editor/entries/new/{proposal.kind}"
    )
    return with_query(path, proposal=number)


_BUTTONS: Final[Mapping[str, Callable[[Request, Session, int, Form, Filters], str]]] = {
    "accept": _accept,
    "accept-chosen": _accept_chosen,
    "reject": _reject,
    "answer": _answer,
    "assign": _assign,
    "amend": _amend,
}
