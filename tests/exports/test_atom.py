"""Feeds are well-formed and have what RFC 4287 asks for."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from kb.exports.atom import Feed, FeedItem, atom_feed
from tests.support.feeds import ATOM, faults, parsed

DAY = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)


def feed_of(*items: FeedItem) -> Feed:
    return Feed(
        title="Cases",
        self_url="https://kb.example/cases.atom",
        page_url="https://kb.example/cases",
        updated=DAY,
        items=items,
    )


def test_a_feed_without_entries_is_still_a_whole_feed() -> None:
    root = parsed(atom_feed(feed_of()))
    assert faults(root) == []
    assert root.findtext(f"{ATOM}updated") == "2026-11-22T09:30:00Z"


def test_a_feed_is_as_new_as_its_newest_entry() -> None:
    days = [DAY + dt.timedelta(days=n) for n in (1, 3, 2)]
    items = (
        FeedItem(id=f"https://kb.example/{n}", url="https://kb.example/", title="x", updated=day)
        for n, day in enumerate(days)
    )
    root = parsed(atom_feed(feed_of(*items)))
    assert faults(root) == []
    assert root.findtext(f"{ATOM}updated") == "2026-11-25T09:30:00Z"


def test_moments_are_told_in_utc() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    item = FeedItem(id="urn:x", url="https://kb.example/", title="x", updated=DAY.astimezone(zone))
    entry = parsed(atom_feed(feed_of(item))).find(f"{ATOM}entry")
    assert entry is not None
    assert entry.findtext(f"{ATOM}updated") == "2026-11-22T09:30:00Z"


@given(st.text(), st.text())
def test_any_text_keeps_the_feed_well_formed(title: str, summary: str) -> None:
    item = FeedItem(
        id="urn:x",
        url="https://kb.example/?a=1&b=<2>",
        title=title,
        summary=summary,
        author=title,
        updated=DAY,
        published=DAY,
        categories=((title, summary),),
    )
    root = parsed(atom_feed(feed_of(item)))
    assert len(root.findall(f"{ATOM}entry")) == 1


def test_markup_in_a_title_stays_text() -> None:
    item = FeedItem(id="urn:x", url="u:x", title="<b>&amp;</b>]]>", updated=DAY)
    entry = parsed(atom_feed(feed_of(item))).find(f"{ATOM}entry")
    assert isinstance(entry, ET.Element)
    assert entry.findtext(f"{ATOM}title") == "<b>&amp;</b>]]>"
