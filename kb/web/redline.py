"""Two texts as a redline: what is said about training first, then every change in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kb.scraper.signals import Sentence, load_signals
from kb.scraper.textdiff import LineChange, TextDiff, compare
from kb.scraper.versions import telling_sentences

CONTEXT = 1  # unchanged lines that stay open around a change


@dataclass(frozen=True)
class Line:
    """A line with its changes, and what its sentences speak of."""

    change: LineChange
    about: tuple[str, ...]


@dataclass(frozen=True)
class Block:
    """Lines in a row; unchanged ones beyond the context are `folded`."""

    folded: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Redline:
    """The differences of two texts, ready to be shown."""

    diff: TextDiff
    telling: tuple[tuple[str, Sentence], ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The whole text, unchanged passages folded."""
        lines = self.diff.lines
        near = set(_near_changes(lines))
        runs = groupby(range(len(lines)), key=lambda at: at not in near)
        return tuple(Block(folded, tuple(_line(lines[at]) for at in run)) for folded, run in runs)

    @property
    def counts(self) -> dict[str, int]:
        """How many paragraphs were added, removed, changed and moved."""
        told = ("added", "removed", "changed", "moved")
        return {one: sum(line.operation == one for line in self.diff.changes) for one in told}


def redline(before: str, after: str) -> Redline:
    """Compare two texts."""
    diff = compare(before, after)
    return Redline(diff, telling_sentences(diff))


def about(sentence: Sentence) -> str:
    """What a sentence speaks of, in words."""
    labels = load_signals().labels
    return ", ".join(labels[signal] for signal in sentence.signals)


def _near_changes(lines: tuple[LineChange, ...]) -> Iterator[int]:
    for at, line in enumerate(lines):
        if line.operation != "same":
            yield from range(max(0, at - CONTEXT), min(len(lines), at + CONTEXT + 1))


def _line(change: LineChange) -> Line:
    if change.operation == "same":
        return Line(change, ())
    signals = load_signals()
    found = signals.find(f"{change.before}\n{change.after}")
    return Line(change, tuple(dict.fromkeys(about(one) for one in found)))
