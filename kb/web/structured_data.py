"""schema.org descriptions of entry pages (JSON-LD), with types and properties that exist there.

There is no type for a lawsuit, so a case page is a `WebPage` about a `Thing`; a law is a
`Legislation`, a licence a `CreativeWork`, a platform a `WebSite`.
"""

from __future__ import annotations

from typing import Any

from kb.entries import vocabulary
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.views import EntryPage

CONTENT_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_FORCE = {
    "in-force": "https://schema.org/InForce",
    "partly-in-force": "https://schema.org/PartiallyInForce",
    "proposed": "https://schema.org/NotInForce",
    "enacted-not-in-force": "https://schema.org/NotInForce",
    "lapsed": "https://schema.org/NotInForce",
    "repealed": "https://schema.org/NotInForce",
    "vetoed": "https://schema.org/NotInForce",
    "withdrawn": "https://schema.org/NotInForce",
}


def entry_data(page: EntryPage, *, base_url: str, sentence: str) -> dict[str, Any]:
    """The page, what it is about, and the sources that it cites."""
    document = page.document
    url = base_url + page.card.url
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": f"{url}/v/{page.version}",
        "url": url,
        "name": page.card.heading,
        "headline": document.title,
        "description": sentence,
        "inLanguage": "en",
        "version": page.version,
        "dateModified": page.published_at.isoformat(),
        "license": CONTENT_LICENCE,
        "isPartOf": {"@type": "WebSite", "name": "Artdocket", "url": f"{base_url}/"},
        "keywords": [vocabulary.TOPICS[topic] for topic in document.topics],
        "about": _without_empty(_about(document)),
        "citation": [
            _without_empty(
                {
                    "@type": "CreativeWork",
                    "name": source.title,
                    "url": source.url,
                    "publisher": _organisation(source.publisher),
                    "datePublished": source.date,
                }
            )
            for source in document.sources
        ],
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {
                    "@type": "ListItem",
                    "position": 1,
                    "name": vocabulary.KIND_PLURALS[document.kind].capitalize(),
                    "item": f"{base_url}/{vocabulary.KIND_PLURALS[document.kind]}",
                },
                {"@type": "ListItem", "position": 2, "name": page.card.name, "item": url},
            ],
        },
    }


def _about(document: Document) -> dict[str, Any]:
    place = vocabulary.JURISDICTIONS[document.jurisdiction]
    match document:
        case CaseDocument():
            numbers = [document.docket_number, *(one.number for one in document.other_dockets)]
            return {
                "@type": "Thing",
                "name": document.title,
                "alternateName": document.short_name,
                "identifier": [*(number for number in numbers if number), *document.citations],
                "description": document.summary,
            }
        case PolicyDocument():
            return {
                "@type": "WebSite",
                "name": document.platform,
                "url": document.platform_url,
                "publisher": _organisation(document.operator),
                "publishingPrinciples": [item.url for item in document.policy_urls],
            }
        case LicenceDocument():
            return {
                "@type": "CreativeWork",
                "name": document.title,
                "identifier": document.spdx_id,
                "url": document.url,
                "version": document.version,
                "publisher": _organisation(document.steward),
                "datePublished": document.published,
            }
        case LawDocument():
            return {
                "@type": "Legislation",
                "name": document.title,
                "legislationIdentifier": document.citation,
                "legislationType": vocabulary.LAW_KINDS[document.law_kind],
                "legislationJurisdiction": {"@type": "AdministrativeArea", "name": place},
                "legislationPassedBy": _organisation(document.body),
                "legislationDate": document.adopted,
                "legislationLegalForce": _FORCE.get(document.status),
                "inLanguage": document.language,
                "url": document.url,
            }


def _organisation(name: str | None) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _without_empty(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value not in (None, "", [])}
