"""The one way to fetch: guarded, paced, bounded and honest about who asks.

Every hop of a redirect passes the address guard and the robots.txt of its host. Bodies are
streamed and counted on the wire and inflated. An answer that says "not modified" is kept as
evidence that nothing changed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ssl
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import urljoin, urlsplit

import httpx2
import stamina

import kb
from kb.core import clock
from kb.scraper.answers import check_encoding, check_kind, check_status, retry_after
from kb.scraper.errors import Resting, SourceFailure
from kb.scraper.guard import Guard
from kb.scraper.pace import Pace
from kb.scraper.robots import AGENT, Robots
from kb.scraper.transport import GuardedTransport, deadline

MAX_REDIRECTS: Final = 5
READ_KINDS: Final = (
    "text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf",
    "application/xml", "text/xml", "application/atom+xml", "application/rss+xml",
    "application/akn+xml", "application/json", "application/zip", "application/octet-stream",
)  # fmt: skip
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_SENSITIVE: Final = ("authorization", "cookie")
_TRIES: Final = 3
_TIMEOUT: Final = httpx2.Timeout(20.0).as_dict()  # seconds of each step
_LONGEST_WAIT: Final = 10.0  # seconds; a longer wait is left to the schedule
_BRIEF: Final = 0.05  # seconds; it is not worth doing something else meanwhile


@dataclass(frozen=True)
class Limits:
    """What one fetch may take: bytes on the wire, bytes inflated, seconds in all."""

    wire_bytes: int = 10 << 20
    body_bytes: int = 20 << 20
    seconds: float = 60.0


@dataclass(frozen=True)
class Validators:
    """What a server said of the version that we have, to ask whether there is a newer one."""

    etag: str | None = None
    last_modified: str | None = None

    def headers(self) -> dict[str, str]:
        """The conditional headers of RFC 9110 § 13.1."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


@dataclass(frozen=True)
class Fetched:
    """One answer; `body` is inflated, and empty if the answer says that nothing changed."""

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    fetched_at: dt.datetime
    request_headers: Mapping[str, str] = field(default_factory=dict)
    hops: tuple[str, ...] = ()
    wire_bytes: int = 0

    @property
    def not_modified(self) -> bool:
        """Whether the server says that our copy still holds."""
        return self.status == 304

    @property
    def content_type(self) -> str:
        """The media type, without its parameters."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def sha256(self) -> str:
        """The hash that the body is archived under."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def validators(self) -> Validators:
        """What to ask with next time."""
        return Validators(self.headers.get("etag"), self.headers.get("last-modified"))


def user_agent(contact: str) -> str:
    """Who asks, and where to complain."""
    where = f"; +{contact}" if contact else ""
    return f"{AGENT}/{kb.__version__} (archive of legal documents{where})"


