"""The JSON of an entry and of its card: one shape for the API and for the `.json` pages.

Keys are always there; what is unknown is null. Only the document itself leaves out what is
empty, because it is the text that is hashed. Addresses are paths of the site.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from kb.entries.documents import dump_document
from kb.entries.views import Card, EntryPage, Link, Version


def json_text(data: object) -> str:
    """Readable JSON in UTF-8 with a final newline, for the `.json` pages."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def moment(when: dt.datetime) -> str:
    """`2026-08-31T12:00:00Z`: UTC, to the second."""
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def entry_json(page: EntryPage) -> dict[str, Any]:
    """The entry in the version that the page shows."""
    card = page.card
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": card.url,
        "version": page.version,
        "published_at": moment(page.published_at),
        "document": dump_document(page.document),
        "cited_by": [link_json(link) for link in page.cited_by],
    }


def version_entry_json(page: EntryPage) -> dict[str, Any]:
    """One version for ever: the entry with its own address and the hash of its document."""
    return entry_json(page) | {
        "url": version_url(page.card, page.version),
        "sha256": page.sha256,
        "newest_version": page.newest_version,
    }


def card_json(card: Card) -> dict[str, Any]:
    """An entry as lists show it."""
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": card.url,
        "title": card.title,
        "short_name": card.short_name,
        "answer": card.answer,
        "status": card.status,
        "jurisdiction": card.jurisdiction,
        "language": card.language,
        "date": card.date,
        "as_of": card.as_of,
        "detail": card.detail,
        "court_id": card.court_id,
        "docket_number": card.docket_number,
        "version": card.version,
        "published_at": moment(card.published_at),
    }


def version_json(version: Version) -> dict[str, Any]:
    """One line of an entry's history, or of the list of changes across entries."""
    return {
        "kind": version.card.kind,
        "slug": version.card.slug,
        "title": version.card.name,
        "version": version.number,
        "url": version_url(version.card, version.number),
        "published_at": moment(version.published_at),
        "origin": version.origin,
        "author": version.author,
        "published_by": version.actor,
        "override_reason": version.override_reason,
        "reason": version.reason,
        "changes": list(version.changes),
        "sha256": version.sha256,
    }


def version_url(card: Card, number: int) -> str:
    """`/cases/andersen-v-stability-ai/v/2`."""
    return f"{card.url}/v/{number}"


def link_json(link: Link) -> dict[str, Any]:
    """A relation with what proves it, read from the entry that shows it."""
    return {
        "kind": link.card.kind,
        "slug": link.card.slug,
        "url": link.card.url,
        "title": link.card.name,
        "relation": link.relation,
        "label": link.label,
        "effect": link.effect or None,
        "date": link.date,
        "note": link.note,
        "source": {
            "id": link.source_id,
            "url": f"/sources/{link.source_id}",
            "title": link.source_title,
        }
        if link.source_id
        else None,
        "pinpoint": link.pinpoint,
    }
