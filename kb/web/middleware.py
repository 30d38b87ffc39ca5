"""What surrounds every request, as plain ASGI: headers, HEAD, conditional answers, CORS.

Pure ASGI, because Starlette's base class buffers streams and hides disconnections.
"""

from __future__ import annotations

import hashlib

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import kb
from kb.web.site import Site

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

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
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


class Conditional:
    """ETags: an answer depends only on the address, the form, the publications and the release.

    So a client that has the tag of this state is told 304 before anything is computed.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._applies(scope):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        tag = await run_in_threadpool(self._tag, headers)
        known = headers.get("if-none-match", "")
        if tag in (part.strip().removeprefix("W/") for part in known.split(",")):
            await send(
                {
                    "type": "http.response.start",
                    "status": 304,
                    "headers": [(b"etag", tag.encode()), (b"vary", b"Accept, Accept-Encoding")],
                }
            )
            await send({"type": "http.response.body", "body": b""})
            return

        async def with_tag(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 200:
                found = MutableHeaders(scope=message)
                found["ETag"] = tag
                found.setdefault("Cache-Control", "no-cache")
                found.add_vary_header("Accept")
            await send(message)

        await self.app(scope, receive, with_tag)

    def _applies(self, scope: Scope) -> bool:
        if scope["type"] != "http" or scope["method"] != "GET":
            return False
        path: str = scope["path"]
        return not path.startswith("/static/") and path not in {"/healthz", "/readyz"}

    def _tag(self, headers: Headers) -> str:
        parts = (
            str(self.site.standing().generation),
            kb.__version__,
            headers.get("accept", ""),
            headers.get("host", ""),
        )
        return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20] + '"'
