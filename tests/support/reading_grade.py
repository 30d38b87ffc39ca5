"""How many years of school a text asks for (Flesch and Kincaid, 1975), for English."""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.!?:;]+(?:\s|$)")
_WORD = re.compile(r"[A-Za-z’']+")
_VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """The grade: 8 is what most people of fourteen read with ease."""
    words = _WORD.findall(text)
    sentences = max(1, len([part for part in _SENTENCE.split(text) if part.strip()]))
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels, without a mute e at the end: right for nine words out of ten."""
    folded = word.lower().strip("’'")
    count = len(_VOWELS.findall(folded))
    if folded.endswith("e") and not folded.endswith(("le", "ee")) and count > 1:
        count -= 1
    if folded.endswith("ed") and not folded.endswith(("ted", "ded")) and count > 1:
        count -= 1
    return max(1, count)
