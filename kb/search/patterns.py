"""Which words a wildcard or a near spelling means."""

from __future__ import annotations

import re

from rapidfuzz.distance import OSA


def wildcard_pattern(pattern: str) -> re.Pattern[str]:
    """The regular expression of a wildcard pattern; linear, for it has few stars."""
    parts = {"*": ".*?", "?": "."}
    return re.compile("".join(parts.get(part) or re.escape(part) for part in pattern))


def is_near(word: str, typed: str, edits: int) -> bool:
    """Whether a word is at most so many letters away, swapped neighbours counting once."""
    if abs(len(word) - len(typed)) > edits:
        return False
    return OSA.distance(word, typed, score_cutoff=edits) <= edits
