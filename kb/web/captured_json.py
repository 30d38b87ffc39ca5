"""Captured texts as JSON: documents, versions with their hashes and intervals, and redlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kb.entries.queries.captured_pages import DocumentSummary
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card
from kb.web.redline import Redline

#: Whom the records of Open Terms Archive are owed to (ODC-By 1.0).
ATTRIBUTION = {
    "name": "Open Terms Archive contributors",
    "url": "https://opentermsarchive.org/",
    "license": "https://opendatacommons.org/licenses/by/1-0/",
}


def document(card: Card, found: DocumentSummary) -> dict[str, Any]:
    """A document in a list."""
    return {
        "name": found.name,
        "url": f"{card.url}/documents/{found.slug}",
        "versions": found.count,
        "changes": found.changes,
        "first_seen_at": _moment(found.first_seen_at),
        "last_seen_at": _moment(found.last_seen_at),
    }


def history(
    card: Card,
    found: DocumentSummary,
    versions: Sequence[CapturedVersion],
    copies: Mapping[int, str],
    *,
    following: str | None,
) -> dict[str, Any]:
    """A document with some of its versions, oldest first; `following` leads to the next ones."""
    told = {
        "entry": {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.name},
        **document(card, found),
        "items": [version(one, copies) for one in versions],
        "next": following,
    }
    return told | ({"attribution": ATTRIBUTION} if found.is_recorded_by_others else {})


def version(found: CapturedVersion, copies: Mapping[int, str]) -> dict[str, Any]:
    """One version; it came into being after `changed_after` and by `first_seen_at`."""
    copy = copies.get(found.copy_id) if found.copy_id is not None else None
    return {
        "number": found.number,
        "kind": found.kind,
        "changed_after": _moment(found.not_before),
        "first_seen_at": _moment(found.first_seen_at),
        "last_seen_at": _moment(found.last_seen_at),
        "text_sha256": found.text_sha256,
        "copy": f"/copies/{copy}" if copy else None,
        "stated_date": found.stated_date,
        "silent": found.silent,
        "same_text_as": found.same_as,
        "origin": found.origin,
        "url": found.url,
        "reference": found.reference,
    }


def comparison(
    older: CapturedVersion, newer: CapturedVersion, redline: Redline, copies: Mapping[int, str]
) -> dict[str, Any]:
    """Two versions with the lines that differ, sentences about AI first."""
    return {
        "from": version(older, copies),
        "to": version(newer, copies),
        "sentences": [
            {"operation": how, "text": one.text, "signals": list(one.signals)}
            for how, one in redline.telling
        ],
        "changes": [
            {
                "operation": change.operation,
                "before": change.before or None,
                "after": change.after or None,
                "before_line": change.before_line,
                "after_line": change.after_line,
            }
            for change in redline.diff.changes
        ],
    }


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat() if at else None
