"""The passage of an entry that answers a query best, as safe HTML with the words marked."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from kb.search import analysis
from kb.search.tree import Fuzzy, Identified, Node, Phrase, Prefix, Term, Wildcard, leaves

WINDOW: Final = 34  # words
MOST_INNER: Final = 2
_HEAD: Final = 3  # letters by which a line is passed over without being analysed
_SENTENCE_END: Final = re.compile(r"[.!?]\s+$")


@dataclass
class Wanted:
    """What is to be marked: stems, words, and tests for patterns. Numbers tell them apart."""

    stems: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    tests: list[tuple[Callable[[str], bool], int]] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    short: tuple[str, ...] = ()  # heads of words that are shorter than a head
    count: int = 0

    def __bool__(self) -> bool:
        return bool(self.count)


def wanted_words(
    tree: Node, *, pattern: Callable[[Prefix | Wildcard | Fuzzy], Callable[[str], bool]]
) -> Wanted:
    """The words that a tree looks for, those after NOT left out."""
    wanted = Wanted()
    for leaf in leaves(tree, negated=False):
        match leaf:
            case Term():
                _add(wanted, leaf.forms, exact=leaf.exact)
            case Phrase():
                for _, forms in leaf.parts:
                    _add(wanted, forms, exact=leaf.exact)
            case Prefix() | Wildcard() | Fuzzy():
                wanted.tests.append((pattern(leaf), wanted.count))
                wanted.heads.add(_literal_head(leaf))
                wanted.count += 1
            case Identified():
                pass  # its words stand beside it as a phrase
            case _:
                pass
    wanted.short = tuple(head for head in wanted.heads if len(head) < _HEAD)
    return wanted


def _literal_head(node: Prefix | Wildcard | Fuzzy) -> str:
    match node:
        case Prefix():
            return node.prefix[:_HEAD]
        case Wildcard():
            return re.split(r"[*?]", node.pattern, maxsplit=1)[0][:_HEAD]
        case Fuzzy():
            return node.word[:1]


def _add(wanted: Wanted, forms: Iterable[str], *, exact: bool) -> None:
    table = wanted.words if exact else wanted.stems
    known = next((table[form] for form in forms if form in table), None)
    number = wanted.count if known is None else known
    wanted.count += known is None
    for form in forms:
        table[form] = number
        wanted.heads.add(form.split("/")[0][:_HEAD])
        if not exact:
            wanted.heads.update(word[:_HEAD] for word in analysis.irregular_forms().get(form, ()))


@dataclass(frozen=True)
class _Mark:
    start: int
    end: int
    number: int


class _Line(NamedTuple):
    score: tuple[int, int]
    number: int
    line: str
    marks: list[_Mark]
    bounds: tuple[int, int]

    def html(self) -> str:
        return _window_html(self.line, self.marks, self.bounds)


class Snippets:
    """Makes the snippets of one result page."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._known: dict[str, dict[str, int | None]] = {}

    def make(self, passages: Iterable[str], language: str) -> str:
        """The best of the passages' lines; their beginning where nothing is to be marked."""
        return self.result(passages, (), language)[0]

    def result(
        self, texts: Iterable[str], statements: Sequence[str], language: str
    ) -> tuple[str, list[tuple[int, str]]]:
        """The best line of all, and the best statements with their numbers.

        A statement with fewer than half as many of the words as the best line has is none.
        """
        lines = [line for text in texts for line in text.splitlines() if line.strip()]
        best = self._best(lines, language, 1)
        inner = self._best(statements, language, MOST_INNER)
        if not best and not inner:
            start = _summary_line(lines) if lines else next(iter(statements), "")
            return _window_html(start, [], _bounds(start, [])), []
        top = max([*best, *inner], key=lambda found: found.score)
        told = [found for found in inner if 2 * found.score[0] >= top.score[0]]
        shown = [(found.number, found.html()) for found in told]
        return top.html(), shown

    def _best(self, lines: Iterable[str], language: str, count: int) -> list[_Line]:
        """The `count` lines with most of the words; the first that have all of them will do."""
        found: list[_Line] = []
        whole = 0
        for number, line in enumerate(lines if self.wanted else ()):
            if not self._worth_reading(line):
                continue
            marks = self._marks(line, language)
            if not marks:
                continue
            bounds = _bounds(line, marks)
            score = _score(bounds, marks)
            found.append(_Line(score, number, line, marks, bounds))
            whole += score[0] >= self.wanted.count
            if whole >= count:
                break
        found.sort(key=lambda line: line.score, reverse=True)
        return found[:count]

    def _worth_reading(self, line: str) -> bool:
        """Whether any wanted word can stand in the line: a cheap test before the analysis."""
        if not line.isascii():
            return True
        lowered = line.lower()
        return any(head in lowered for head in self.wanted.heads)

    def _marks(self, line: str, language: str) -> list[_Mark]:
        marks: list[_Mark] = []
        known = self._known.setdefault(language, {})
        heads, short = self.wanted.heads, self.wanted.short
        for start, end, word, head in _words_of(line):
            if head and head not in heads and not (short and head.startswith(short)):
                continue
            number = known.get(word, -1)
            if number == -1:
                number = known[word] = self._look_up(word, language)
            if number is not None:
                marks.append(_Mark(start, end, number))
        return marks

    def _look_up(self, word: str, language: str) -> int | None:
        for stem in analysis.stems(word, language):
            if stem in self.wanted.stems:
                return self.wanted.stems[stem]
        folded = analysis.fold(word)
        if folded in self.wanted.words:
            return self.wanted.words[folded]
        return next((number for test, number in self.wanted.tests if test(folded)), None)


