"""The passage of an entry that answers a query best, as safe HTML with the words marked."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Final, NamedTuple

from kb.search import analysis, windows
from kb.search.lines import Lines, in_plain, lines_of
from kb.search.tree import Forms, Fuzzy, Node, Phrase, Prefix, Term, Wildcard, leaves
from kb.search.windows import Mark

MOST_INNER: Final = 2
_OPENING: Final = 4  # lines, the longest of which is shown where there is nothing to mark
_HEAD: Final = 3  # letters by which words are passed over without being analysed
_LONGEST_ACRONYM: Final = 6  # letters of what may be written with dots, as in U.S.C.

Pattern = Prefix | Wildcard | Fuzzy
Words = Iterable[tuple[int, int, str]]  # start, end and word


class Unit:
    """A quoted phrase, which is marked where its words stand together."""

    def __init__(self, phrase: Phrase, number: int) -> None:
        self.number = number
        self._parts = phrase.parts
        self._exact = phrase.exact
        self._known: dict[tuple[int, str, str], bool] = {}

    def end(self, line: str, start: int, language: str) -> int:
        """Where the phrase ends that begins with the word at this place; 0 if none does."""
        words = analysis.split(line, start)
        before = -1
        end = 0
        for offset, forms in self._parts:
            word = next(islice(words, offset - before - 1, None), None)
            before = offset
            if word is None:
                return 0
            _, end, said = word
            key = (offset, said, language)
            fits = self._known.get(key)
            if fits is None:
                fits = self._known[key] = not forms_of(said, language, self._exact).isdisjoint(
                    forms
                )
            if not fits:
                return 0
        return end


def forms_of(word: str, language: str, exact: bool) -> frozenset[str]:
    """What a word of a text is found by."""
    return frozenset([analysis.fold(word)] if exact else analysis.stems(word, language))


@dataclass
class Wanted:
    """What is to be marked: stems, words, tests for patterns, phrases. Numbers tell them apart.

    `begins` are the first letters of all of them, as `Lines.plain` has words. `apart` has the
    words of the phrases for themselves, for an entry in which no line has a phrase.
    """

    stems: dict[str, int] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    tests: list[tuple[Callable[[str], bool], int]] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)
    begins: set[str] = field(default_factory=set)
    count: int = 0
    apart: Wanted | None = None

    def __bool__(self) -> bool:
        return bool(self.count)

    def add(self, forms: Forms, *, exact: bool) -> None:
        """Mark a word in any of its forms."""
        table = self.words if exact else self.stems
        known = next((table[form] for form in forms if form in table), None)
        number = self.count if known is None else known
        self.count += known is None
        table.update(dict.fromkeys(forms, number))
        self._begin(forms, exact=exact)

    def add_test(self, node: Pattern, test: Callable[[str], bool]) -> None:
        """Mark the words that a pattern means."""
        self.tests.append((test, self.count))
        self.count += 1
        self._head(_literal_head(node), dotted=True)

    def add_unit(self, phrase: Phrase) -> None:
        """Mark a phrase as one."""
        self.units.append(Unit(phrase, self.count))
        self.count += 1
        self._begin(phrase.parts[0][1], exact=phrase.exact)

    def _begin(self, forms: Forms, *, exact: bool) -> None:
        for form in forms:
            stem = form.split("/")[0]
            self._head(stem[:_HEAD], dotted=len(stem) <= _LONGEST_ACRONYM)
            if not exact:
                for word in analysis.irregular_forms().get(form, ()):
                    self._head(word[:_HEAD], dotted=False)

    def _head(self, head: str, *, dotted: bool) -> None:
        """Words beyond ASCII are not passed over, so their beginnings are not needed."""
        plain = in_plain(head)
        if plain:
            self.begins.add(plain)
            if dotted:
                self.begins.add(".".join(plain))


def _literal_head(node: Pattern) -> str:
    match node:
        case Prefix():
            return node.prefix[:_HEAD]
        case Wildcard():
            return re.split(r"[*?]", node.pattern, maxsplit=1)[0][:_HEAD]
        case Fuzzy():
            return node.word[:1]


def wanted_words(
    tree: Node, *, pattern: Callable[[Pattern], Callable[[str], bool]], apart: bool = False
) -> Wanted:
    """The words that a tree looks for, those after NOT left out; with `apart` no phrases."""
    wanted = Wanted()
    for leaf in leaves(tree, negated=False):
        match leaf:
            case Term():
                wanted.add(leaf.forms, exact=leaf.exact)
            case Phrase():
                if leaf.quoted and not leaf.slop and len(leaf.parts) > 1 and not apart:
                    wanted.add_unit(leaf)
                    continue
                for _, forms in leaf.parts:
                    wanted.add(forms, exact=leaf.exact)
            case Prefix() | Wildcard() | Fuzzy():
                wanted.add_test(leaf, pattern(leaf))
            case _:
                pass  # the words of a number stand beside it as a phrase
    if wanted.units:
        wanted.apart = wanted_words(tree, pattern=pattern, apart=True)
    return wanted


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
        texts = lines.texts
        places = _places(lines.plain, self.wanted.begins)
        best = self._best(lines, places, language, range(texts), 1)
        inner = self._best(lines, places, language, range(texts, len(lines.lines)), MOST_INNER)
        if not best and not inner:
            if self._apart:
                return self._apart.result(lines, language)
            start = max(lines.lines[: min(_OPENING, texts)] or lines.lines[:1] or ("",), key=len)
            return windows.as_html(start, [], windows.bounds(start, [])), []
        top = max([*best, *inner], key=_score_of)
        told = [found for found in inner if 2 * found.score[0] >= top.score[0]]
        shown = [(found.number - texts, found.html()) for found in told]
        return top.html(), shown

    def _best(
        self, lines: Lines, places: list[int], language: str, numbers: range, count: int
    ) -> list[_Line]:
        """The `count` lines with most of the words; the first that have all of them will do."""
        found: list[_Line] = []
        whole = 0
        for number, marks in self._marked(lines, places, language, numbers):
            line = lines.lines[number]
            bounds = windows.bounds(line, marks)
            score = windows.score(bounds, marks)
            found.append(_Line(score, number, line, marks, bounds))
            whole += score[0] >= self.wanted.count
            if whole >= count:
                break
        if len(found) > 1:
            found.sort(key=_score_of, reverse=True)
        return found[:count]

    def _marked(
        self, lines: Lines, places: list[int], language: str, numbers: range
    ) -> Iterator[tuple[int, list[Mark]]]:
        """The lines of these numbers that have marks, in their order, read as they are asked."""
        if not self.wanted:
            return iter(())
        plain = self._plain(lines, places, language, numbers)
        others = lines.beyond[bisect_left(lines.beyond, numbers.start) :] if lines.beyond else ()
        if not others or others[0] >= numbers.stop:
            return plain
        beyond = (
            (number, marks)
            for number in others[: bisect_left(others, numbers.stop)]
            if (marks := self._marks(lines.lines[number], None, language))
        )
        return merge(plain, beyond, key=itemgetter(0))

    def _plain(
        self, lines: Lines, places: list[int], language: str, numbers: range
    ) -> Iterator[tuple[int, list[Mark]]]:
        """The same for the lines that `plain` has, in which words begin at these places."""
        starts = lines.starts
        first, last = (
            bisect_left(places, starts[bisect_left(lines.numbers, number)])
            for number in (numbers.start, numbers.stop)
        )
        while first < last:
            row = bisect_right(starts, places[first]) - 1
            end = bisect_left(places, starts[row + 1], first, last)
            number, begin = lines.numbers[row], starts[row]
            within = [place - begin for place in places[first:end]]
            marks = self._marks(lines.lines[number], within, language)
            if marks:
                yield number, marks
            first = end

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
