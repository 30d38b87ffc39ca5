"""Refuses requests that change something and come from a page of another site.

Browsers say where a request comes from: by Sec-Fetch-Site, and on plain http by Origin alone.
Only a request from a page of this site passes (OWASP ASVS 5.0, 3.5.1 and 3.5.3). A request
that says neither comes from a program; it passes unless it carries a session cookie, which a
program has no reason to send. A bearer token is no authority that a browser adds by itself,
and cookies beside one count for nothing (`kb.web.identity`).
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from kb.core.settings import Settings
from kb.web.errors import problem
from kb.web.identity import has_credentials

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
#: `none`: the person typed the address or opened a bookmark; no page asked for it.
_OURS = frozenset({"same-origin", "none"})


class SameOrigin:
    """The middleware."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (
            scope["type"] != "http"
            or scope["method"] in SAFE_METHODS
            or self._is_ours(scope, Headers(scope=scope))
        ):
            await self.app(scope, receive, send)
            return
        sentence = "The form was sent from another site, so it was refused; nothing was changed."
        answer = await run_in_threadpool(problem, Request(scope), 403, sentence)
        await answer(scope, receive, send)

    def _is_ours(self, scope: Scope, headers: Headers) -> bool:
        if "authorization" in headers:
            return True
        if site := headers.get("sec-fetch-site"):
            return site in _OURS
        if origin := headers.get("origin"):
            here = f"{scope['scheme']}://{headers.get('host', '')}"
            return origin == (self.settings.base_url or here)
        return not has_credentials(headers, self.settings)
