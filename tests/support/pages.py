"""The view of a document as a page shows it, without a database."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kb.entries.documents import Document, document_hash
from kb.entries.projection import entry_columns
from kb.entries.views import Card, EntryPage

PUBLISHED = dt.datetime(2026, 11, 22, 9, 30, tzinfo=dt.UTC)
SHOWN = ("title", "short_name", "answer", "language", "jurisdiction", "status", "date", "as_of")
OF_CASES = ("court_id", "docket_number", "filed", "closed")


def page_of(document: Document, *, version: int = 2, detail: str | None = None) -> EntryPage:
    """The page of the document in that version; `detail` is the short name of its court."""
    columns = entry_columns(document)
    fields: dict[str, Any] = {name: columns[name] for name in SHOWN} | {
        name: getattr(document, name, None) for name in OF_CASES
    }
    card = Card(
        id=1,
        kind=document.kind,
        slug=document.slug,
        version=version,
        published_at=PUBLISHED,
        detail=detail,
        **fields,
    )
    return EntryPage(
        card=card,
        document=document,
        sha256=document_hash(document),
        version=version,
        newest_version=version,
        published_at=PUBLISHED,
    )
