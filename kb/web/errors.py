"""Errors to answers: one table from exception to status, as a page or as problem+json.

Whoever asked for JSON (the API, a `.json` address, an Accept header) gets
`application/problem+json` (RFC 9457); people get a page that says what was looked for, what
exists and what to do. Nothing of the inside is shown; the log has it.
"""

from __future__ import annotations

import http
import json
import re
from collections.abc import Mapping, Sequence

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.errors import BadInput, TooMany
from kb.accounts.permissions import Forbidden, NotSignedIn
from kb.citations import TextTooLong
from kb.core.errors import Conflict, InvalidInput, KbError, NotFound, Retracted
from kb.entries.queries.cards import nearest_titles
from kb.entries.queries.lists import BadCursor
from kb.entries.queries.pages import Moved
from kb.entries.views import Card, entry_url
from kb.entries.vocabulary import KIND_PLURALS
from kb.search import IndexBusy, IndexUnavailable, QueryError
from kb.web.forms import BadForm, TooLarge
from kb.web.identity import BadToken
from kb.web.nearest import Near, nearest_pages
from kb.web.negotiate import NotAcceptable
from kb.web.parameters import BadParameter
from kb.web.recognising import TooBusy
from kb.web.rendering import render, site_of, with_query

STATUS: dict[type[KbError], int] = {
    NotFound: 404,
    Retracted: 410,
    NotAcceptable: 406,
    BadParameter: 400,
    BadCursor: 400,
    QueryError: 400,
    BadInput: 400,
    BadForm: 400,
    InvalidInput: 400,
    TooLarge: 413,
    TextTooLong: 413,
    Forbidden: 403,
    Conflict: 409,
    TooMany: 429,
    IndexUnavailable: 503,
    IndexBusy: 503,
    TooBusy: 503,
}
API = "/api/v1"
#: What `kb.accounts.links` puts into addresses.
_SECRET = re.compile(r"(?<=/)\d+-[\w-]{43}\b", re.ASCII)
_KINDS = {plural: kind for kind, plural in KIND_PLURALS.items()}
log = structlog.get_logger()


def install(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(Moved, _moved)
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(KbError, _foreseen)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(OperationalError, _database_away)
    app.add_exception_handler(Exception, _unforeseen)


async def _moved(request: Request, error: Exception) -> Response:
    assert isinstance(error, Moved)
    path = request.url.path
    base = API if path.startswith(API + "/") else ""
    _, _, old, *rest = path.removeprefix(base).split("/")
    suffix = old[old.index(".") :] if "." in old else ""
    url = base + "/".join([entry_url(error.kind, error.slug) + suffix, *rest])
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(url + query, status_code=301)


async def _not_signed_in(request: Request, error: Exception) -> Response:
    """People are led to the page to sign in and back; programs are told what they need."""
    if wants_json(request) or isinstance(error, BadToken):
        return problem(request, 401, str(error), headers={"WWW-Authenticate": "Bearer"})
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    asked = {"next": back} if request.method == "GET" else {}
    return RedirectResponse(with_query("/login", **asked), status_code=303)


def status_of(error: KbError) -> int:
    """The status that answers an error that was foreseen; 500 for any other."""
    return next((code for base, code in STATUS.items() if isinstance(error, base)), 500)


async def _foreseen(request: Request, error: Exception) -> Response:
    assert isinstance(error, KbError)
    status = status_of(error)
    if status == 500:
        log.error("request failed", path=_logged(request), exc_info=error)
        return problem(request, 500)
    position = getattr(error, "position", None)
    extra = {"position": position} if position is not None else {}
    headers = {"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else None
    return problem(request, status, str(error), headers=headers, extra=extra)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    sentence = error.detail if error.detail != http.HTTPStatus(error.status_code).phrase else ""
    if error.status_code == 404:
        sentence = f"There is no page at {request.url.path[:200]}."
    elif error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "GET")
        sentence = f"{request.method} is not possible here; this page knows {allowed}."
    return problem(request, error.status_code, sentence, headers=error.headers)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = "; ".join(
        f"{fault['loc'][-1]}: {str(fault['msg']).removeprefix('Value error, ')}"
        for fault in error.errors()
    )
    return problem(request, 400, f"The request cannot be used: {faults}.")


async def _database_away(request: Request, error: Exception) -> Response:
    log.error("the database does not answer", path=_logged(request), exc_info=error)
    return problem(request, 503, "The database does not answer at the moment; try again soon.")


async def _unforeseen(request: Request, error: Exception) -> Response:
    log.error("request failed", path=_logged(request), exc_info=error)
    return problem(request, 500)


def _logged(request: Request) -> str:
    """The path for the log, without what in it may be a secret."""
    return _SECRET.sub("…", request.url.path)


def wants_json(request: Request) -> bool:
    """Whether an error is better told to a program."""
    path = request.url.path
    if path.startswith("/api/") and path != "/api/docs":
        return True
    if path.endswith(".json"):
        return True
    accepted = request.headers.get("accept", "")
    return "json" in accepted and "text/html" not in accepted


def problem(
    request: Request,
    status: int,
    sentence: str = "",
    *,
    headers: Mapping[str, str] | None = None,
    extra: Mapping[str, object] | None = None,
) -> Response:
    """The answer to a request that failed."""
    title = http.HTTPStatus(status).phrase
    if wants_json(request):
        body: dict[str, object] = {"type": "about:blank", "title": title, "status": status}
        if sentence:
            body["detail"] = sentence
        if status == 404 and (nearest := _nearest(request)):
            body["nearest"] = [_named(card) for card in nearest]
        text = json.dumps(body | dict(extra or {}), ensure_ascii=False)
        return Response(
            text, status_code=status, media_type="application/problem+json", headers=headers
        )
    response = render(
        request,
        "pages/error.html",
        status_code=status,
        status=status,
        title=title,
        sentence=sentence,
        nearest=_nearest(request) if status == 404 else (),
    )
    response.headers.update(headers or {})
    return response


def _nearest(request: Request) -> Sequence[Card | Near]:
    parts = request.url.path.removeprefix(API).split("/")
    if len(parts) < 3:
        return ()
    site = site_of(request)
    if parts[1] not in _KINDS:
        return nearest_pages(site, parts[1], parts[2].partition(".")[0])
    with site.database.reading() as session:
        return nearest_titles(session, _KINDS[parts[1]], parts[2].partition(".")[0])


def _named(card: Card | Near) -> dict[str, str]:
    return {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.name}