class Fetcher:
    """Safe for threads; close it when the run is over. Counts what it asked and received.

    `pause` is the time between two requests to one host and `first_wait` that before a failed
    one is tried again, both in seconds.
    """

    def __init__(
        self,
        *,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        contact: str = "",
        pause: float = 2.0,
        first_wait: float = 0.5,
        tries: int = _TRIES,
        guard: Guard | None = None,
        verify: ssl.SSLContext | None = None,
    ) -> None:
        self.guard = guard or Guard(allowed)
        self.pace = Pace(pause)
        self.robots = Robots(self._read_robots)
        self.first_wait = first_wait
        self.tries = tries
        self.requests = 0
        self.wire_bytes = 0
        # Without a client around it, which would carry cookies from one source to the next.
        self._transport = GuardedTransport(self.guard, verify=verify)
        self._headers = {
            "User-Agent": user_agent(contact),
            "Accept": "*/*",
            "Accept-Encoding": "gzip, deflate",
            "Connection": "keep-alive",
        }

    def close(self) -> None:
        """Close every connection."""
        self._transport.close()

    def fetch(
        self,
        url: str,
        *,
        validators: Validators | None = None,
        headers: Mapping[str, str] | None = None,
        kinds: tuple[str, ...] = READ_KINDS,
        limits: Limits | None = None,
        ask_robots: bool = True,
        patient: bool = True,
    ) -> Fetched:
        """Fetch an address; `SourceFailure` for whatever is no good answer.

        Failures that may pass are tried `tries` times. `headers` go to the first host only, and
        so does what proves who we are. `ask_robots` is False for interfaces made for programs.
        Who is not `patient` gets `Resting` instead of waiting through a pause of the first host.
        """
        asked = dict(headers or {}) | (validators or Validators()).headers()
        wanted = _Wanted(asked, kinds, limits or Limits(), ask_robots, patient)
        for attempt in stamina.retry_context(
            on=_worth_another_try, attempts=self.tries, wait_initial=self.first_wait,
            wait_jitter=self.first_wait, wait_max=_LONGEST_WAIT, timeout=None,
        ):  # fmt: skip
            with attempt:
                return self._follow(url, wanted)
        raise AssertionError

    def _follow(self, url: str, wanted: _Wanted) -> Fetched:
        """Follow redirects by hand, so that each hop is checked."""
        hops: list[str] = []
        current, headers, cookies = url, wanted.headers, httpx2.Cookies()
        with deadline(wanted.limits.seconds):
            while True:
                answer = self._hop(current, headers, wanted, cookies)
                if answer.status not in _REDIRECTS or "location" not in answer.headers:
                    break
                hops.append(current)
                wanted = replace(wanted, patient=True)  # what was asked is not asked again
                if len(hops) > MAX_REDIRECTS:
                    raise SourceFailure("redirects", f"{url} redirects more than five times.")
                following = urljoin(current, answer.headers["location"]).split("#")[0]
                if _origin(following) != _origin(current):
                    headers = {
                        name: value
                        for name, value in headers.items()
                        if name.lower() not in _SENSITIVE
                    }
                current = following
        check_status(
            answer.status, answer.headers, current, now=answer.fetched_at, body=answer.body
        )
        if not answer.not_modified:
            check_encoding(answer.headers, current)
            check_kind(answer.content_type, wanted.kinds, current)
        return Fetched(
            url, current, answer.status, answer.headers, answer.body, answer.fetched_at,
            answer.request_headers, tuple(hops), answer.wire_bytes,
        )  # fmt: skip

    def _hop(
        self, url: str, headers: Mapping[str, str], wanted: _Wanted, cookies: httpx2.Cookies
    ) -> Fetched:
        host, port = self.guard.check_url(url)
        if wanted.ask_robots:
            rules = self.robots.rules(_origin(url))
            if not rules.allows(url):
                raise SourceFailure("robots", f"robots.txt of {host} does not admit us to {url}.")
            if rules.delay is not None:
                self.pace.slow_down(f"{host}:{port}", rules.delay)
        rest = 0.0 if wanted.patient else self.pace.ready_in(f"{host}:{port}")
        if rest > _BRIEF:
            raise Resting(rest)
        return self._request(url, headers, wanted.limits, cookies)

    def _read_robots(self, url: str) -> tuple[int, bytes]:
        wanted = _Wanted({}, (), Limits(wire_bytes=1 << 20, body_bytes=1 << 20, seconds=30), False)
        current, cookies = url, httpx2.Cookies()
        with deadline(wanted.limits.seconds):
            for _ in range(MAX_REDIRECTS + 1):
                answer = self._hop(current, {}, wanted, cookies)
                if answer.status not in _REDIRECTS or "location" not in answer.headers:
                    return answer.status, answer.body
                current = urljoin(current, answer.headers["location"])
        return 404, b""  # RFC 9309 § 2.3.1.2: more than five redirects are as good as none

    def _request(
        self, url: str, headers: Mapping[str, str], limits: Limits, cookies: httpx2.Cookies
    ) -> Fetched:
        """One request to one address, with its whole body."""
        host, port = self.guard.check_url(url)
        name = f"{host}:{port}"
        with self.pace.turn(name):
            self.requests += 1
            try:
                request = self._asked(url, headers, cookies)
                with closing(self._transport.handle_request(request)) as response:
                    response.request = request
                    body = _body(response, limits)
                    self.wire_bytes += response.num_bytes_downloaded
                    answer = Fetched(
                        url, url, response.status_code, _plain_headers(response.headers), body,
                        clock.now(), _plain_headers(request.headers), (),
                        response.num_bytes_downloaded,
                    )  # fmt: skip
                    if "set-cookie" in response.headers:
                        cookies.extract_cookies(response)
            except httpx2.HTTPError as error:
                raise _failure(error, host) from error
            except httpx2.InvalidURL as error:
                raise SourceFailure("address", f"{url} is not an address.") from error
        wait = retry_after(answer.headers, answer.fetched_at)
        if wait is not None and answer.status in {429, 503}:
            self.pace.hold(name, min(wait, 3600.0))
        return answer

    def _asked(
        self, url: str, headers: Mapping[str, str], cookies: httpx2.Cookies
    ) -> httpx2.Request:
        """A request, with the cookies that its host set on the way of redirects."""
        request = httpx2.Request(
            "GET", url, headers={**self._headers, **headers}, extensions={"timeout": _TIMEOUT}
        )
        if cookies:
            cookies.set_cookie_header(request)
        return request


@dataclass(frozen=True)
class _Wanted:
    headers: Mapping[str, str]
    kinds: tuple[str, ...]
    limits: Limits
    ask_robots: bool
    patient: bool = True


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def _plain_headers(headers: httpx2.Headers) -> dict[str, str]:
    """Headers by lower-case name; what proves who we are is left out."""
    return {name: value for name, value in headers.items() if name not in _SENSITIVE}


def _body(response: httpx2.Response, limits: Limits) -> bytes:
    """The inflated body; `SourceFailure` as soon as it grows past a limit."""
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        size += len(part)
        if size > limits.body_bytes or response.num_bytes_downloaded > limits.wire_bytes:
            raise SourceFailure("too-large", f"{response.url} is larger than allowed.")
        parts.append(part)
    return b"".join(parts)


def _failure(error: httpx2.HTTPError, host: str) -> SourceFailure:
    reason: BaseException | None = error
    while reason is not None:
        if isinstance(reason, SourceFailure):
            return reason
        if isinstance(reason, ssl.SSLError):
            return SourceFailure("tls", f"{host} has no connection that can be trusted.")
        reason = reason.__cause__ or reason.__context__
    if isinstance(error, httpx2.TimeoutException):
        return SourceFailure("timeout", f"{host} took too long.")
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.DecodingError):
        return SourceFailure("broken-body", f"{host} sent an answer that is cut off or damaged.")
    return SourceFailure("network", f"{host} could not be reached.")


def _worth_another_try(error: Exception) -> bool | float:
    """Whether to try again, or after how many seconds."""
    if not isinstance(error, SourceFailure) or not error.is_passing:
        return False
    if error.retry_after is None:
        return True
    return error.retry_after if error.retry_after <= _LONGEST_WAIT else False
