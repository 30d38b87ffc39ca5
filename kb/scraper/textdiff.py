"""Two texts compared: lines first, then words inside lines that changed, moved lines told apart.

Comparing words at once is quadratic and takes minutes on long terms; comparing lines first
takes milliseconds and reads better, because a line is a paragraph.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb.entries.diff import WordSpan, mark_words

Operation = Literal["same", "added", "removed", "changed", "moved"]
#: A line that is shorter says too little to be recognised in another place.
LEAST_MOVED: Final = 25  # characters
#: Two lines are versions of one if they share at least this much.
LIKENESS: Final = 0.5
_MOST_PAIRED: Final = 400  # candidates compared within one changed block


@dataclass(frozen=True)
class LineChange:
    """One line: what it was and what it is; a moved line stands where it is now.

    `before_line` and `after_line` count from 1, None where the line does not exist.
    """

    operation: Operation
    before: str
    after: str
    before_line: int | None
    after_line: int | None

    def words(self) -> tuple[WordSpan, ...]:
        """The line with its words marked."""
        return mark_words(self.before, self.after)


@dataclass(frozen=True)
class TextDiff:
    """Every line of both texts, in reading order."""

    lines: tuple[LineChange, ...]

    @property
    def changes(self) -> tuple[LineChange, ...]:
        """The lines that differ; moved ones included."""
        return tuple(line for line in self.lines if line.operation != "same")

    @property
    def is_only_moved(self) -> bool:
        """Whether both texts have the same lines in another order."""
        return all(line.operation == "moved" for line in self.changes)


def compare(before: str, after: str) -> TextDiff:
    """The differences of two texts; the work grows with the lines, not with the words."""
    old, new = before.split("\n"), after.split("\n")
    lines: list[LineChange] = []
    for tag, i1, i2, j1, j2 in _opcodes(old, new):
        if tag == "equal":
            lines += [
                LineChange("same", old[i], new[j], i + 1, j + 1)
                for i, j in zip(range(i1, i2), range(j1, j2), strict=True)
            ]
        else:
            lines += _paired(old, new, (i1, i2), (j1, j2))
    return TextDiff(tuple(_with_moves(lines)))


def _opcodes(old: Sequence[str], new: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """difflib's opcodes; what both begin and end with is left out of its work."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = difflib.SequenceMatcher(
        a=old[start : len(old) - end], b=new[start : len(new) - end], autojunk=False
    )
    found = [("equal", 0, start, 0, start)]
    found += [
        (tag, i1 + start, i2 + start, j1 + start, j2 + start)
        for tag, i1, i2, j1, j2 in middle.get_opcodes()
    ]
    found.append(("equal", len(old) - end, len(old), len(new) - end, len(new)))
    return found


def _paired(
    old: Sequence[str], new: Sequence[str], olds: tuple[int, int], news: tuple[int, int]
) -> list[LineChange]:
    """A block that changed: lines that are versions of each other side by side, in order."""
    pairs = _pairs(old, new, olds, news)
    lines: list[LineChange] = []
    i, j = olds[0], news[0]
    for first, second in [*pairs, (olds[1], news[1])]:
        lines += [LineChange("removed", old[at], "", at + 1, None) for at in range(i, first)]
        lines += [LineChange("added", "", new[at], None, at + 1) for at in range(j, second)]
        if first < olds[1]:
            lines.append(LineChange("changed", old[first], new[second], first + 1, second + 1))
        i, j = first + 1, second + 1
    return lines


def _pairs(
    old: Sequence[str], new: Sequence[str], olds: tuple[int, int], news: tuple[int, int]
) -> list[tuple[int, int]]:
    """Lines that are alike, each once, crossing no other pair: the best first."""
    scored: list[tuple[float, int, int]] = []
    if (olds[1] - olds[0]) * (news[1] - news[0]) <= _MOST_PAIRED:
        for j in range(*news):
            words = new[j].split()
            for i in range(*olds):
                ratio = _likeness(old[i].split(), words)
                if ratio >= LIKENESS:
                    scored.append((-ratio, i, j))
    else:
        scored = [(0.0, i, j) for i, j in zip(range(*olds), range(*news), strict=False)
                  if _likeness(old[i].split(), new[j].split()) >= LIKENESS]  # fmt: skip
    chosen: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if all((i < a and j < b) or (i > a and j > b) for a, b in chosen):
            chosen.append((i, j))
    return sorted(chosen)


def _likeness(old: list[str], new: list[str]) -> float:
    """The share of words that two lines have in common, 0 to 1."""
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return 0.0 if matcher.quick_ratio() < LIKENESS else matcher.ratio()


def _with_moves(lines: list[LineChange]) -> list[LineChange]:
    """A line that was taken out in one place and put in as it was in another has moved."""
    gone: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.operation == "removed" and len(line.before) >= LEAST_MOVED:
            gone[line.before].append(at)
    dropped: set[int] = set()
    moved: dict[int, LineChange] = {}
    for at, line in enumerate(lines):
        if line.operation == "added" and gone.get(line.after):
            origin = gone[line.after].pop(0)
            dropped.add(origin)
            before_line = lines[origin].before_line
            moved[at] = LineChange("moved", line.after, line.after, before_line, line.after_line)
    return [moved.get(at, line) for at, line in enumerate(lines) if at not in dropped]
