"""The passage of an entry that answers a query best, as safe HTML with the words marked."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from operator import itemgetter
from typing import Final, NamedTuple

from kb.search import analysis, windows
from kb.search.lines import Lines, lines_of
from kb.search.marking import Wanted
from kb.search.windows import Mark

MOST_INNER: Final = 2
_OPENING: Final = 4  # lines, the longest of which is shown where there is nothing to mark


Words = Iterable[tuple[int, int, str]]  # start, end and word
#: The number of a line, and where words begin in it that may be marked; None is everywhere.
_Row = tuple[int, list[int] | None]


class _Line(NamedTuple):
    score: tuple[int, int]
    number: int
    line: str
    marks: list[Mark]
    bounds: windows.Bounds

    def html(self) -> str:
        return windows.as_html(self.line, self.marks, self.bounds)


class Snippets:
    """Makes the snippets of one result page."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self._known: dict[str, dict[str, int | None]] = {}
        self._apart = Snippets(wanted.apart) if wanted.apart else None

    def make(self, passages: Iterable[str], language: str) -> str:
        """The best of the passages' lines; their beginning where nothing is to be marked."""
        return self.result(lines_of(passages, ()), language)[0]

    def result(self, lines: Lines, language: str) -> tuple[str, list[tuple[int, str]]]:
        """The best line of all, and the best statements with their numbers.

        A statement with fewer than half as many of the words as the best line has is none.
        """
        rows = self._rows(lines)
        texts = lines.texts
        first = bisect_left(rows, texts, key=itemgetter(0))
        best = self._best(lines, rows[:first], language, 1)
        inner = self._best(lines, rows[first:], language, MOST_INNER)
        if not best and not inner:
            if self._apart:
                return self._apart.result(lines, language)
            start = max(lines.lines[: min(_OPENING, texts)] or lines.lines[:1] or ("",), key=len)
            return windows.as_html(start, [], windows.bounds(start, [])), []
        top = max([*best, *inner], key=_score_of)
        told = [found for found in inner if 2 * found.score[0] >= top.score[0]]
        shown = [(found.number - texts, found.html()) for found in told]
        return top.html(), shown

    def _best(self, lines: Lines, rows: list[_Row], language: str, count: int) -> list[_Line]:
        """The `count` lines with most of the words; the first that have all of them will do."""
        found: list[_Line] = []
        whole = 0
        for number, places in rows:
            line = lines.lines[number]
            marks = self._marks(line, places, language)
            if not marks:
                continue
            bounds = windows.bounds(line, marks)
            score = windows.score(bounds, marks)
            found.append(_Line(score, number, line, marks, bounds))
            whole += score[0] >= self.wanted.count
            if whole >= count:
                break
        if len(found) > 1:
            found.sort(key=_score_of, reverse=True)
        return found[:count]

    def _rows(self, lines: Lines) -> list[_Row]:
        """The lines in which marks may stand, in their order, and where in each."""
        if not self.wanted:
            return []
        rows: list[_Row] = []
        within: list[int] = []
        begin = end = 0
        for place in _places(lines.plain, self.wanted.begins):
            if place >= end:
                row = bisect_right(lines.starts, place) - 1
                begin, end = lines.starts[row : row + 2]
                within = []
                rows.append((lines.numbers[row], within))
            within.append(place - begin)
        if lines.beyond:
            rows += [(number, None) for number in lines.beyond]
            rows.sort(key=itemgetter(0))
        return rows

    def _marks(self, line: str, places: list[int] | None, language: str) -> list[Mark]:
        """The marks of a line: of its words at these places, or of all of them."""
        known = self._known.setdefault(language, {})
        words: Words = (
            analysis.split(line)
            if places is None
            else [begun for at in places if (begun := analysis.word_at(line, at))]
        )
        marks: list[Mark] = []
        for start, end, word in words:
            number = known.get(word, -1)
            if number == -1:
                number = known[word] = self._look_up(word, language)
            if number is not None:
                marks.append((start, end, number))
            for unit in self.wanted.units:
                last = unit.end(line, start, language)
                if last:
                    marks.append((start, last, unit.number))
        return marks

    def _look_up(self, word: str, language: str) -> int | None:
        for stem in analysis.stems(word, language):
            if stem in self.wanted.stems:
                return self.wanted.stems[stem]
        folded = analysis.fold(word)
        if folded in self.wanted.words:
            return self.wanted.words[folded]
        return next((number for test, number in self.wanted.tests if test(folded)), None)


def _places(plain: str, begins: Iterable[str]) -> list[int]:
    """Where words begin that begin in one of these ways, ascending."""
    places: list[int] = []
    for begin in begins:
        at = plain.find(begin)
        while at >= 0:
            if not at or not plain[at - 1].isalnum():
                places.append(at)
            at = plain.find(begin, at + 1)
    return places if len(places) < 2 else sorted(set(places))


def _score_of(line: _Line) -> tuple[int, int]:
    return line.score
