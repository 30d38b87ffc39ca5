"""How machines find the site: robots.txt, sitemap, OpenSearch description, icon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries.figures import jurisdiction_counts
from kb.entries.queries.groups import court_counts, entries_where
from kb.web.rendering import public_base, site_of, static_url

router = APIRouter(include_in_schema=False)

SITEMAP_SIZE: Final = 50_000  # addresses a file, by the sitemap protocol
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

#: Pages that are always there; the others hang on entries, topics, systems and places.
STATIC_PAGES: Final = (
    "/",
    "/cases",
    "/policies",
    "/licences",
    "/laws",
    "/artists",
    "/my-platforms",
    "/where-to-go",
    "/policies/matrix",
    "/policies/clauses",
    "/licences/matrix",
    "/topics",
    "/systems",
    "/jurisdictions",
    "/fair-use",
    "/timeline",
    "/calendar",
    "/changes",
    "/about",
    "/method",
    "/coverage",
    "/corrections",
    "/help/search",
    "/accessibility",
    "/privacy",
    "/api/docs",
)


@dataclass(frozen=True)
class Address:
    """A public page; `day` is when its content last changed, where that is known."""

    path: str
    day: str = ""


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    """Everything may be fetched but what has no end: combinations of filters and of versions."""
    base = public_base(request)
    text = f"""\
# Everything here is public. The texts are CC BY 4.0: whoever reuses them, for whatever purpose,
# names Artdocket and links to the page. Nothing beyond that licence is reserved here; the sources
# that the pages name are the works of others and have terms of their own.
#
# Programs need not read the pages: {base}/api/docs says how to ask for the same as JSON,
# and {base}/changes.atom tells what is new.

User-agent: *
Disallow: /search?
Disallow: /search.
Disallow: /calendar?
Disallow: /calendar.ics?
Disallow: /*/citations?
Disallow: /*/compare?
Disallow: /*/dossier?
Disallow: /login
Disallow: /password
Disallow: /account
Disallow: /editor
Disallow: /reports/
Disallow: /*/report?
Allow: /

Sitemap: {base}/sitemap.xml
"""
    return Response(text, media_type="text/plain")


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """Every public page, or the index of the files that list them."""
    base, found = public_base(request), list(addresses(request))
    if len(found) <= SITEMAP_SIZE:
        return _xml(_url_set(base, found))
    files = -(-len(found) // SITEMAP_SIZE)
    listed = "".join(
        f"<sitemap><loc>{escape(base)}/sitemap-{n}.xml</loc></sitemap>\n"
        for n in range(1, files + 1)
    )
    return _xml(f'<sitemapindex xmlns="{_NAMESPACE}">\n{listed}</sitemapindex>\n')


@router.get("/sitemap-{n}.xml")
def sitemap_part(request: Request, n: str) -> Response:
    """One file of a sitemap that is too long for one."""
    found = list(addresses(request))
    number = int(n) if n.isascii() and n.isdigit() and len(n) < 6 else 0
    part = found[(number - 1) * SITEMAP_SIZE : number * SITEMAP_SIZE] if number else []
    if not part:
        raise NotFound("The sitemap has no such part.")
    return _xml(_url_set(public_base(request), part))


def addresses(request: Request) -> Iterator[Address]:
    """Every public page of the site, once."""
    site = site_of(request)
    with site.database.reading() as session:
        cards = entries_where(session)
        places = jurisdiction_counts(session)
        courts = court_counts(session)
    newest = max((card.published_at for card in cards), default=None)
    day = newest.date().isoformat() if newest is not None else ""
    for path in STATIC_PAGES:
        yield Address(path, day if path in {"/", "/changes"} else "")
    for card in cards:
        yield Address(card.url, card.published_at.date().isoformat())
    for slug in vocabulary.TOPICS:
        yield Address(f"/topics/{slug}")
    for slug in site.reference.systems:
        yield Address(f"/systems/{slug}")
    for slug in site.reference.datasets:
        yield Address(f"/datasets/{slug}")
    for code in sorted(places):
        yield Address(f"/jurisdictions/{code}")
    for court_id in sorted(courts):
        yield Address(f"/courts/{court_id}")


def _url_set(base: str, found: Sequence[Address]) -> str:
    listed = "".join(
        f"<url><loc>{escape(base + address.path)}</loc>"
        + (f"<lastmod>{address.day}</lastmod>" if address.day else "")
        + "</url>\n"
        for address in found
    )
    return f'<urlset xmlns="{_NAMESPACE}">\n{listed}</urlset>\n'


@router.get("/opensearch.xml")
def opensearch(request: Request) -> Response:
    """Lets a browser add the search to its own."""
    base = escape(public_base(request), {'"': "&quot;"})
    return _xml(
        f"""\
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
<ShortName>Artdocket</ShortName>
<Description>Lawsuits, policies, licences and laws about training AI on artwork</Description>
<InputEncoding>UTF-8</InputEncoding>
<Image width="16" height="16" type="image/svg+xml">{base}{static_url("favicon.svg")}</Image>
<Url type="text/html" method="get" template="{base}/search?q={{searchTerms}}"/>
<Url type="application/json" method="get" template="{base}/api/v1/search?q={{searchTerms}}"/>
<Url type="application/opensearchdescription+xml" rel="self" template="{base}/opensearch.xml"/>
</OpenSearchDescription>
""",
        media_type="application/opensearchdescription+xml",
    )


@router.get("/favicon.ico")
def favicon() -> Response:
    """For programs that ask without reading the page."""
    return RedirectResponse(static_url("favicon.svg"), status_code=302)


def _xml(text: str, *, media_type: str = "application/xml") -> Response:
    return Response('<?xml version="1.0" encoding="UTF-8"?>\n' + text, media_type=media_type)
