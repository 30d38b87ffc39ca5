"""What a query looks for, as it is marked in the lines of what was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from kb.search import analysis
from kb.search.lines import in_plain
from kb.search.patterns import wildcard_pattern
from kb.search.tree import Forms, Fuzzy, Node, Phrase, Prefix, Term, Wildcard, leaves

_HEAD: Final = 3  # letters by which words are passed over without being analysed
_LONGEST_ACRONYM: Final = 4  # letters of what may be written with dots, as in U.S.C.
_MOST_HEADS: Final = 40  # from so many words on, their first letter is looked for instead

Pattern = Prefix | Wildcard


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
        if all(form in table for form in forms):
            return
        known = next((table[form] for form in forms if form in table), None)
        number = self.count if known is None else known
        self.count += known is None
        table.update(dict.fromkeys(forms, number))
        self._begin(forms, exact=exact)

    def add_near(self, words: Sequence[str]) -> None:
        """Mark any of several words that begin with the same letter, as near spellings do."""
        number = self.count
        self.count += 1
        for word in words:
            self.words.setdefault(word, number)
            self._head(word[: _HEAD if len(words) < _MOST_HEADS else 1], dotted=False)

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
        for stem in {form.split("/")[0] for form in forms}:
            self._head(stem[:_HEAD], dotted=len(stem) <= _LONGEST_ACRONYM)
        if not exact:
            for form in forms:
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


def wanted_words(
    tree: Node, *, near: Callable[[Fuzzy], Sequence[str]], apart: bool = False
) -> Wanted:
    """The words that a tree looks for, those after NOT left out; with `apart` no phrases.

    `near` gives the words of the index that a spelling may mean.
    """
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
            case Prefix() | Wildcard():
                wanted.add_test(leaf, _pattern_test(leaf))
            case Fuzzy():
                wanted.add_near(near(leaf))
            case _:
                pass  # the words of a number stand beside it as a phrase
    if wanted.units:
        wanted.apart = wanted_words(tree, near=near, apart=True)
    return wanted


def _pattern_test(node: Pattern) -> Callable[[str], bool]:
    """Whether a folded word is one that a pattern means."""
    match node:
        case Prefix():
            return lambda word: word.startswith(node.prefix)
        case Wildcard():
            pattern = wildcard_pattern(node.pattern)
            return lambda word: pattern.fullmatch(word) is not None
