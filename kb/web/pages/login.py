"""Signing in and out, and setting a password by a link."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts import passwords, sessions, users
from kb.accounts.errors import BadInput, TooMany, WrongPassword
from kb.accounts.signing_in import sign_in
from kb.web.forms import Posted
from kb.web.identity import actor_of, address_of, drop_session, keep_session, session_token
from kb.web.redirects import local_path
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_form(request: Request) -> Response:
    """The form to sign in; `next` is the page to go on to."""
    back = local_path(request.query_params.get("next", ""))
    if actor_of(request).is_signed_in:
        return RedirectResponse(back, status_code=303)
    return login_page(request, back=back)


@router.post("/login")
def login(request: Request, form: Posted) -> Response:
    """Sign in, in a new session, and go on to `next`."""
    site = site_of(request)
    back, name = local_path(form.get("next")), form.get("name")
    try:
        token = sign_in(
            site.database,
            key=site.secret_key,
            name=name,
            password=form.get("password"),
            address=address_of(request),
            user_agent=request.headers.get("user-agent", ""),
            replacing=session_token(request),
        )
    except WrongPassword as error:
        return login_page(request, back=back, name=name, fault=str(error), status_code=401)
    except TooMany as error:
        answer = login_page(request, back=back, name=name, fault=str(error), status_code=429)
        answer.headers["Retry-After"] = str(error.seconds)
        return answer
    answer = RedirectResponse(back, status_code=303)
    keep_session(request, answer, token)
    return answer


@router.post("/logout")
def logout(request: Request) -> Response:
    """End the session of this browser."""
    token = session_token(request)
    if token:
        with site_of(request).database.writing() as session:
            sessions.end(session, token)
    answer = RedirectResponse("/", status_code=303)
    drop_session(request, answer)
    return answer


@router.get("/password")
def password_form(request: Request) -> Response:
    """The form behind a set-password link."""
    token = request.query_params.get("token", "")
    with site_of(request).database.reading() as session:
        name = users.link_account(session, token).name
    return _password_page(request, name=name, token=token)


@router.post("/password")
def set_password(request: Request, form: Posted) -> Response:
    """Set the password once, and sign in with it."""
    token = form.get("token")
    with site_of(request).database.writing() as session:
        account = users.link_account(session, token)
        name = account.name
        try:
            users.set_password(
                session, account, form.get("password"), actor=sessions.acting(account)
            )
        except BadInput as error:
            return _password_page(request, name=name, token=token, fault=str(error))
        user_agent = request.headers.get("user-agent", "")
        begun = sessions.begin(
            session, account, user_agent=user_agent, replacing=session_token(request)
        )
    answer = RedirectResponse("/account?done=password", status_code=303)
    keep_session(request, answer, begun)
    return answer


def login_page(
    request: Request,
    *,
    back: str,
    name: str = "",
    fault: str = "",
    refusal: str = "",
    status_code: int = 200,
) -> Response:
    """The form to sign in, with what is wrong with the fields, or why a provider did not help."""
    provider = site_of(request).sign_in_provider
    return render(
        request,
        "pages/login.html",
        status_code=status_code,
        next=back,
        name=name[:64],
        fault=fault,
        refusal=refusal,
        provider=provider.host if provider else "",
    )


def _password_page(request: Request, *, name: str, token: str, fault: str = "") -> Response:
    answer = render(
        request,
        "pages/password.html",
        status_code=400 if fault else 200,
        name=name,
        token=token,
        fault=fault,
        shortest=passwords.SHORTEST,
    )
    # The address holds the token: no copy of the page stays, and no other site is told of it.
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer
