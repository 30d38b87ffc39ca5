"""Any RSS or Atom feed with news about cases: a court's own news, a tracker, a newspaper.

It proposes sources and candidates for events and never a fact: what an article says of a case
is for an editor to judge. An article belongs to the entry that the declaration names, or to
the entries whose numbers or citations it names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from kb.core import ids
from kb.entries.identifiers import find_identifiers
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.feeds import KINDS, FeedEntry, parse_feed
from kb.scraper.findings import NewSource

_MOST_REMEMBERED: Final = 5000
_LONGEST_TEXT: Final = 2000


class FeedOptions(Options):
    """`keywords`: only articles with one of these words or phrases (none: all of them).

    `publisher` is who publishes, `primary` whether it speaks for itself (a court's own news).
    """

    keywords: tuple[str, ...] = ()
    publisher: str | None = None
    primary: bool = False


class FeedConnector:
    """The connector; see the module."""

    name = "feed"
    options = FeedOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        answer = tools.fetch(source.url, kinds=KINDS)
        if answer.not_modified:
            return Poll((), state)
        feed = parse_feed(answer.body, source.url, answer.headers.get("content-type", ""))
        options: FeedOptions = source.options
        wanted = _pattern(options.keywords)
        seen = dict.fromkeys(state.get("seen", ()))
        found: dict[str, NewSource] = {}
        for entry in feed.entries:
            if wanted is not None and not wanted.search(_folded(f"{entry.title} {entry.text}")):
                continue
            for one in _sources(source, entry, tools, feed.title):
                if one.key not in seen:
                    found[one.key] = one
        remembered = [*seen, *found][-_MOST_REMEMBERED:]
        return Poll(tuple(found.values()), {"seen": remembered})


def _pattern(keywords: tuple[str, ...]) -> re.Pattern[str] | None:
    words = [re.escape(_folded(one).strip()) for one in keywords if one.strip()]
    return re.compile(rf"\b(?:{'|'.join(words)})\b") if words else None


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in text if not unicodedata.combining(char))


def _sources(
    source: WatchedSource, entry: FeedEntry, tools: Tools, feed_title: str
) -> Iterator[NewSource]:
    if not entry.link.startswith(("http://", "https://")):
        return
    text = entry.text
    day = (entry.published or entry.updated or tools.now).date().isoformat()
    for name in _entries(source, f"{entry.title} {text}", tools):
        yield NewSource(
            key=ids.digest({"link": entry.link, "entry": name})[:24],
            url=entry.link,
            title=entry.title or entry.link,
            publisher=source.options.publisher or feed_title or None,
            date=day,
            primary=source.options.primary,
            text=text[:_LONGEST_TEXT],
            entry=name,
        )


def _entries(source: WatchedSource, text: str, tools: Tools) -> list[str]:
    """The entry that the declaration names, or those that the text names by a number."""
    if source.entry is not None:
        return [source.entry]
    found = (
        tools.entries.by_identifier(text[one.start : one.end]) for one in find_identifiers(text)
    )
    return list(dict.fromkeys(one.entry for one in found if one is not None))


CONNECTOR: Final = FeedConnector()
