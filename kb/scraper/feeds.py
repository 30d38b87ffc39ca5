"""RSS and Atom, read by feedparser, with what it lets pass refused.

A page that is no feed has no version, whatever feedparser makes of it: an outage page sent as
200 must never look like a feed without entries.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import feedparser

from kb.scraper.errors import SourceFailure
from kb.scraper.extract import html
from kb.scraper.extract.decode import plain

#: What feeds are served as; courts and newspapers are not careful about it.
KINDS: Final = (
    "application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "text/html",
    "text/plain", "application/rdf+xml",
)  # fmt: skip
_ENTITY: Final = re.compile(rb"<!ENTITY", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class FeedEntry:
    """One entry; `summary` is HTML as it came, `text` what it says; times are aware or None."""

    id: str
    title: str
    link: str
    published: dt.datetime | None
    updated: dt.datetime | None
    summary: str
    enclosures: tuple[str, ...] = ()
    raw: Any = None

    @property
    def text(self) -> str:
        """The summary as a person reads it."""
        found = html.body_text(html.parsed(self.summary))
        return found or plain(_TAG.sub("", self.summary)).strip()


@dataclass(frozen=True)
class Feed:
    """A feed that was read."""

    title: str
    entries: tuple[FeedEntry, ...]


def parse_feed(body: bytes, url: str, content_type: str = "") -> Feed:
    """The feed in a body; `SourceFailure` for what is no feed or plays with entities."""
    if _ENTITY.search(body):
        raise SourceFailure("unreadable", f"The feed {url} defines entities of its own.")
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    parsed = feedparser.parse(
        body, response_headers=headers, resolve_relative_uris=True, sanitize_html=False
    )
    if not parsed.get("version"):
        raise SourceFailure("error-page", f"{url} is no feed.")
    return Feed(str(parsed.feed.get("title", "")), tuple(_entries(parsed.entries)))


def _entries(found: Any) -> Iterator[FeedEntry]:
    for entry in found:
        yield FeedEntry(
            id=str(entry.get("id") or entry.get("link") or ""),
            title=" ".join(plain(str(entry.get("title", ""))).split()),
            link="".join(str(entry.get("link", "")).split()),
            published=_moment(entry.get("published_parsed")),
            # Its own `get` answers with the time of publication where there is no other.
            updated=_moment(dict.get(entry, "updated_parsed")),
            summary=str(entry.get("summary", "")),
            enclosures=tuple(str(one.get("href", "")) for one in entry.get("enclosures", ())),
            raw=entry,
        )


def _moment(parts: Any) -> dt.datetime | None:
    """feedparser gives UTC as nine numbers."""
    if parts is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parts), dt.UTC)
    except (ValueError, OverflowError):
        return None