@lru_cache(maxsize=4_000)
def _words_of(line: str) -> tuple[tuple[int, int, str, str], ...]:
    """Places, words, and how they begin where that tells which are wanted."""
    return tuple(
        (start, end, word, word[:_HEAD].lower() if word.isascii() else "")
        for start, end, word in analysis.split(line)
    )


def _summary_line(lines: list[str]) -> str:
    return max(lines[:4], key=len)


def _bounds(line: str, marks: list[_Mark]) -> tuple[int, int]:
    """The characters of the window: the most different marks, from the start of a sentence."""
    words = _words_of(line)
    if len(words) <= WINDOW + WINDOW // 4:
        return 0, len(line)
    best = (0, 0, 0)
    starts = [word[0] for word in words]
    for mark in marks:
        first = max(0, _index(starts, mark.start) - 4)
        last = min(len(words), first + WINDOW)
        inside = [m for m in marks if words[first][0] <= m.start and m.end <= words[last - 1][1]]
        score = (len({m.number for m in inside}), len(inside))
        if score > best[:2]:
            best = (*score, first)
    first = best[2]
    for back in range(first, max(-1, first - 8), -1):
        if back == 0 or _SENTENCE_END.search(line, 0, words[back][0]):
            first = back
            break
    last = min(len(words), first + WINDOW)
    end = words[last - 1][1]
    return words[first][0] if first else 0, len(line) if last == len(words) else end


def _index(starts: list[int], start: int) -> int:
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] < start:
            low = middle + 1
        else:
            high = middle
    return low


def _score(bounds: tuple[int, int], marks: list[_Mark]) -> tuple[int, int]:
    start, end = bounds
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    return len({mark.number for mark in inside}), min(len(inside), 3)


def _window_html(line: str, marks: list[_Mark], bounds: tuple[int, int]) -> str:
    start, end = bounds
    parts = ["\u2026 " if start else ""]
    at = start
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        parts.append(html.escape(line[at : mark.start]))
        parts.append(f"<mark>{html.escape(line[mark.start : mark.end])}</mark>")
        at = mark.end
    parts.append(html.escape(line[at:end]))
    parts.append(" \u2026" if end < len(line) else "")
    return "".join(parts).strip()
