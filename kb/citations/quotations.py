"""Quotations near citations, and whether a text has their words.

A quotation of six words or more belongs to the citation that follows it closely, as lawyers
cite; without one, to the citation right before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kb.citations.model import Citation

LEAST_WORDS: Final = 6
MOST: Final = 500  # quotations of a text
_QUOTED: Final = re.compile(
    r"\u201c([^\u201c\u201d]{20,1500})\u201d|\u201e([^\u201e\u201c\u201d]{20,1500})[\u201c\u201d]"
    r"|\"([^\"]{20,1500})\"|\u00ab([^\u00ab\u00bb]{20,1500})\u00bb"
)
_BEHIND: Final = 250  # characters between a quotation and the citation that follows it
_BEFORE: Final = 120  # … that precedes it
#: What is left out or put in by whoever quotes.
_CUT: Final = re.compile(r"\[[^\]]{0,80}\]|\u2026|\.\s?\.\s?\.(?:\s?\.)?|\* ?\* ?\*")
_CHANGED_LETTER: Final = re.compile(r"\[(\w)\](?=\w)")  # `[t]he`
_WORDS: Final = re.compile(r"\w+")
_LEAST_PART: Final = 3  # words


@dataclass(frozen=True)
class Quotation:
    """A quotation at characters `start` to `end`, with the place of its citation."""

    start: int
    end: int
    text: str
    citation: int


def quotations(text: str, citations: Sequence[Citation]) -> tuple[Quotation, ...]:
    """The quotations of a text that stand near a citation, the first five hundred."""
    found: list[Quotation] = []
    place = 0
    for match in _QUOTED.finditer(text):
        said = next(group for group in match.groups() if group is not None)
        if len(_WORDS.findall(said)) < LEAST_WORDS:
            continue
        while place < len(citations) and citations[place].start < match.end():
            place += 1
        belongs = _belongs(citations, place, match)
        if belongs is not None:
            found.append(Quotation(match.start(), match.end(), " ".join(said.split()), belongs))
        if len(found) == MOST:
            break
    return tuple(found)


def _belongs(citations: Sequence[Citation], following: int, match: re.Match[str]) -> int | None:
    if following < len(citations) and citations[following].start - match.end() <= _BEHIND:
        return following
    before = following - 1
    if before >= 0 and 0 <= match.start() - citations[before].end <= _BEFORE:
        return before
    return None


class Quotable:
    """A text prepared for looking quotations up: capitals and punctuation make no difference."""

    def __init__(self, text: str) -> None:
        self._words = f" {_bare(text)} "

    def has(self, quotation: str) -> bool:
        """Whether the words stand there in a row; between omissions, part for part."""
        place = 0
        for part in _CUT.split(_CHANGED_LETTER.sub(r"\1", quotation)):
            words = _bare(part)
            if words.count(" ") + 1 < _LEAST_PART:
                continue
            found = self._words.find(f" {words} ", place)
            if found < 0:
                return False
            place = found + len(words)
        return place > 0


def _bare(text: str) -> str:
    # A word that was divided at the end of a line is one word.
    joined = re.sub(r"(?<=\w)-\s*\n\s*(?=[a-z])", "", text)
    return " ".join(_WORDS.findall(joined.casefold()))
