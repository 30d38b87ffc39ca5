"""What a few letters may become: names, numbers and topics with the pages they lead to.

`SuggestIndex(targets)` is made once and never changes, so any number of threads may ask it. The
folded words of all names stand in one sorted list and what they lead to, word by word, in one
array: whatever begins with some letters is a slice of it. The targets are numbered in the order
in which they are offered, so the best of a slice are its smallest numbers, and the time of an
answer hardly depends on how much is known.

Order: an identifier in any spelling; a whole name; the beginning of the name itself, then of
another name of the same thing; words in any order, each begun; and only where all this finds
nothing, words with one letter wrong. Within each, what is cited or named most often comes first.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kb.entries.identifiers import identifier_keys
from kb.search.analysis import fold, normal, split

MOST: Final = 8
LONGEST: Final = 120  # characters of what is typed
MOST_WORDS: Final = 12
SQUEEZED: Final = 48  # letters of a name that count for its beginning
SHORTEST_MISTYPED, LONGEST_MISTYPED = 4, 20
MOST_MISTYPED: Final = 2  # words of one query; each takes about a millisecond

FEW: Final = 2_000

Numbers = npt.NDArray[np.int32]

_NONE: Final[Numbers] = np.empty(0, dtype=np.int32)

_PARTS = re.compile(r"\d+|\D+")
_AGAINST: Final = frozenset({"v", "vs", "versus"})
_OWN, _SHARED = "\0", "\1"  # before keys of identifiers, which no word begins with
_END = "\U0010ffff"
_CYRILLIC: Final = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SHORT_FORM: Final = re.compile(r"\(([A-Z][A-Z -]*[0-9.]+)\)")  # … (CC BY 4.0)
_LONGEST_MATCH: Final = 60


@dataclass(frozen=True, slots=True)
class Target:
    """A page that can be suggested; `weight` is how often it is cited or named."""

    kind: str
    label: str
    detail: str
    url: str
    weight: int = 0
    names: tuple[str, ...] = ()  # what else it is called: titles, aliases, numbers
    keys: tuple[str, ...] = ()  # of identifiers that are its own
    shared_keys: tuple[str, ...] = ()  # of identifiers that it has among others


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list."""

    kind: str
    label: str
    detail: str
    url: str


def words_of(text: str) -> list[str]:
    """The folded words of a name or a query; numbers are words of their own, without zeros.

    `v.` between two parties counts for nothing, since people leave it out or write `vs`.
    """
    found = [
        (part.lstrip("0") or "0") if part.isdecimal() else part
        for _, _, word in split(normal(text))
        for part in _PARTS.findall(fold(word))
    ]
    return [word for word in found if word not in _AGAINST] or found


class SuggestIndex:
    """Everything that can be suggested."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self._targets = sorted(targets, key=lambda t: (-t.weight, len(t.label), t.label, t.url))
        words: dict[str, list[int]] = {}
        heads: dict[str, list[int]] = {}  # of the labels
        other_heads: dict[str, list[int]] = {}
        for number, target in enumerate(self._targets):
            of_label, *of_names = (words_of(name) for name in (target.label, *target.names))
            short = (words_of(form) for form in _SHORT_FORM.findall(target.label))
            for word in {*of_label, *(w for name in of_names for w in name), *_marked_keys(target)}:
                words.setdefault(word, []).append(number)
            for head in _heads((of_label, *short)):
                heads.setdefault(head, []).append(number)
            for head in _heads(of_names):
                other_heads.setdefault(head, []).append(number)
        self._words = _Sorted(words)
        self._heads = (_Sorted(heads), _Sorted(other_heads))

    def __len__(self) -> int:
        return len(self._targets)

    def find(self, text: str, *, limit: int = MOST) -> tuple[Suggestion, ...]:
        """At most `limit` suggestions, the best first; none for a text without a word."""
        text = text[:LONGEST]
        words = words_of(text)[:MOST_WORDS]
        if len(words) > 1 and words[-1] == "0":
            words.pop()  # the zeros before a number that is still being typed
        if not words or limit < 1:
            return ()
        found: dict[str, Target] = {}  # two names of one page are one suggestion
        for number in self._ranked(text, words):
            target = self._targets[int(number)]
            found.setdefault(target.url, target)
            if len(found) == limit:
                break
        return tuple(_suggestion(target, words) for target in found.values())

    def _ranked(self, text: str, words: Sequence[str]) -> Iterator[np.integer[Any]]:
        keys = identifier_keys(text)
        for mark in (_OWN, _SHARED):
            yield from self._in_order(self._words.exactly(mark + key) for key in keys)
        whole = "".join(words)[:SQUEEZED]
        yield from self._in_order(heads.exactly(whole) for heads in self._heads)
        begun = [self._in_order([heads.beginning(whole)]) for heads in self._heads]
        for numbers in begun:
            yield from numbers
        masks = [self._mask([word]) for word in words]
        scattered = np.flatnonzero(np.logical_and.reduce(masks))
        yield from scattered
        if not len(scattered) and not any(map(len, begun)):
            variants = _one_letter_off(whole)
            for heads in self._heads:
                yield from self._in_order(map(heads.beginning, variants))
            yield from self._mistyped(words, masks)

    def _in_order(self, slices: Iterable[Numbers]) -> Numbers:
        """The numbers of all slices once, the best first."""
        found = [part for part in slices if len(part)]
        if sum(map(len, found)) <= FEW:
            return np.unique(np.concatenate(found)) if found else _NONE
        mask = np.zeros(len(self._targets), dtype=np.bool_)  # cheaper than to sort many
        for part in found:
            mask[part] = True
        return np.flatnonzero(mask).astype(np.int32)

    def _mistyped(
        self, words: Sequence[str], masks: Sequence[npt.NDArray[np.bool_]]
    ) -> npt.NDArray[np.intp]:
        """What has the words, where a letter of those that nothing begins with is wrong.

        Where each word alone begins something, one of them is wrong all the same.
        """
        unknown = [place for place, mask in enumerate(masks) if not mask.any()]
        if len(unknown) > MOST_MISTYPED:
            return np.empty(0, np.intp)
        near = list(masks)
        if unknown:
            for place in unknown:
                near[place] = self._mask(_one_letter_off(words[place]))
            return np.flatnonzero(np.logical_and.reduce(near))
        found = np.zeros(len(self._targets), dtype=np.bool_)
        by_length = sorted(range(len(words)), key=lambda place: -len(words[place]))
        for place in by_length[:MOST_MISTYPED]:
            near = list(masks)
            near[place] = self._mask(_one_letter_off(words[place]))
            found |= np.logical_and.reduce(near)
        return np.flatnonzero(found)

    def _mask(self, beginnings: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Which targets have a word that begins with one of these."""
        mask = np.zeros(len(self._targets), dtype=np.bool_)
        for beginning in beginnings:
            mask[self._words.beginning(beginning)] = True
        return mask


