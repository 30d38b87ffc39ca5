"""The accounts of the installation, for admins: adding, roles, disabling, set-password links."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import users
from kb.accounts.actors import ROLES, Actor
from kb.accounts.errors import BadInput
from kb.accounts.tables import Account
from kb.core.errors import Conflict
from kb.web.forms import Form, Posted
from kb.web.identity import actor_of, drop_session
from kb.web.parameters import RowId
from kb.web.rendering import public_base, render, site_of, with_query

router = APIRouter(include_in_schema=False)
PAGE = "/editor/users"
#: What was done to the account that `account` names, as the page says it after a redirect.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "role": "The role was changed; its owner signs in again.",
        "disabled": "The account is disabled; its sessions have ended.",
        "enabled": "The account is enabled.",
    }
)


@router.get(PAGE)
def listed(request: Request) -> Response:
    """Every account, and the form for a new one."""
    return _page(request, done=DONE.get(request.query_params.get("done", ""), ""))


@router.post(PAGE)
def add(request: Request, form: Posted) -> Response:
    """Add an account and show the link with which its owner sets a password, this once."""
    actor = actor_of(request)
    try:
        with site_of(request).database.writing() as session:
            account = users.add(session, actor=actor, name=form.get("name"), role=form.get("role"))
            token, name = _link(session, account.id or 0, actor)
    except BadInput as error:
        return _page(request, faults=error.faults, form=form, status_code=400)
    return _page(request, link=token, link_name=name, status_code=201)


@router.post(PAGE + "/{account_id}/link")
def make_link(request: Request, account_id: RowId) -> Response:
    """Make a new set-password link and show it, this once."""
    with site_of(request).database.writing() as session:
        token, name = _link(session, account_id, actor_of(request))
    return _page(request, link=token, link_name=name, status_code=201)


@router.post(PAGE + "/{account_id}/role")
def change_role(request: Request, account_id: RowId, form: Posted) -> Response:
    """Give an account another role."""
    actor = actor_of(request)
    try:
        with site_of(request).database.writing() as session:
            users.change_role(session, account_id, form.get("role"), actor=actor)
    except Conflict as error:
        return _page(request, faults={"": str(error)}, status_code=409)
    return _done(request, account_id, "role")


@router.post(PAGE + "/{account_id}/state")
def change_state(request: Request, account_id: RowId, form: Posted) -> Response:
    """Disable an account, or enable it again."""
    actor, wanted = actor_of(request), form.get("state")
    change = {"disabled": users.disable, "enabled": users.enable}.get(wanted)
    if change is None:
        raise BadInput({"state": "The state is enabled or disabled."})
    try:
        with site_of(request).database.writing() as session:
            change(session, account_id, actor=actor)
    except Conflict as error:
        return _page(request, faults={"": str(error)}, status_code=409)
    return _done(request, account_id, wanted)


def _link(session: Session, account_id: int, actor: Actor) -> tuple[str, str]:
    token = users.make_link(session, account_id, actor=actor)
    return token, session.get_one(Account, account_id).name


def _done(request: Request, account_id: int, done: str) -> Response:
    """Back to the list; an admin who changed the own account is signed out by that."""
    if account_id != actor_of(request).account_id:
        return RedirectResponse(with_query(PAGE, done=done), status_code=303)
    answer = RedirectResponse("/login", status_code=303)
    drop_session(request, answer)
    return answer


def _page(
    request: Request,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
    done: str = "",
    link: str = "",
    link_name: str = "",
    status_code: int = 200,
) -> Response:
    with site_of(request).database.reading() as session:
        accounts = users.listed(session)
    return render(
        request,
        "pages/users.html",
        status_code=status_code,
        accounts=accounts,
        roles=ROLES,
        faults=faults,
        form=form or Form(()),
        done=done,
        link=f"{public_base(request)}{with_query('/password', token=link)}" if link else "",
        link_name=link_name,
        link_days=users.LINK_LIFETIME.days,
    )
