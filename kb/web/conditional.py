"""ETags, 304 and kept answers: an answer is a function of the request and the state.

What a reader without an account gets depends only on the address, the form asked for, what
is published and indexed, the release and the day. A hash of these is the ETag: who has it
already is told 304 before anything is computed, and an answer that was computed for the
same tag and address is given again. A publication changes the tag, so nothing stale is given.

Whoever says who they are, by a session or a token, gets answers of their own: without a tag,
never kept here, and not to be kept by anybody on the way. So are answers to what is posted.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import kb
from kb.core import clock
from kb.web.identity import has_credentials
from kb.web.site import Site, Standing

KEPT_BYTES = 32 << 20
LARGEST_KEPT = 1 << 20
_NEVER = ("/static/", "/healthz", "/readyz")


@dataclass
class Kept:
    """A whole answer with status 200."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""


class KeptAnswers:
    """The answers given lately, up to a number of bytes; used by one event loop only."""

    def __init__(self, limit: int = KEPT_BYTES) -> None:
        self._limit = limit
        self._size = 0
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()

    def get(self, key: tuple[str, str]) -> Kept | None:
        """The answer kept under the key, which becomes the newest."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: tuple[str, str], answer: Kept) -> None:
        """Keep an answer and forget the oldest ones past the limit."""
        before = self._kept.pop(key, None)
        self._size += len(answer.body) - (len(before.body) if before else 0)
        self._kept[key] = answer
        while self._size > self._limit:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.body)


class Conditional:
    """The middleware; it stands outside compression, so that compressed answers are kept."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site
        self.kept = KeptAnswers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_NEVER):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if scope["method"] != "GET" or has_credentials(headers, self.site.settings):
            await self.app(scope, receive, _private(send))
            return
        standing = self.site.fresh_standing()
        if standing is None:
            standing = await run_in_threadpool(self.site.standing)
        tag = _tag(standing, headers)
        if _is_known(tag, headers):
            await send(
                {
                    "type": "http.response.start",
                    "status": 304,
                    "headers": [(b"etag", tag.encode()), (b"vary", b"Accept, Accept-Encoding")],
                }
            )
            await send({"type": "http.response.body", "body": b""})
            return
        # Queries are without number; pages without one are few and asked for again and again.
        key = (tag, scope["path"]) if not scope["query_string"] else None
        found = self.kept.get(key) if key else None
        if found is not None:
            # A copy: what stands outside adds its own headers to the list that it is given.
            start = {"type": "http.response.start", "status": 200, "headers": [*found.headers]}
            await send(start)
            await send({"type": "http.response.body", "body": found.body})
            return
        await self.app(scope, receive, self._tagging(send, tag, key))

    def _tagging(self, send: Send, tag: str, key: tuple[str, str] | None) -> Send:
        """Put the tag on a good answer, and keep it if it is whole and not too large."""
        answer: Kept | None = None

        async def tagged(message: Message) -> None:
            nonlocal answer
            if message["type"] == "http.response.start" and message["status"] == 200:
                headers = MutableHeaders(scope=message)
                if "no-store" in headers.get("cache-control", ""):
                    await send(message)
                    return
                headers["ETag"] = tag
                headers.setdefault("Cache-Control", "no-cache")
                headers.add_vary_header("Accept")
                answer = Kept(headers=[*message["headers"]]) if key else None
            elif message["type"] == "http.response.body" and answer is not None:
                answer.body += message.get("body", b"")
                if len(answer.body) > LARGEST_KEPT:
                    answer = None
                elif key and not message.get("more_body", False):
                    self.kept.put(key, answer)
            await send(message)

        return tagged


def _private(send: Send) -> Send:
    """Have nobody keep the answer."""

    async def private(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Cache-Control"] = "private, no-store"
            del headers["ETag"]
        await send(message)

    return private


def _is_known(tag: str, headers: Headers) -> bool:
    known = headers.get("if-none-match", "")
    return tag in (part.strip().removeprefix("W/") for part in known.split(","))


def _tag(standing: Standing, headers: Headers) -> str:
    parts = (
        str(standing.generation),
        standing.index,
        str(standing.looks),
        kb.__version__,
        clock.today().isoformat(),
        headers.get("accept", ""),
        "gzip" if "gzip" in headers.get("accept-encoding", "") else "",
        headers.get("host", ""),
    )
    return '"' + hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20] + '"'
