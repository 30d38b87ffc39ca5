"""Looks at one site for its reservation signals: through the address guard, once, and briefly.

Nothing that is fetched is kept.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from kb.core.errors import KbError
from kb.core.settings import Settings
from kb.reservations.reading import Evidence
from kb.scraper.errors import FAILURES, SourceFailure
from kb.scraper.extract.decode import decode
from kb.scraper.extract.html import body_text, parsed
from kb.scraper.fetcher import Fetched, Fetcher, Limits
from kb.scraper.guard import allowed_hosts
from kb.scraper.signals import load_signals

LONGEST_URL: Final = 500
_LIMITS: Final = Limits(wire_bytes=2 << 20, body_bytes=4 << 20, seconds=8.0)
_FILE_LIMITS: Final = Limits(wire_bytes=6 << 20, body_bytes=6 << 20, seconds=8.0)
_TEXT: Final = ("text/plain", "application/octet-stream", "application/json", "")
_AT_ONCE: Final = threading.BoundedSemaphore(4)
#: An answer of 4xx, or a web page in place of the file, means that there is none (RFC 9309).
_NO_FILE: Final = frozenset({"not-found", "gone", "blocked", "content-type"})
_TEXT_READ: Final = 400_000  # characters of a page's text
_SENTENCES: Final = 3
#: “All rights reserved” alone stands on every page; beside training it is a reservation.
#: Labels between dots, no hyphen at an end; a name without a dot begins with a letter.
_HOST: Final = re.compile(
    r"(?=.{1,253}$)(?:[^\W\d_](?:[\w-]*[^\W_])?|(?:(?!-)[\w-]{1,63}(?<!-)\.)+(?!-)[\w-]{1,63}(?<!-))"
)
_RESERVES: Final = re.compile(r"\b(?:reserv|vorbehalt|réserv)", re.IGNORECASE)


class BadAddress(KbError):
    """What was typed is no address of a website."""


class Busy(KbError):
    """Too many sites are being looked at; it is worth trying again."""


@dataclass(frozen=True)
class Looked:
    """What was fetched, and what could not be had: the part, and why in a few words."""

    evidence: Evidence
    missing: tuple[tuple[str, str], ...]


def website(text: str) -> str:
    """The address of a site as people type it, with `https://`; `BadAddress` if it is none."""
    typed = text.strip()
    if not typed or len(typed) > LONGEST_URL or any(char.isspace() for char in typed):
        raise BadAddress("Give the address of a website, such as example.org.")
    url = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise BadAddress(f"“{typed[:60]}” is no address of a website.") from error
    if parts.scheme not in {"http", "https"} or not host or parts.username or parts.password:
        raise BadAddress(f"“{typed[:60]}” is no address of a website that anybody may open.")
    if ":" not in host and not _HOST.fullmatch(host.removesuffix(".")):
        raise BadAddress(f"“{typed[:60]}” is no address of a website.")
    return f"{parts.scheme}://{parts.netloc}{parts.path or '/'}"


def look(url: str, settings: Settings) -> Looked:
    """Fetch the page of an address of `website` and the files of its site.

    `Busy` if too many are being looked at. Takes at most some 35 seconds.
    """
    if not _AT_ONCE.acquire(blocking=False):
        raise Busy("Several sites are being looked at. Try again in a minute, or paste the files.")
    try:
        with _fetcher(settings) as fetcher:
            return _look(url, fetcher)
    finally:
        _AT_ONCE.release()


@contextmanager
def _fetcher(settings: Settings) -> Iterator[Fetcher]:
    fetcher = Fetcher(
        allowed=allowed_hosts(settings.scraper_allow.split(",")),
        contact=settings.scraper_contact or settings.base_url,
        pause=min(settings.scraper_pause, 0.2),
        tries=1,
    )
    try:
        yield fetcher
    finally:
        fetcher.close()


def _look(url: str, fetcher: Fetcher) -> Looked:
    parts = urlsplit(url)
    origin = f"{parts.scheme}://{parts.netloc}"
    missing: list[tuple[str, str]] = []

    def file(path: str) -> str | None:
        """The text of a file; "" where there is none, None where it could not be had."""
        try:
            answer = fetcher.fetch(
                origin + path, limits=_FILE_LIMITS, kinds=_TEXT, ask_robots=False
            )
        except SourceFailure as failure:
            _refuse_inward(failure)
            if failure.failure in _NO_FILE:
                return ""
            missing.append((path, FAILURES[failure.failure]))
            return None
        return _text(answer)

    robots = file("/robots.txt")
    page: Fetched | None = None
    try:
        page = fetcher.fetch(url, limits=_LIMITS)
    except SourceFailure as failure:
        _refuse_inward(failure)
        missing.append(("the page", FAILURES[failure.failure]))
    html = _text(page) if page else None
    evidence = Evidence(
        url=origin,
        headers=page.headers if page else {},
        html=html,
        robots=robots,
        ai_txt=file("/ai.txt"),
        tdmrep=file("/.well-known/tdmrep.json"),
        sentences=reserving(html or ""),
    )
    return Looked(evidence, tuple(missing))


def _refuse_inward(failure: SourceFailure) -> None:
    if failure.failure == "address":
        raise BadAddress(str(failure)) from failure


def _text(answer: Fetched) -> str:
    return decode(answer.body, answer.headers.get("content-type", ""))


def reserving(html: str) -> tuple[str, ...]:
    """The first sentences of a page that speak of reserving rights in training or collecting."""
    if not html.strip():
        return ()
    text = body_text(parsed(html))[:_TEXT_READ]
    found = (
        sentence.text
        for sentence in load_signals().find(text)
        if {"training", "scraping"} & set(sentence.signals)
        and ("opt-out" in sentence.signals or _RESERVES.search(sentence.text))
    )
    return tuple(islice(found, _SENTENCES))
