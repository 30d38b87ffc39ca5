"""Stored documents, parsed once: they are frozen, and the same text is always the same document."""

from __future__ import annotations

import json
from functools import lru_cache

from kb.entries.documents import Document, parse_document


@lru_cache(maxsize=256)  # the text is the key; a stored document is some twenty kilobytes
def stored_document(text: str) -> Document:
    """The document of a revision's JSON."""
    return parse_document(json.loads(text))
