"""An entry and lists of entries as JSON, the same on pages (`.json`) and in the API."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from kb.entries.documents import dump_document
from kb.entries.views import Card, EntryPage, Link, Version


def json_text(data: object) -> str:
    """Readable JSON in UTF-8 with a final newline."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def entry_data(page: EntryPage, *, base_url: str) -> dict[str, Any]:
    """One version of an entry with who refers to it; addresses are absolute.

    `url` is that of the live entry, whichever version is shown.
    """
    return {
        "kind": page.card.kind,
        "slug": page.card.slug,
        "url": base_url + page.card.url,
        "version": page.version,
        "published_at": page.published_at.isoformat(),
        "document": dump_document(page.document),
        "cited_by": [_link_data(link, base_url) for link in page.cited_by],
    }


def _link_data(link: Link, base_url: str) -> dict[str, str]:
    return {
        "kind": link.card.kind,
        "slug": link.card.slug,
        "url": base_url + link.card.url,
        "title": link.card.title,
        "relation": link.relation,
    }


def card_data(card: Card, *, base_url: str) -> dict[str, Any]:
    """An entry as a list shows it."""
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": base_url + card.url,
        "title": card.title,
        "name": card.name,
        "heading": card.heading,
        "status": card.status,
        "jurisdiction": card.jurisdiction,
        "date": card.date,
        "as_of": card.as_of,
        "answer": card.answer,
        "version": card.version,
        "published_at": card.published_at.isoformat(),
        "detail": card.detail,
        "court_id": card.court_id,
        "docket_number": card.docket_number,
    }


def versions_data(versions: Sequence[Version], *, base_url: str) -> list[dict[str, Any]]:
    """The versions of entries, in the order given."""
    return [
        {
            "kind": version.card.kind,
            "slug": version.card.slug,
            "version": version.number,
            "url": f"{base_url}{version.card.url}/v/{version.number}",
            "published_at": version.published_at.isoformat(),
            "by": version.actor,
            "origin": version.origin,
            "reason": version.reason,
            "sha256": version.sha256,
            "changes": list(version.changes),
        }
        for version in versions
    ]
