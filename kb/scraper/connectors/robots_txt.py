"""Whom a platform admits: robots.txt for AI crawlers, and the signals of its front page.

The signals are `noai` and `noimageai` in a robots meta element or header, and the reservation
of rights of the TDM Reservation Protocol in a header or meta element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import urlsplit

from protego import Protego
from selectolax.lexbor import LexborHTMLParser

from kb.core import ids
from kb.reservations.crawlers import load_crawlers, treatment
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.extract.decode import decode
from kb.scraper.fetcher import Fetched, Limits
from kb.scraper.findings import CrawlerRules

_DIRECTIVES: Final = ("noai", "noimageai")
_WORDS: Final = re.compile(r"[a-z-]+")
#: Crawlers need not read more (RFC 9309 § 2.5); pages of 20 MB are no front pages.
_LIMITS: Final = Limits(wire_bytes=5 << 20, body_bytes=10 << 20)


class RobotsOptions(Options):
    """Nothing beside the address: that of the site or of its robots.txt."""


class RobotsTxt:
    """The connector; see the module."""

    name = "robots-txt"
    options = RobotsOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        parts = urlsplit(source.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        rules, text, sha = self._rules(origin, tools)
        home = self._home(origin, tools)
        crawlers = {
            crawler.agent: treatment(rules, crawler.agent, origin)
            for crawler in load_crawlers().crawler
        }
        signals = tuple(sorted(set(_signals(home)))) if home else tuple(state.get("signals", ()))
        key = ids.digest({"crawlers": crawlers, "signals": list(signals)})
        remembered = {"key": key, "signals": list(signals)}
        if key == state.get("key"):
            return Poll((), remembered)
        found = CrawlerRules(
            key=key,
            url=f"{origin}/robots.txt",
            crawlers=crawlers,
            signals=signals,
            seen_at=tools.now,
            sha256=sha,
            text=text,
            entry=source.entry,
        )
        return Poll((found,), remembered)

    @staticmethod
    def _rules(origin: str, tools: Tools) -> tuple[Protego, str, str]:
        """The rules of a site; one without a robots.txt admits everybody."""
        try:
            answer = tools.fetch(
                f"{origin}/robots.txt", conditional=False, ask_robots=False, limits=_LIMITS,
                kinds=("text/plain", "text/html", "application/octet-stream", ""),
            )  # fmt: skip
        except SourceFailure as failure:
            if failure.failure not in {"not-found", "gone", "blocked"} or failure.status is None:
                raise
            return Protego.parse(""), "", ""
        if answer.content_type == "text/html":
            raise SourceFailure("error-page", f"{origin}/robots.txt is a web page.")
        text = decode(answer.body, answer.headers.get("content-type", ""))
        return Protego.parse(text), text, answer.sha256

    @staticmethod
    def _home(origin: str, tools: Tools) -> Fetched | None:
        """The front page, where we are admitted to it."""
        try:
            return tools.fetch(f"{origin}/", conditional=False, limits=_LIMITS)
        except SourceFailure:
            return None


def _signals(page: Fetched) -> Iterator[str]:
    document = LexborHTMLParser(decode(page.body, page.headers.get("content-type", "")))
    directives = [page.headers.get("x-robots-tag", "")]
    for meta in document.css("meta[name][content]"):
        name = (meta.attributes.get("name") or "").lower()
        content = meta.attributes.get("content") or ""
        if name == "robots":
            directives.append(content)
        elif name == "tdm-reservation" and content.strip() == "1":
            yield "tdm-reservation"
    for text in directives:
        yield from (word for word in _WORDS.findall(text.lower()) if word in _DIRECTIVES)
    yield from _header_signals(page.headers)


def _header_signals(headers: Mapping[str, str]) -> Iterator[str]:
    if headers.get("tdm-reservation", "").strip() == "1":
        yield "tdm-reservation"


CONNECTOR: Final = RobotsTxt()
