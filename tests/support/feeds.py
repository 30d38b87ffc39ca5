"""What RFC 4287 asks of an Atom feed, as far as ours must keep it."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

ATOM = "{http://www.w3.org/2005/Atom}"


def parsed(text: str) -> ET.Element:
    """The feed element; fails if the text is not well-formed XML."""
    root = ET.fromstring(text)
    assert root.tag == f"{ATOM}feed"
    return root


def faults(feed: ET.Element) -> list[str]:
    """Every rule of RFC 4287 §§ 4.1.1 and 4.1.2 that the feed breaks."""
    entries = feed.findall(f"{ATOM}entry")
    found = [*_part_faults(feed, "feed"), *_link_faults(feed, "feed", "self")]
    if feed.find(f"{ATOM}author") is None and any(
        entry.find(f"{ATOM}author") is None for entry in entries
    ):
        found.append("feed: nobody is the author")
    for entry in entries:
        found += _part_faults(entry, "entry")
        found += _link_faults(entry, "entry", "alternate")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        found.append("two entries have one id")
    return found


def _part_faults(part: ET.Element, name: str) -> list[str]:
    found = [
        f"{name}: {tag} occurs {len(part.findall(ATOM + tag))} times"
        for tag in ("id", "title", "updated")
        if len(part.findall(ATOM + tag)) != 1
    ]
    for tag in ("updated", "published"):
        text = part.findtext(ATOM + tag)
        if text is not None and dt.datetime.fromisoformat(text).tzinfo is None:
            found.append(f"{name}: {tag} has no time zone")
    if ":" not in (part.findtext(f"{ATOM}id") or ""):
        found.append(f"{name}: its id is no IRI")
    return found


def _link_faults(part: ET.Element, name: str, relation: str) -> list[str]:
    links = [link for link in part.findall(f"{ATOM}link") if link.get("rel") == relation]
    if len(links) != 1 or not links[0].get("href", "").startswith(("http", "u:")):
        return [f"{name}: it has no one {relation} link"]
    return []
