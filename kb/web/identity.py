"""Who asks: the actor behind a request's session cookie or bearer token.

A request with an Authorization header acts by that alone; its cookies count for nothing, so
that a page elsewhere cannot lend a token somebody's session. An actor is looked up once a
request.
"""

from __future__ import annotations

import ipaddress

from starlette.datastructures import Headers
from starlette.requests import Request, cookie_parser
from starlette.responses import Response

from kb.accounts import sessions, tokens
from kb.accounts.actors import VISITOR, Actor
from kb.accounts.permissions import NotSignedIn
from kb.core.settings import Settings
from kb.web.site import site_of


class BadToken(NotSignedIn):
    """The bearer token is unknown, has expired or was revoked."""


def actor_of(request: Request) -> Actor:
    """Whoever asks; `VISITOR` without a live session, `BadToken` for a token that is none."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        known = _found(request)
        request.state.actor = known
    return known


def signed_in_only(request: Request) -> Actor:
    """Whoever is signed in; `NotSignedIn` for a visitor."""
    actor = actor_of(request)
    if not actor.is_signed_in:
        raise NotSignedIn("Sign in first.")
    return actor


def has_credentials(headers: Headers, settings: Settings) -> bool:
    """Whether a request says who asks; its answer is then for nobody else."""
    if "authorization" in headers:
        return True
    return cookie_name(settings) in cookie_parser(headers.get("cookie", ""))


def cookie_name(settings: Settings) -> str:
    """`__Host-` binds the cookie to this host and to https; plain http knows no such thing."""
    return "__Host-artdocket" if settings.is_https else "artdocket"


def address_of(request: Request) -> str:
    """Where a request comes from, for limits only; never stored but as a keyed hash.

    A household has one IPv4 address but as many IPv6 ones as it likes within a /64.
    """
    host = request.client.host if request.client else ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if address.version == 6:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def session_token(request: Request) -> str:
    """The token in the session cookie, empty if there is none."""
    return request.cookies.get(cookie_name(site_of(request).settings), "")


def keep_session(request: Request, response: Response, token: str) -> None:
    """Have the browser keep the session's token, out of reach of scripts and other sites."""
    settings = site_of(request).settings
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(sessions.ABSOLUTE.total_seconds()),
        path="/",
        secure=settings.is_https,
        httponly=True,
        samesite="lax",
    )


def drop_session(request: Request, response: Response) -> None:
    """Have the browser forget the session's token."""
    settings = site_of(request).settings
    response.delete_cookie(
        cookie_name(settings), path="/", secure=settings.is_https, httponly=True, samesite="lax"
    )


def _found(request: Request) -> Actor:
    authorization = request.headers.get("authorization")
    if authorization is not None:
        return _bearer(request, authorization)
    token = session_token(request)
    if not token:
        return VISITOR
    database = site_of(request).database
    with database.reading() as session:
        found = sessions.find(session, token)
        if found is None:
            return VISITOR
        actor, is_due = sessions.actor(session, found), sessions.must_be_seen(found)
    if is_due:
        with database.writing() as session:
            sessions.seen(session, token)
    return actor


def _bearer(request: Request, authorization: str) -> Actor:
    scheme, _, text = authorization.partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        raise BadToken("The Authorization header must be “Bearer” and an API token.")
    database = site_of(request).database
    with database.reading() as session:
        found = tokens.find(session, text.strip())
        if found is None:
            raise BadToken("This API token is unknown, has expired or was revoked.")
        actor, is_due = tokens.actor(session, found), tokens.must_be_seen(found)
    if is_due:
        with database.writing() as session:
            tokens.seen(session, text.strip())
    return actor
