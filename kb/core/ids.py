"""Identifiers that are derived, so that two machines agree on them."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping


def source_id(url: str) -> str:
    """Twelve hexadecimal digits of the SHA-256 of the address: the id in `/sources/{id}`."""
    return hashlib.sha256(url.encode()).hexdigest()[:12]


def canonical_json(value: object) -> bytes:
    """UTF-8 JSON with sorted keys and no spaces: the form that is hashed."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest(value: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def slugify(text: str) -> str:
    """Lower-case ASCII words with hyphens; what cannot be transliterated is dropped."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
