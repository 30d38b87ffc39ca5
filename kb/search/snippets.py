"""The passage of an entry that answers a query best, as safe HTML with the words marked."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, NamedTuple

from kb.search import analysis
from kb.search.lines import Lines, lines_of
from kb.search.tree import Fuzzy, Identified, Node, Phrase, Prefix, Term, Wildcard, leaves

WINDOW: Final = 220  # characters
_BEFORE: Final = 40  # of them before the first mark
MOST_INNER: Final = 2
_OPENING: Final = 4  # lines, the longest of which is shown where there is nothing to mark
_HEAD: Final = 3  # letters by which words are passed over without being analysed
_SPECIAL: Final = re.compile("[&<>\"']")
_SENTENCE_END: Final = re.compile(r"[.!?]\s+")


@dataclass
class Wanted:
    """What is to be marked: stems, words, and tests for patterns. Numbers tell them apart."""

    stems: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    tests: list[tuple[Callable[[str], bool], int]] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)
    begins: tuple[str, ...] = ()  # the same in ASCII, with and without dots as in U.S.C.
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
    plain = [head for head in wanted.heads if head.isascii()]
    wanted.begins = tuple(dict.fromkeys([*plain, *map(".".join, plain)]))
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


class _Mark(NamedTuple):
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
        return self.result(lines_of(passages, ()), language)[0]

    def result(self, lines: Lines, language: str) -> tuple[str, list[tuple[int, str]]]:
        """The best line of all, and the best statements with their numbers.

        A statement with fewer than half as many of the words as the best line has is none.
        """
        marks = self._marks(lines, language) if self.wanted else {}
        texts = lines.texts
        best = self._best(lines, [at for at in marks if at < texts], marks, 1)
        inner = self._best(lines, [at for at in marks if at >= texts], marks, MOST_INNER)
        if not best and not inner:
            start = max(lines.lines[: min(_OPENING, texts)] or lines.lines[:1] or ("",), key=len)
            return _window_html(start, [], _bounds(start, [])), []
        top = max([*best, *inner], key=_score_of)
        told = [found for found in inner if 2 * found.score[0] >= top.score[0]]
        shown = [(found.number - texts, found.html()) for found in told]
        return top.html(), shown

    def _best(
        self, lines: Lines, numbers: list[int], marks: Mapping[int, list[_Mark]], count: int
    ) -> list[_Line]:
        """The `count` lines with most of the words; the first that have all of them will do."""
        found: list[_Line] = []
        whole = 0
        for number in sorted(numbers):
            line = lines.lines[number]
            bounds = _bounds(line, marks[number])
            score = _score(bounds, marks[number])
            found.append(_Line(score, number, line, marks[number], bounds))
            whole += score[0] >= self.wanted.count
            if whole >= count:
                break
        found.sort(key=_score_of, reverse=True)
        return found[:count]

    def _marks(self, lines: Lines, language: str) -> dict[int, list[_Mark]]:
        """The marks of every line that has any."""
        known = self._known.setdefault(language, {})
        marks: dict[int, list[_Mark]] = {}
        for line, start, end, word in chain(self._begun(lines), _split(lines)):
            number = known.get(word, -1)
            if number == -1:
                number = known[word] = self._look_up(word, language)
            if number is not None:
                marks.setdefault(line, []).append(_Mark(start, end, number))
        return marks

    def _begun(self, lines: Lines) -> Iterator[tuple[int, int, int, str]]:
        """The words of lines in ASCII that begin as a wanted one does, with their lines."""
        plain = lines.plain
        places: set[int] = set()
        for begin in self.wanted.begins:
            at = plain.find(begin)
            while at >= 0:
                if not at or not plain[at - 1].isalnum():
                    places.add(at)
                at = plain.find(begin, at + 1)
        for place in sorted(places):
            row = bisect_right(lines.starts, place) - 1
            number = lines.numbers[row]
            word = analysis.word_at(lines.lines[number], place - lines.starts[row])
            if word is not None:
                yield number, *word

    def _look_up(self, word: str, language: str) -> int | None:
        for stem in analysis.stems(word, language):
            if stem in self.wanted.stems:
                return self.wanted.stems[stem]
        folded = analysis.fold(word)
        if folded in self.wanted.words:
            return self.wanted.words[folded]
        return next((number for test, number in self.wanted.tests if test(folded)), None)


def _split(lines: Lines) -> Iterator[tuple[int, int, int, str]]:
    """All words of the lines beyond ASCII, with their lines."""
    for number in lines.beyond:
        for word in analysis.split(lines.lines[number]):
            yield number, *word


def _score_of(line: _Line) -> tuple[int, int]:
    return line.score


def _bounds(line: str, marks: list[_Mark]) -> tuple[int, int]:
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


def _anchor(marks: list[_Mark]) -> int:
    """Where the mark begins from which on a window holds the most different ones.

    The window slides along the marks, which neither begin nor end before the one to their left.
    """
    inside: Counter[int] = Counter()
    anchor, best, last = 0, (0, 0), 0
    for first, mark in enumerate(marks):
        while last < len(marks) and marks[last].end <= mark.start + WINDOW - _BEFORE:
            inside[marks[last].number] += 1
            last += 1
        score = (len(inside), last - first)
        if score > best:
            anchor, best = mark.start, score
        if last == first:  # the mark is wider than the window
            last += 1
            continue
        inside[mark.number] -= 1
        if not inside[mark.number]:
            del inside[mark.number]
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


def _score(bounds: tuple[int, int], marks: list[_Mark]) -> tuple[int, int]:
    start, end = bounds
    inside = [mark for mark in marks if start <= mark.start and mark.end <= end]
    return len({mark.number for mark in inside}), min(len(inside), 3)


def _escaped(text: str) -> str:
    """The text as HTML; most have nothing to be escaped, which is found out more quickly."""
    return html.escape(text) if _SPECIAL.search(text) else text


def _window_html(line: str, marks: list[_Mark], bounds: tuple[int, int]) -> str:
    start, end = bounds
    parts = ["\u2026 " if start else ""]
    at = start
    for mark in marks:
        if mark.start < at or mark.end > end:
            continue
        parts.append(_escaped(line[at : mark.start]))
        parts.append(f"<mark>{_escaped(line[mark.start : mark.end])}</mark>")
        at = mark.end
    parts.append(_escaped(line[at:end]))
    parts.append(" \u2026" if end < len(line) else "")
    return "".join(parts).strip()
