"""Evidence as the page of a proposal shows it: the captured text before and after, line by
line, what did not change folded, and what artists ask about marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kb.entries.diff import WordSpan
from kb.entries.evidence import Evidence
from kb.scraper.signals import load_signals
from kb.scraper.textdiff import LineChange, compare

CONTEXT: Final = 2  # unchanged lines around a change that stay visible


@dataclass(frozen=True)
class TextLine:
    """One line of the page; `about` says what a changed one speaks of, in words."""

    operation: str
    number: int | None  # in the newer text, else in the older one
    words: tuple[WordSpan, ...]
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Lines that stand together; unchanged ones far from any change are folded."""

    lines: tuple[TextLine, ...]
    is_folded: bool


@dataclass(frozen=True)
class Shown:
    """A piece of evidence with the differences of the captured text, if there is one."""

    evidence: Evidence
    stretches: tuple[Stretch, ...]
    change_count: int


def shown(pieces: Iterable[Evidence]) -> tuple[Shown, ...]:
    """Every piece as it is shown."""
    return tuple(_shown(piece) for piece in pieces)


def _shown(piece: Evidence) -> Shown:
    if piece.text_after is None:
        return Shown(piece, (), 0)
    found = compare(piece.text_before or "", piece.text_after)
    written = [line for line in found.lines if (line.before + line.after).strip()]
    count = sum(line.operation != "same" for line in written)
    return Shown(piece, tuple(_stretches(written)), count)


def _stretches(lines: Sequence[LineChange]) -> Iterator[Stretch]:
    near = {
        other
        for place, line in enumerate(lines)
        if line.operation != "same"
        for other in range(place - CONTEXT, place + CONTEXT + 1)
    }
    start = 0
    for end in range(1, len(lines) + 1):
        if end == len(lines) or (end in near) != (start in near):
            told = tuple(_line(line) for line in lines[start:end])
            yield Stretch(told, is_folded=start not in near)
            start = end


def _line(line: LineChange) -> TextLine:
    number = line.after_line or line.before_line
    if line.operation in {"same", "moved"}:
        return TextLine(line.operation, number, (WordSpan("same", line.after),))
    signals = load_signals()
    about = signals.of(line.after or line.before)
    return TextLine(
        line.operation, number, line.words(), tuple(signals.labels[one] for one in about)
    )
