"""Signing in at the OpenID Connect provider: the way there and the way back."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.errors import ProviderAway, SignInRefused
from kb.accounts.oidc import flow as flows
from kb.accounts.oidc.identities import sign_in
from kb.accounts.oidc.provider import CALLBACK, Provider
from kb.core.errors import NotFound
from kb.core.settings import Settings
from kb.web.identity import actor_of, cookie_name, keep_session, session_token
from kb.web.pages.login import login_page
from kb.web.redirects import local_path
from kb.web.rendering import site_of

router = APIRouter(include_in_schema=False)


@router.get("/login/oidc")
def leave(request: Request) -> Response:
    """Send the browser to the provider; `next` is the page to go on to afterwards."""
    site, provider = site_of(request), _provider(request)
    flow = flows.begin(local_path(request.query_params.get("next", "")))
    if actor_of(request).is_signed_in:
        return RedirectResponse(flow.next, status_code=303)
    try:
        address = provider.authorization_url(flow)
    except ProviderAway as error:
        return login_page(request, back=flow.next, refusal=str(error), status_code=503)
    answer = _unkept(RedirectResponse(address, status_code=303))
    answer.set_cookie(
        _cookie(site.settings),
        flows.sealed(flow, site.secret_key),
        max_age=int(flows.LIFETIME.total_seconds()),
        path="/",
        secure=site.settings.is_https,
        httponly=True,
        samesite="lax",  # sent along when the provider sends the browser back
    )
    return answer


@router.get(CALLBACK)
def come_back(request: Request) -> Response:
    """Sign in whoever the provider sent back, in a new session, and go on to `next`."""
    site, provider, asked = site_of(request), _provider(request), request.query_params
    back = "/"
    try:
        cookie = request.cookies.get(_cookie(site.settings), "")
        flow = flows.answered(cookie, site.secret_key, state=asked.get("state", ""))
        back = flow.next
        _require_consent(request, provider)
        token = sign_in(
            site.database,
            provider,
            key=site.secret_key,
            flow=flow,
            code=asked.get("code", ""),
            role=site.settings.oidc_role,
            user_agent=request.headers.get("user-agent", ""),
            replacing=session_token(request),
        )
    except SignInRefused as error:
        answer = login_page(request, back=back, refusal=str(error), status_code=400)
    except ProviderAway as error:
        answer = login_page(request, back=back, refusal=str(error), status_code=503)
    else:
        answer = RedirectResponse(back, status_code=303)
        keep_session(request, answer, token)
    settings = site.settings
    answer.delete_cookie(
        _cookie(settings), path="/", secure=settings.is_https, httponly=True, samesite="lax"
    )
    return _unkept(answer)


def _require_consent(request: Request, provider: Provider) -> None:
    """`SignInRefused` if the answer is no code, or of another provider (RFC 9207)."""
    asked = request.query_params
    if asked.get("iss", provider.issuer) != provider.issuer:
        raise SignInRefused("Another sign-in provider answered; begin again.")
    if asked.get("error") == "access_denied":
        raise SignInRefused(f"You did not agree to sign in with {provider.host}.")
    if "error" in asked or not asked.get("code"):
        raise SignInRefused(f"{provider.host} did not sign you in; begin again.")


def _provider(request: Request) -> Provider:
    provider = site_of(request).sign_in_provider
    if provider is None:
        raise NotFound("People sign in with a name and a password here.")
    return provider


def _cookie(settings: Settings) -> str:
    return f"{cookie_name(settings)}-oidc"


def _unkept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "no-store"
    return answer
