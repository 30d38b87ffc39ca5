"""One's own account: sessions, API tokens, password."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import passwords, sessions, tokens, users
from kb.accounts.actors import ROLES, SCOPES, Actor
from kb.accounts.errors import BadInput, TooMany, WrongPassword
from kb.accounts.signing_in import check_password
from kb.accounts.tables import Account
from kb.core.errors import NotFound
from kb.entries.proposals import own_proposals
from kb.entries.tables.proposals import STATES
from kb.web.forms import Form, Posted
from kb.web.identity import address_of, keep_session, session_token, signed_in_only
from kb.web.parameters import RowId
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
#: What was done, as the page says it after a redirect.
DONE: Mapping[str, str] = MappingProxyType(
    {
        "password": "The password was set. Every other session has ended.",
        "session": "The session has ended.",
        "sessions": "Every other session has ended.",
        "token": "The token was revoked.",
    }
)
DAYS = (7, 30, 90, 365)
SHOWN_PROPOSALS = 50
#: Every token may read; the others are chosen.
_CHOSEN_SCOPES = [
    (scope, f"{label} ({scope})") for scope, label in SCOPES.items() if scope != "read"
]


@router.get("/account")
def account(request: Request) -> Response:
    """The account of whoever is signed in."""
    done = DONE.get(request.query_params.get("done", ""), "")
    return _page(request, signed_in_only(request), done=done)


@router.post("/account/password")
def change_password(request: Request, form: Posted) -> Response:
    """Change the password after asking for the present one; go on in a new session."""
    actor, site = signed_in_only(request), site_of(request)
    try:
        check_password(
            site.database,
            key=site.secret_key,
            name=actor.name,
            password=form.get("current"),
            address=address_of(request),
        )
        with site.database.writing() as session:
            found = session.get_one(Account, actor.account_id)
            users.set_password(session, found, form.get("password"), actor=actor)
            user_agent = request.headers.get("user-agent", "")
            token = sessions.begin(session, found, user_agent=user_agent)
    except WrongPassword:
        return _page(request, actor, faults={"current": "This is not the present password."})
    except TooMany as error:
        answer = _page(request, actor, faults={"current": str(error)}, status_code=429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    except BadInput as error:
        return _page(request, actor, faults=error.faults)
    answer = RedirectResponse("/account?done=password", status_code=303)
    keep_session(request, answer, token)
    return answer


@router.post("/account/sessions/end")
def end_session(request: Request, form: Posted) -> Response:
    """End one of one's sessions, or all but this one."""
    actor, chosen = signed_in_only(request), form.get("session")
    assert actor.account_id is not None
    with site_of(request).database.writing() as session:
        if chosen == "others":
            sessions.end_others(session, actor.account_id, but=session_token(request))
            return RedirectResponse("/account?done=sessions", status_code=303)
        number = int(chosen) if chosen.isascii() and chosen.isdigit() else 0
        if not sessions.end_one(session, actor.account_id, number):
            raise NotFound("You have no such session; it may have ended already.")
    return RedirectResponse("/account?done=session", status_code=303)


@router.post("/account/tokens")
def make_token(request: Request, form: Posted) -> Response:
    """Make an API token and show it, this once."""
    actor, days = signed_in_only(request), form.get("days")
    try:
        with site_of(request).database.writing() as session:
            _, text = tokens.make(
                session,
                actor=actor,
                label=form.get("label"),
                scopes=form.all("scopes"),
                days=int(days) if days.isascii() and days.isdigit() else 0,
            )
    except BadInput as error:
        return _page(request, actor, faults=error.faults, form=form)
    return _page(request, actor, shown_token=text, status_code=201)


@router.post("/account/tokens/{token_id}/revoke")
def revoke_token(request: Request, token_id: RowId) -> Response:
    """End one of one's tokens."""
    with site_of(request).database.writing() as session:
        tokens.revoke(session, token_id, actor=signed_in_only(request))
    return RedirectResponse("/account?done=token", status_code=303)


def _page(
    request: Request,
    actor: Actor,
    *,
    faults: Mapping[str, str] = MappingProxyType({}),
    form: Form | None = None,
    done: str = "",
    shown_token: str = "",
    status_code: int | None = None,
) -> Response:
    assert actor.account_id is not None
    assert actor.role is not None
    with site_of(request).database.reading() as session:
        has_password = session.get_one(Account, actor.account_id).password_hash is not None
        own_sessions = sessions.of_account(session, actor.account_id, this=session_token(request))
        own_tokens = tokens.of_account(session, actor.account_id)
        proposed = [
            (f"/editor/{'drafts' if one.state == 'draft' else 'proposals'}/{one.id}", one)
            for one in own_proposals(session, actor, limit=SHOWN_PROPOSALS)
        ]
    return render(
        request,
        "pages/account.html",
        status_code=status_code or (400 if faults else 200),
        role=ROLES[actor.role],
        sessions=own_sessions,
        tokens=own_tokens,
        proposed=proposed,
        proposal_states=STATES,
        has_password=has_password,
        scopes=[
            (scope, f"{label} ({scope})") for scope, label in SCOPES.items() if scope != "read"
        ],
        days=[(str(days), f"{days} days") for days in DAYS],
        shortest=passwords.SHORTEST,
        faults=faults,
        form=form or Form(()),
        done=done,
        shown_token=shown_token,
    )
