"""What surrounds every request, as plain ASGI: headers, HEAD, CORS, bounds.

Pure ASGI, because Starlette's base class buffers streams and hides disconnections.
"""

from __future__ import annotations

from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.web.errors import problem

#: More than all filters of a form together; pages repeat what they were asked in many links.
MOST_PARAMETERS: Final = 200
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_OPEN_SUFFIXES = (".json", ".csv", ".atom", ".md")


class SecurityHeaders:
    """Puts the headers on every answer, errors included."""

    def __init__(self, app: ASGIApp, *, is_https: bool) -> None:
        self.app = app
        # One year; for this host alone, since its siblings may be somebody else's.
        told = {"Strict-Transport-Security": "max-age=31536000"} if is_https else {}
        self.headers = SECURITY_HEADERS | told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)


class HeadAsGet:
    """Answers HEAD like GET without a body, on every route (RFC 9110 § 9.3.2)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def without_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app({**scope, "method": "GET"}, receive, without_body)


class BoundedQuery:
    """Refuses a query string of more parameters than any page has, before anybody reads it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        query: bytes = scope.get("query_string", b"")
        if scope["type"] != "http" or query.count(b"&") < MOST_PARAMETERS:
            await self.app(scope, receive, send)
            return
        sentence = f"The address has more than {MOST_PARAMETERS} parameters; leave some out."
        # The page of the error must not repeat them either.
        request = Request({**scope, "query_string": b""})
        answer = await run_in_threadpool(problem, request, 400, sentence)
        await answer(scope, receive, send)


class OpenReading:
    """CORS for reading: any site may read the API, the data forms of pages and the feeds."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.cors = CORSMiddleware(
            app,
            allow_origins=["*"],
            allow_methods=["GET", "HEAD"],
            allow_headers=["Accept", "If-None-Match"],
            expose_headers=["ETag", "Link"],
            max_age=86400,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_open = path.startswith("/api/") or path.endswith(_OPEN_SUFFIXES)
        await (self.cors if is_open else self.app)(scope, receive, send)
