"""What watched addresses answer, made up for the benchmark: one family for each connector.

A family gives the bodies of one look by address; the bodies of the next look differ, so that
there is something to find. Sizes are those of real sources.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from kb.scraper.connectors.interface import KnownEntry
from tests.support.court_feeds import feed, item

HOST: Final = "https://watched.example"
CASE: Final = "case/painter-v-model"
KNOWN: Final = (
    KnownEntry(CASE, "Painter v. Model", "pending", ("3:24-cv-09999",), "cand",
               frozenset({"3:24-cv-09999"})),
    *(KnownEntry(f"licence/l-{n}", f"Licence {n}", None, identifiers=frozenset({f"L-{n}"}))
      for n in range(100)),
)  # fmt: skip
#: Bodies by path, with the media type.
Bodies = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Family:
    """A kind of source: its connector, options, and what the n-th look meets."""

    connector: str
    path: str
    answers: Callable[[int], Bodies]
    entry: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


def paragraphs(count: int, seed: int) -> list[str]:
    """Paragraphs of about 500 characters of invented terms."""
    chance = random.Random(seed)
    words = [f"{syllable}{n}" for n in range(40) for syllable in ("clau", "term", "user", "con")]
    return [" ".join(chance.choices(words, k=70)).capitalize() + "." for _ in range(count)]


def _terms(look: int) -> Bodies:
    text = paragraphs(120, 1)
    text[look % 120] = f"Change {look}: we may use what you upload to train models."
    body = "".join(f"<p class='clause'>{one}</p>" for one in text)
    navigation = "<nav>" + "<a href='/x'>A link</a>" * 200 + "</nav>"
    page = f"<html><head><title>Terms</title></head>{navigation}<main>{body}</main></html>"
    return {"/terms": ("text/html", page.encode())}


def _robots(look: int) -> Bodies:
    agents = "".join(f"User-agent: Bot{n}\nDisallow: /private/{n}\n" for n in range(100))
    refused = "GPTBot" if look % 2 else "CCBot"
    text = f"{agents}User-agent: {refused}\nDisallow: /\n"
    home = "<html><meta name='robots' content='noai'></html>"
    return {"/robots.txt": ("text/plain", text.encode()), "/": ("text/html", home.encode())}


def _docket(look: int) -> Bodies:
    """The last day of a court: 500 items, a tenth of them of our case."""
    numbers = ["3:24-cv-09999" if n % 10 == 0 else f"3:24-cv-{n:05}" for n in range(500)]
    items = (
        item("Order on Motion", number=number, document=str(look * 500 + n))
        for n, number in enumerate(numbers)
    )
    return {"/rss": ("text/xml", feed(*items))}


def _news(look: int) -> Bodies:
    items = "".join(
        f"<item><title>Article {look}-{n}</title><link>https://news.example/{look}/{n}</link>"
        f"<pubDate>Wed, 04 Mar 2026 10:00:00 GMT</pubDate>"
        f"<description>In 3:24-cv-09999 {'the court ruled ' * 20}</description></item>"
        for n in range(50)
    )
    text = f"<rss version='2.0'><channel><title>The News</title>{items}</channel></rss>"
    return {"/rss": ("application/rss+xml", text.encode())}


def _entries(look: int) -> Bodies:
    link = "https://www.courtlistener.com/docket/7/painter/?order_by=desc"
    entries = "".join(
        f"<entry><title>Entry #{n} in Painter v. Model, 3:24-cv-09999</title>"
        f"<id>tag:entry-{n}</id><link href='{link}#entry-{n}' rel='alternate'/>"
        f"<published>2026-03-04T00:00:00-08:00</published>"
        f"<summary type='html'>ORDER granting motion {n}</summary></entry>"
        for n in range(look * 20, look * 20 + 20)
    )
    start = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Docket</title><id>x:y</id>"
    return {"/docket/7/feed/": ("application/atom+xml", f"{start}{entries}</feed>".encode())}


def _judgments(look: int) -> Bodies:
    akn = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
    uk = "https://caselaw.nationalarchives.gov.uk"
    judgment = (
        f"<akomaNtoso xmlns:uk='{uk}/akn' xmlns='{akn}'><judgment><meta><proprietary>"
        f"<uk:cite>[2026] EWHC {look} (Ch)</uk:cite><uk:hash>{look}</uk:hash></proprietary></meta>"
        f"<header><p><judge>Mrs Justice Smith</judge></p></header><judgmentBody>"
        f"{''.join(f'<p>{one}</p>' for one in paragraphs(200, 3))}</judgmentBody></judgment>"
        "</akomaNtoso>"
    )
    listing = (
        f"<feed xmlns='http://www.w3.org/2005/Atom' xmlns:tna='{uk}'><entry><title>P v M</title>"
        f"<link href='{HOST}/{look}' rel='alternate'/><link href='{HOST}/data.xml' "
        f"rel='alternate' type='application/akn+xml'/><tna:uri>d-{look}</tna:uri>"
        f"<tna:contenthash>{look}</tna:contenthash></entry></feed>"
    )
    return {
        "/atom": ("application/atom+xml", listing.encode()),
        "/data.xml": ("application/xml", judgment.encode()),
    }


def _notices(look: int) -> Bodies:
    results = [
        {
            "document_number": f"{look}-{n}", "publication_date": "2026-05-06", "type": "Notice",
            "title": f"Artificial Intelligence {n}", "abstract": "A report. " * 30,
            "html_url": f"https://www.federalregister.gov/documents/{look}-{n}",
        }
        for n in range(100)
    ]  # fmt: skip
    page = {"count": 100, "results": results, "next_page_url": None}
    return {"/search": ("application/json", json.dumps(page).encode())}


def _licences(look: int) -> Bodies:
    rows = [
        {
            "licenseId": f"L-{n}", "name": f"Licence {n} of {look}", "isOsiApproved": False,
            "isDeprecatedLicenseId": bool(look % 2), "reference": f"https://spdx.org/{n}.html",
        }
        for n in range(700)
    ]  # fmt: skip
    page = {"licenseListVersion": str(look), "licenses": rows}
    return {"/licenses.json": ("application/json", json.dumps(page).encode())}


FAMILIES: Final = (
    Family("web-page", "/terms", _terms, "policy/gallery", {"select": ["main"]}),
    Family("robots-txt", "/", _robots, "policy/gallery"),
    Family("pacer-rss", "/rss", _docket, None, {"court": "cand"}),
    Family("courtlistener", "/docket/7/feed/", _entries, CASE,
           {"docket": 7, "court": "cand", "number": "3:24-cv-09999"}),
    Family("feed", "/rss", _news),
    Family("find-case-law", "/atom", _judgments, CASE),
    Family("federal-register", "/search", _notices, "law/copyright-office"),
    Family("spdx", "/licenses.json", _licences),
)  # fmt: skip
