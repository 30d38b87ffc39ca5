"""Whether words stand in a text: in a row, in any capitals and accents, by whole words."""

from __future__ import annotations

from typing import Final

from kb.search import analysis

LONGEST: Final = 200  # characters of the words to look for


def plain(text: str) -> str:
    """The words of a text, folded, with blanks around each; empty where it has none.

    Chinese, Japanese and Korean, which have no blanks, become pairs of characters.
    """
    words = [analysis.fold(word) for *_, word in analysis.split(analysis.normal(text))]
    return f" {' '.join(words)} " if words else ""


def says(text: str, words: str) -> bool:
    """Whether the words stand in the text; both are `plain`. No words stand nowhere."""
    return bool(words) and words in text
