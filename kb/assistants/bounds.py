"""Answers that stay within what a program can read at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

MOST_CHARACTERS: Final = 60_000  # of the JSON of a document or a comparison


def bounded_document(
    document: Mapping[str, Any], *, fields: Sequence[str], most: int = MOST_CHARACTERS
) -> tuple[dict[str, Any], list[str]]:
    """The document, or these fields of it, and in words what had to be left out.

    The longest list is halved, its first items kept, until all of it fits.
    """
    kept = {key: value for key, value in document.items() if not fields or key in fields}
    left_out = []
    if others := sorted(set(document) - set(kept)):
        left_out.append(f"fields that were not asked for: {', '.join(others)}")
    full = {key: len(value) for key, value in kept.items() if isinstance(value, list)}
    while _size(kept) > most:
        lists = [key for key, value in kept.items() if isinstance(value, list) and len(value) > 1]
        if not lists:
            break  # what is left is single texts, which a document bounds
        longest = max(lists, key=lambda key: _size(kept[key]))
        kept[longest] = kept[longest][: len(kept[longest]) // 2]
    left_out += [
        f"{key}: the first {len(kept[key])} of {count} are here"
        for key, count in full.items()
        if len(kept[key]) < count
    ]
    return kept, left_out


def used_sources(value: object) -> set[str]:
    """The ids of the sources that statements inside a document name."""
    if isinstance(value, dict):
        own = {value["source"]} if isinstance(value.get("source"), str) else set()
        return own.union(*map(used_sources, value.values()))
    return set().union(*map(used_sources, value)) if isinstance(value, list) else set()


def _size(value: object) -> int:
    return len(json.dumps(value, ensure_ascii=False))
