"""Atom feeds (RFC 4287): `atom_feed` writes them; the rest makes feeds of views.

Ids are the permanent addresses of what an entry of the feed is about: a version has one of its
own, so a reader sees each publication once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from kb.entries.views import Card, Version
from kb.exports.entry_json import moment

NAMESPACE = "http://www.w3.org/2005/Atom"
GENERATOR = "Artdocket"

# What XML 1.0 § 2.2 does not allow in any form, escaped or not.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class FeedItem:
    """One `<entry>`; `url` and `id` are absolute, `updated` knows its time zone."""

    id: str
    url: str
    title: str
    updated: dt.datetime
    summary: str = ""
    published: dt.datetime | None = None
    author: str = ""
    categories: tuple[tuple[str, str], ...] = ()  # (term, label)


@dataclass(frozen=True)
class Feed:
    """A feed; `self_url` is its own address and id, `page_url` that of the page for people."""

    title: str
    self_url: str
    page_url: str
    updated: dt.datetime  # for a feed without items; otherwise the newest item counts
    items: tuple[FeedItem, ...] = ()
    subtitle: str = ""


def atom_feed(feed: Feed) -> str:
    """The feed as an XML document."""
    root = ET.Element("feed", {"xmlns": NAMESPACE, "xml:lang": "en"})
    _text(root, "title", feed.title)
    if feed.subtitle:
        _text(root, "subtitle", feed.subtitle)
    _text(root, "id", feed.self_url)
    newest = max((item.updated for item in feed.items), default=feed.updated)
    _text(root, "updated", moment(newest))
    ET.SubElement(root, "link", _link("self", feed.self_url, "application/atom+xml"))
    ET.SubElement(root, "link", _link("alternate", feed.page_url, "text/html"))
    _text(ET.SubElement(root, "author"), "name", GENERATOR)
    _text(root, "generator", GENERATOR)
    _text(root, "rights", "CC BY 4.0")
    for item in feed.items:
        _item(root, item)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _item(root: ET.Element, item: FeedItem) -> None:
    node = ET.SubElement(root, "entry")
    _text(node, "title", item.title)
    _text(node, "id", item.id)
    _text(node, "updated", moment(item.updated))
    if item.published is not None:
        _text(node, "published", moment(item.published))
    ET.SubElement(node, "link", _link("alternate", item.url, "text/html"))
    if item.author:
        _text(ET.SubElement(node, "author"), "name", item.author)
    for term, label in item.categories:
        ET.SubElement(node, "category", {"term": _clean(term), "label": _clean(label)})
    if item.summary:
        _text(node, "summary", item.summary)


def card_item(card: Card, *, base_url: str) -> FeedItem:
    """An entry of a list: it is new again whenever a version is published."""
    url = base_url + card.url
    return FeedItem(
        id=url,
        url=url,
        title=card.heading,
        updated=card.published_at,
        summary=card.answer,
        categories=((card.kind, card.kind_label),),
    )


def version_item(version: Version, *, base_url: str) -> FeedItem:
    """A publication of an entry, with what changed."""
    card = version.card
    url = f"{base_url}{card.url}/v/{version.number}"
    said = version.changes or (version.reason,)
    return FeedItem(
        id=url,
        url=url,
        title=f"{card.heading}: {'version ' + str(version.number) if version.changes else 'new'}",
        updated=version.published_at,
        published=version.published_at,
        summary=" · ".join(said),
        author=version.actor,
        categories=((card.kind, card.kind_label),),
    )


def newest_first(cards: Sequence[Card]) -> tuple[Card, ...]:
    """The cards in the order of a feed."""
    return tuple(sorted(cards, key=lambda card: (card.published_at, card.id), reverse=True))


def _link(rel: str, href: str, media_type: str) -> dict[str, str]:
    return {"rel": rel, "type": media_type, "href": _clean(href)}


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)
