"""Which words of an index are near in meaning to a word: "tale" and "story", "firm" and "company".

Vectors of the commonest words are kept as bytes. Near words stand beside a word of a question as
synonyms do, weighted by how near they are; forms of the word itself are found anyway.
"""

from __future__ import annotations

import heapq
import threading
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search import analysis
from kb.search.meaning.model import DIMENSIONS, Model
from kb.search.meaning.vectors import blocks, pack

MOST_WORDS: Final = 20_000
MOST_NEAR: Final = 8
LEAST_SIMILARITY: Final = 0.4
_SHORTEST: Final = 3
_CANDIDATES: Final = 16
_MOST_REMEMBERED: Final = 4096
_NONE: Final = np.empty(0, np.float32)


class NearWord(NamedTuple):
    """A word of the index; `similarity` is at most 1."""

    word: str
    similarity: float


class _Known(NamedTuple):
    """The words whose vectors are known, and the near ones of words asked for before."""

    words: list[str]
    packed: npt.NDArray[np.int8]
    lengths: npt.NDArray[np.float32]
    near: dict[str, tuple[NearWord, ...]]


class NearWords:
    """Safe for threads: what is known is replaced as a whole."""

    def __init__(self) -> None:
        self._learning = threading.Lock()
        self._known: _Known | None = None

    def learn(self, vocabulary: Mapping[str, int], model: Model) -> None:
        """Know the commonest words of a vocabulary, making vectors of the new ones only."""
        with self._learning:
            self._learn(vocabulary, model)

    def _learn(self, vocabulary: Mapping[str, int], model: Model) -> _Known:
        usable = (word for word in vocabulary if word.isalpha() and len(word) >= _SHORTEST)
        words = heapq.nsmallest(MOST_WORDS, usable, key=lambda word: (-vocabulary[word], word))
        before = self._known
        rows = {word: row for row, word in enumerate(before.words)} if before else {}
        packed = np.zeros((len(words), DIMENSIONS), np.int8)
        new = [at for at, word in enumerate(words) if word not in rows]
        if before is not None:
            old = [at for at, word in enumerate(words) if word in rows]
            packed[old] = before.packed[[rows[words[at]] for at in old]]
        if new:
            packed[new] = pack(model.vectors([words[at] for at in new]))
        lengths = [np.linalg.norm(block, axis=1) for _, block in blocks(packed)]
        self._known = _Known(words, packed, np.concatenate([*lengths, _NONE]), {})
        return self._known

    def of(
        self, words: Sequence[str], vocabulary: Mapping[str, int], model: Model
    ) -> dict[str, tuple[NearWord, ...]]:
        """The near words of each word, the nearest first; learns the words if none are known."""
        known = self._known
        if known is None:
            with self._learning:
                known = self._known or self._learn(vocabulary, model)
        asked = [word for word in dict.fromkeys(words) if word not in known.near]
        if asked:
            if len(known.near) > _MOST_REMEMBERED:
                known.near.clear()
            known.near.update(zip(asked, _near(asked, known, model), strict=True))
        return {word: known.near.get(word, ()) for word in words}


def _near(asked: list[str], known: _Known, model: Model) -> list[tuple[NearWord, ...]]:
    wanted = model.vectors(asked)
    found = np.empty((len(asked), len(known.words)), np.float32)
    for rows, block in blocks(known.packed):
        for at, vector in enumerate(wanted):
            np.dot(block, vector, out=found[at, rows])
    found /= np.maximum(known.lengths, np.float32(1e-9))
    pairs = zip(asked, found, strict=True)
    return [_best(word, similarities, known.words) for word, similarities in pairs]


def _best(
    word: str, similarities: npt.NDArray[np.float32], words: list[str]
) -> tuple[NearWord, ...]:
    own = _stems(word)
    numbers = np.flatnonzero(similarities >= LEAST_SIMILARITY)
    order = numbers[np.argsort(-similarities[numbers], kind="stable")][:_CANDIDATES].tolist()
    near = (NearWord(words[at], round(float(similarities[at]), 3)) for at in order)
    others = (one for one in near if one.word != word and own.isdisjoint(_stems(one.word)))
    return tuple(islice(others, MOST_NEAR))


def _stems(word: str) -> frozenset[str]:
    return frozenset(analysis.stems(word, "en"))
