"""Formatted citations as JSON: as text to paste anywhere, and as HTML with its italics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.citations.formats import STYLES, Cited, Formatted, Marked
from kb.entries.views import EntryPage


def formatted_json(page: EntryPage, cited: Cited, made: Iterable[Formatted]) -> dict[str, Any]:
    """The citations of one version; `url` is that of the version, absolute as in the texts."""
    return {
        "kind": page.card.kind,
        "slug": page.card.slug,
        "version": page.version,
        "url": cited.url,
        "accessed": cited.accessed.isoformat(),
        "styles": [_style(one) for one in made],
    }


def _style(one: Formatted) -> dict[str, Any]:
    return {
        "style": one.style,
        "label": STYLES[one.style],
        "citation": _marked(one.citation),
        "full": _marked(one.full),
        "others": [_marked(other) for other in one.others],
        "missing": list(one.gaps),
    }


def _marked(text: Marked) -> dict[str, str]:
    return {"text": text.text, "html": text.html}
