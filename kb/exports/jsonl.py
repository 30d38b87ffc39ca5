"""Entries as JSON Lines: one whole entry a line, as `kb import` reads them back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from kb.entries.documents import dump_document
from kb.entries.views import EntryPage
from kb.exports.entry_json import moment, version_url


def jsonl(pages: Iterable[EntryPage], *, base_url: str) -> Iterator[str]:
    """A line an entry: its document with version, address and hash."""
    for page in pages:
        data = {
            "kind": page.card.kind,
            "slug": page.card.slug,
            "url": base_url + version_url(page.card, page.version),
            "version": page.version,
            "published_at": moment(page.published_at),
            "sha256": page.sha256,
            "document": dump_document(page.document),
        }
        yield json.dumps(data, ensure_ascii=False) + "\n"
