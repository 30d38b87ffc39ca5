"""The words of an index arranged by how they are spelt, to be looked through in a moment.

Comparing a word with all sixty thousand takes longer than the rest of a search. A word one or
two changes away has nearly the same length and, but for a few forms that can be written down,
the same first letter; a word that has another inside it is found in one text of all of them.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from threading import Lock
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

_MOST_KEPT: Final = 4  # vocabularies: of the generations that are read now
_MOST_WORDS: Final = 1_000  # whose near ones are kept


class Spellings:
    """A vocabulary arranged; it is not changed afterwards."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self.vocabulary = vocabulary
        self.near = lru_cache(_MOST_WORDS)(self._near)

    @cached_property
    def _buckets(self) -> Mapping[tuple[str, int], list[str]]:
        buckets: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self.vocabulary:
            if word:
                buckets[word[0], len(word)].append(word)
        return dict(buckets)

    @cached_property
    def _first_letters(self) -> frozenset[str]:
        return frozenset(first for first, _ in self._buckets)

    @cached_property
    def _text(self) -> str:
        return "\n" + "\n".join(self.vocabulary) + "\n"

    def arrange(self) -> None:
        """Arrange now what otherwise the first who asks waits for."""
        _ = self._first_letters, self._text

    def _near(self, word: str, edits: int) -> Mapping[str, int]:
        """Words at most so many changes away (optimal string alignment), with their distance.

        Of words that begin with another letter only those one change away.
        """
        found: dict[str, int] = {}
        for length in range(len(word) - edits, len(word) + edits + 1):
            bucket = self._buckets.get((word[0], length), ())
            matches = process.extract(
                word, bucket, scorer=OSA.distance, score_cutoff=edits, limit=None
            )
            found |= {other: int(distance) for other, distance, _ in matches}
        others = (other for other in self._otherwise_begun(word) if other in self.vocabulary)
        return dict.fromkeys(others, 1) | found

    def _otherwise_begun(self, word: str) -> Iterator[str]:
        """What one change at the beginning makes of a word."""
        yield word[1:]
        yield word[1:2] + word[:1] + word[2:]
        for letter in self._first_letters - {word[0]}:
            yield letter + word[1:]
            yield letter + word

    def containing(self, part: str) -> Iterator[str]:
        """Words that have the part anywhere inside, in the order of the vocabulary."""
        text = self._text
        at = text.find(part)
        while at != -1:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            yield text[start:end]
            at = text.find(part, end)


_kept: OrderedDict[int, Spellings] = OrderedDict()
_lock = Lock()


def spellings_of(vocabulary: Mapping[str, int]) -> Spellings:
    """The vocabulary arranged; the last few are kept, each known by being the same object."""
    with _lock:
        known = _kept.get(id(vocabulary))
        if known is None or known.vocabulary is not vocabulary:
            known = _kept[id(vocabulary)] = Spellings(vocabulary)
        _kept.move_to_end(id(vocabulary))
        while len(_kept) > _MOST_KEPT:
            _kept.popitem(last=False)
        return known
