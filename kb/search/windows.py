"""Which part of a line is shown, and that part as safe HTML with the words marked."""

from __future__ import annotations

import html
import re
from collections import Counter
from typing import Final

WINDOW: Final = 220  # characters
_BEFORE: Final = 40  # of them before the first mark
_SPECIAL: Final = re.compile("[&<>\"']")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+")

#: Where something wanted begins and ends in a line, and its number.
Mark = tuple[int, int, int]
Bounds = tuple[int, int]


def bounds(line: str, marks: list[Mark]) -> Bounds:
    """The characters of the window: the most different marks, from the start of a sentence."""
    if len(line) <= WINDOW + WINDOW // 4:
        return 0, len(line)
    anchor = _anchor(marks)
    first = _start(line, anchor)
    last = first + WINDOW
    if last >= len(line):
        return first, len(line)
    blank = line.rfind(" ", anchor + 1, last + 1)
    return first, blank if blank > 0 else last


def _anchor(marks: list[Mark]) -> int:
    """Where the mark begins from which on a window holds the most different ones.

    The window slides along the marks, which neither begin nor end before the one to their left.
    """
    if len(marks) == 1:
        return marks[0][0]
    inside: Counter[int] = Counter()
    anchor, best, last = 0, (0, 0), 0
    for first, (start, _, number) in enumerate(marks):
        while last < len(marks) and marks[last][1] <= start + WINDOW - _BEFORE:
            inside[marks[last][2]] += 1
            last += 1
        score = (len(inside), last - first)
        if score > best:
            anchor, best = start, score
        if last == first:  # the mark is wider than the window
            last += 1
            continue
        inside[number] -= 1
        if not inside[number]:
            del inside[number]
    return anchor


def _start(line: str, anchor: int) -> int:
    """Where a window begins that shows the anchor: with a sentence, or else with a word."""
    if anchor <= _BEFORE:
        return 0
    ends = [end.end() for end in _SENTENCE_END.finditer(line, max(0, anchor - 2 * _BEFORE), anchor)]
    if ends:
        return ends[0]
    blank = line.find(" ", anchor - _BEFORE, anchor)
    return blank + 1 if blank >= 0 else anchor


def score(shown: Bounds, marks: list[Mark]) -> tuple[int, int]:
    """How many different things are marked in the window, and how many marks, up to three."""
    if len(marks) == 1:
        return (1, 1) if shown[0] <= marks[0][0] and marks[0][1] <= shown[1] else (0, 0)
    low, high = shown
    inside = [number for start, end, number in marks if low <= start and end <= high]
    return len(set(inside)), min(len(inside), 3)


def _escaped(text: str) -> str:
    """The text as HTML; most have nothing to be escaped, which is found out more quickly."""
    return html.escape(text) if _SPECIAL.search(text) else text


def as_html(line: str, marks: list[Mark], shown: Bounds) -> str:
    """The window of a line."""
    first, last = shown
    parts = ["\u2026 " if first else ""]
    at = first
    for start, end, _ in marks:
        if start < at or end > last:
            continue
        parts.append(f"{_escaped(line[at:start])}<mark>{_escaped(line[start:end])}</mark>")
        at = end
    parts.append(_escaped(line[at:last]))
    if last < len(line):
        parts.append(" \u2026")
    return "".join(parts).strip()
