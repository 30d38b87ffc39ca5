"""Judgments of known cases at Find Case Law, the archive of England and Wales and the UK's courts.

Its licence (Open Justice Licence) excludes computational analysis of the collection, so only
cases that are entries here are looked for, one query each, and nothing is trawled. A judgment
is known by its `tna:uri`, which is never taken apart; its text by `uk:hash`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree

from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.fetcher import Fetched
from kb.scraper.findings import NewSource

_ATOM: Final = "{http://www.w3.org/2005/Atom}"
_TNA: Final = "{https://caselaw.nationalarchives.gov.uk}"
_AKN: Final = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
_UK: Final = "{https://caselaw.nationalarchives.gov.uk/akn}"
_XML: Final = ("application/atom+xml", "application/akn+xml", "application/xml", "text/xml")
MOST_PAGES: Final = 3


class FindCaseLawOptions(Options):
    """`identifiers` of the judgments that belong to the entry: neutral citations as printed.

    Without any, every judgment that the query of the address finds belongs to it.
    """

    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Listed:
    """A judgment as the feed lists it."""

    uri: str
    title: str
    link: str
    xml: str
    content_hash: str
    citations: tuple[str, ...]


class FindCaseLaw:
    """The connector; see the module."""

    name = "find-case-law"
    options = FindCaseLawOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        wanted = {_plain(one) for one in source.options.identifiers}
        known: dict[str, str] = dict(state.get("hashes", {}))
        found: list[NewSource] = []
        for one in _listed(source, tools):
            if wanted and not wanted & {_plain(citation) for citation in one.citations}:
                continue
            if known.get(one.uri) == one.content_hash:
                continue
            found.append(_judgment(source, one, tools, is_known=one.uri in known))
            known[one.uri] = one.content_hash
        return Poll(tuple(found), {"hashes": known})


def _plain(citation: str) -> str:
    return " ".join(citation.split()).casefold()


def parse_xml(body: bytes, url: str) -> Any:
    """The root of an XML document; nothing outside of it is ever read for it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    if b"<!ENTITY" in body[:100_000]:
        raise SourceFailure("unreadable", f"{url} defines entities of its own.")
    try:
        return etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise SourceFailure("unreadable", f"{url} is no well-formed XML.") from error


def _listed(source: WatchedSource, tools: Tools) -> Iterator[_Listed]:
    url: str | None = source.url
    for _ in range(MOST_PAGES):
        if url is None:
            return
        answer = tools.fetch(url, conditional=False, kinds=_XML, ask_robots=True)
        feed = parse_xml(answer.body, url)
        if feed.tag != f"{_ATOM}feed":
            raise SourceFailure("unreadable", f"{url} is no Atom feed.")
        for entry in feed.iter(f"{_ATOM}entry"):
            one = _entry(entry, url)
            if one is not None:
                yield one
        following = feed.find(f"{_ATOM}link[@rel='next']")
        url = urljoin(url, following.get("href")) if following is not None else None


def _entry(entry: Any, base: str) -> _Listed | None:
    uri = entry.findtext(f"{_TNA}uri")
    links = {link.get("type", ""): link.get("href", "") for link in entry.iter(f"{_ATOM}link")}
    if not uri or not links.get("application/akn+xml"):
        return None
    citations = [
        str(one.text)
        for one in entry.iter(f"{_TNA}identifier")
        if one.get("type") == "ukncn" and one.text
    ]
    return _Listed(
        uri=uri,
        title=" ".join((entry.findtext(f"{_ATOM}title") or "").split()),
        link=urljoin(base, links.get("", "")),
        xml=urljoin(base, links["application/akn+xml"]),
        content_hash=entry.findtext(f"{_TNA}contenthash") or "",
        citations=tuple(citations),
    )


def _judgment(source: WatchedSource, one: _Listed, tools: Tools, *, is_known: bool) -> NewSource:
    answer = tools.fetch(one.xml, kinds=_XML)
    body = answer if not answer.not_modified else None
    facts = _facts(body, one) if body else {}
    date = facts.get("decision_date")
    title = f"{one.title} {one.citations[0]}" if one.citations else one.title
    return NewSource(
        key=f"{one.uri}:{one.content_hash}",
        url=one.link if not is_known else f"{one.link}#{one.content_hash[:12]}",
        title=title if not is_known else f"{title} (new text)",
        publisher="The National Archives",
        date=date,
        primary=True,
        sha256=answer.sha256 if body else None,
        facts=facts,
        event_kind="judgment" if date and not is_known else None,
        entry=source.entry,
    )


def _facts(answer: Fetched, one: _Listed) -> dict[str, Any]:
    """What the judgment's own metadata state; nothing is derived."""
    root = parse_xml(answer.body, one.xml)
    dates = [
        item.get("date")
        for item in root.iterfind(f".//{_AKN}FRBRWork/{_AKN}FRBRdate")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", item.get("date") or "")
        and not str(item.get("date")).startswith(("1000", "1970-01-01"))
    ]
    judges = [
        " ".join("".join(item.itertext()).split()) for item in root.iterfind(f".//{_AKN}judge")
    ]
    citation = root.findtext(f".//{_UK}cite") or next(iter(one.citations), None)
    facts = {
        "citation": " ".join(citation.split()) if citation else None,
        "court": root.findtext(f".//{_UK}court"),
        "decision_date": dates[0] if dates else None,
        "judges": ", ".join(dict.fromkeys(judge for judge in judges if judge)) or None,
        "content_hash": root.findtext(f".//{_UK}hash") or one.content_hash or None,
    }
    return {name: value for name, value in facts.items() if value}


CONNECTOR: Final = FindCaseLaw()