class _Sorted:
    """Strings in order, each with the numbers of its targets."""

    def __init__(self, found: dict[str, list[int]]) -> None:
        self._strings = sorted(found)
        sizes = np.fromiter((len(found[s]) for s in self._strings), np.int64, len(found))
        self._starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        numbers = (number for s in self._strings for number in found[s])
        self._numbers = np.fromiter(numbers, np.int32, int(self._starts[-1]))

    def beginning(self, letters: str) -> Numbers:
        """The targets of every string that begins so; some may come twice."""
        low = bisect_left(self._strings, letters)
        if low == len(self._strings) or not self._strings[low].startswith(letters):
            return self._numbers[:0]
        high = bisect_left(self._strings, letters + _END, low)
        return self._numbers[self._starts[low] : self._starts[high]]

    def exactly(self, text: str) -> Numbers:
        """The targets of one string."""
        low = bisect_left(self._strings, text)
        if low == len(self._strings) or self._strings[low] != text:
            return self._numbers[:0]
        return self._numbers[self._starts[low] : self._starts[low + 1]]


def _marked_keys(target: Target) -> Iterator[str]:
    yield from (_OWN + key for key in target.keys)
    yield from (_SHARED + key for key in target.shared_keys)


def _heads(names: Iterable[Sequence[str]]) -> set[str]:
    """The beginnings of names, written together: `deviant art` begins DeviantArt."""
    return {"".join(words)[:SQUEEZED] for words in names} - {""}


def _one_letter_off(word: str) -> set[str]:
    """The word with one letter wrong, missing, too many, or two of them exchanged.

    A last letter too many is a wrong last letter as well, since any word may go on.
    """
    if not (SHORTEST_MISTYPED <= len(word) <= LONGEST_MISTYPED and word.isalpha()):
        return set()
    if word.isascii():
        alphabet = string.ascii_lowercase
    else:
        alphabet = _CYRILLIC if "\u0400" <= word[0] <= "\u04ff" else ""
    found: set[str] = set()
    for place in range(len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        found.update(before + other + after for other in alphabet)
        found.update(before + other + letter + after for other in alphabet)
        if after:
            found.add(before + after)
            found.add(before + after[0] + letter + after[1:])
    found.discard(word)
    return found


def _suggestion(target: Target, words: Sequence[str]) -> Suggestion:
    """The line for a target; the name that was typed is shown where it is not the label."""
    detail = target.detail
    if not _begins(target.label, words):
        other = next((name for name in target.names if _begins(name, words)), "")
        if other and len(other) <= _LONGEST_MATCH:
            detail = f"{detail} · {other}"
    return Suggestion(target.kind, target.label, detail, target.url)


def _begins(name: str, words: Sequence[str]) -> bool:
    """Whether each of the words, or all of them written together, begins a part of the name."""
    own = words_of(name)
    if "".join(own).startswith("".join(words)):
        return True
    return all(any(part.startswith(word) for part in own) for word in words)
