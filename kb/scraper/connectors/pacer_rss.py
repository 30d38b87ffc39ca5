"""The RSS feeds of the federal courts of the United States (CM/ECF).

A feed has the last day of every case of a court; what belongs to no case of ours is passed
over. Its guids are not unique and one document may be several items, so items of one case,
number and minute are one event.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Final

from selectolax.lexbor import LexborHTMLParser

from kb.core import ids
from kb.scraper import docket_text
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.courts import local_day
from kb.scraper.errors import SourceFailure
from kb.scraper.extract.decode import plain
from kb.scraper.feeds import KINDS, FeedEntry, parse_feed
from kb.scraper.findings import DocketEvent

_TITLE: Final = re.compile(r"\s*(?P<number>[\w:~.-]*\d[\w:~.-]*)\s*(?P<name>.*)", re.DOTALL)
_EVENT: Final = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
#: What bankruptcy courts put before the event: type of case, office, chapter, trustee.
_BANKRUPTCY: Final = re.compile(r"^\s*Type:[^\[]*", re.IGNORECASE)
_TAGS: Final = re.compile(r"<[^>]*>")
_MOST_REMEMBERED: Final = 2000
_ITEM: Final = re.compile(rb"<item[\s>].*?</item>", re.DOTALL)
_ITEM_TITLE: Final = re.compile(rb"<title>\s*(.*?)\s*</title>", re.DOTALL)
#: Comments hide what looks like items; bytes of nought tell of an encoding of two bytes.
_DECEPTIVE: Final = (b"<!--", b"\0")


class PacerOptions(Options):
    """`court` is our id of the court whose feed this is."""

    court: str


@dataclass(frozen=True)
class _Item:
    number: str
    minute: str
    day: str
    document: str | None  # its number on the docket
    link: str
    case_link: str
    text: str


class PacerRss:
    """The connector; see the module."""

    name = "pacer-rss"
    options = PacerOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        answer = tools.fetch(source.url, kinds=KINDS)
        if answer.not_modified:
            return Poll((), state)
        court = source.options.court
        body = _of_cases(answer.body, lambda number: tools.entries.by_docket(number, court))
        feed = parse_feed(body, source.url, answer.headers.get("content-type", ""))
        seen = set(state.get("seen", ()))
        found: dict[str, DocketEvent] = {}
        for items in _merged(item for entry in feed.entries if (item := _item(entry, court))):
            entry = tools.entries.by_docket(items[0].number, court)
            if entry is None:
                continue
            event = _event(items, court, entry.entry)
            found[event.key] = event
        fresh = tuple(event for key, event in found.items() if key not in seen)
        remembered = [*found, *(key for key in state.get("seen", ()) if key not in found)]
        return Poll(fresh, {"seen": remembered[:_MOST_REMEMBERED]})


def _of_cases(body: bytes, known: Callable[[str], object]) -> bytes:
    """The feed without the items whose titles plainly name other cases.

    A court's day has hundreds of items, few or none of them ours, and reading one takes long.
    Whatever could be something else than it seems is left for the reader of feeds.
    """
    items = _ITEM.findall(body)
    if len(items) != body.count(b"</item>") or any(sign in body for sign in _DECEPTIVE):
        return body

    def kept(found: re.Match[bytes]) -> bytes:
        item, title = found.group(), _ITEM_TITLE.findall(found.group())
        number = _TITLE.match(_words(title[0])) if len(title) == 1 else None
        if number is None or not number["number"].isascii():
            return item
        return item if known(number["number"]) else b""

    return _ITEM.sub(kept, body) if all(map(_is_whole, items)) else body


def _is_whole(item: bytes) -> bool:
    """Whether what looks like an item is no piece of a text that speaks of items."""
    return item.count(b"<![CDATA[") == item.count(b"]]>") and item.count(b"<item") == 1


def _words(title: bytes) -> str:
    """A title of the raw feed as far as its number is concerned, in whatever encoding."""
    text = title.removeprefix(b"<![CDATA[").removesuffix(b"]]>").decode("latin-1")
    return " ".join(plain(unescape(unescape(text))).split())


def _item(entry: FeedEntry, court: str) -> _Item | None:
    """An item read; None for one without a number or a time, which can belong to no case."""
    match = _TITLE.match(entry.title)
    if match is None or entry.published is None:
        return None
    document, link = _document(entry.summary)
    words = plain(_TAGS.sub(" ", _BANKRUPTCY.sub("", entry.summary)))
    events = [" ".join(event.split()) for event in _EVENT.findall(words)]
    text = "; ".join(event for event in events if event) or " ".join(words.split())
    return _Item(
        number=match["number"],
        minute=entry.published.isoformat(timespec="minutes"),
        day=local_day(entry.published, court),
        document=document,
        link=link or entry.link,
        case_link=entry.link,
        text=text,
    )


def _document(summary: str) -> tuple[str | None, str]:
    """Number and address of the document that an item links to."""
    for link in LexborHTMLParser(summary).css("a[href]"):
        number = link.text(strip=True)
        address = link.attributes.get("href") or ""
        return (number if number.isdigit() else None), address
    return None, ""


def _merged(items: Iterator[_Item]) -> Iterator[list[_Item]]:
    """Items of one document (or, without a number, of one text and minute) together."""
    grouped: dict[tuple[str, ...], list[_Item]] = {}
    for item in items:
        key = (item.number, item.document or "", "" if item.document else item.minute + item.text)
        grouped.setdefault(key, []).append(item)
    yield from grouped.values()


def _event(items: list[_Item], court: str, entry: str) -> DocketEvent:
    first = items[0]
    texts = list(dict.fromkeys(item.text for item in items if item.text))
    text = "; ".join(texts)
    read = docket_text.read(text)
    told = {
        "court": court,
        "docket": first.number,
        "document": first.document or "",
        "text": "" if first.document else text,
        "minute": "" if first.document else first.minute,
    }
    if not first.link.startswith(("http://", "https://")):
        raise SourceFailure("unreadable", f"An item of {first.number} has no address.")
    return DocketEvent(
        key=ids.digest(told)[:24],
        docket_number=first.number,
        court_id=court,
        date=first.day,
        kind=read.kind,
        title="; ".join(docket_text.title(one) for one in texts) or read.title,
        text=text,
        url=first.case_link or first.link,
        entry_number=first.document,
        mentions_seal=read.mentions_seal,
        entry=entry,
        documents=(first.link,),
    )


CONNECTOR: Final = PacerRss()
