"""What an engine knows of meaning: vectors that follow its documents, and near words.

Vectors are made in the background from what the index itself holds, so publishing never waits
for them: an entry is found by its words at once and by its meaning a moment later. A text whose
digest is known is not made into a vector again.
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import structlog

from kb.search.meaning.model import DIMENSIONS, MADE_BY, Model, load_model
from kb.search.meaning.store import VectorStore
from kb.search.meaning.vectors import DIGEST_BYTES, Near, Vectors, pack, records
from kb.search.meaning.words import NearWord, NearWords

#: What is shown of an entry, by its key.
Documents = Iterable[tuple[str, Mapping[str, Any]]]
#: Entries less near than this answer a question no better than any other would.
LEAST_SIMILARITY: Final = 0.15
_PARTS: Final = ("title", "short_name", "summary")
_BATCH: Final = 256
_RESTS: Final = 9  # times as long as making vectors took, so a tenth of the time at most
_PAUSE: Final = 60.0  # seconds after a failure

log = structlog.get_logger()


class MeaningIndex:
    """Safe for threads. Loads nothing before it is asked or told to follow an index."""

    def __init__(self, store: VectorStore) -> None:
        self._store = store
        self._loading = threading.Lock()
        self._loaded: tuple[Hashable, Vectors | None] = (None, None)
        self._words = NearWords()
        self._followed: Hashable = None
        self._rests_until = 0.0

    def stamp(self) -> Hashable:
        """Changes whenever answers may change because of new vectors; None without any."""
        stamp = self._store.stamp()
        return stamp if stamp is not None and load_model() is not None else None

    def nearest(self, text: str, *, limit: int) -> tuple[Near, ...]:
        """The entries nearest to a question; none without vectors or without the extra."""
        vectors = self._vectors()
        model = load_model() if vectors is not None else None
        if model is None or vectors is None:
            return ()
        return vectors.nearest(model.vectors([text])[0], limit=limit, least=LEAST_SIMILARITY)

    def near_words(
        self, words: Sequence[str], vocabulary: Mapping[str, int]
    ) -> dict[str, tuple[NearWord, ...]]:
        """For each word the words of the vocabulary that mean nearly the same."""
        model = load_model()
        if model is None:
            return {}
        return self._words.of(words, vocabulary, model)

    def _vectors(self) -> Vectors | None:
        stamp = self._store.stamp()
        if stamp is None or stamp == self._loaded[0]:
            return self._loaded[1] if stamp is not None else None
        with self._loading:
            if stamp != self._loaded[0]:
                self._loaded = (stamp, self._store.load())
            return self._loaded[1]

    # -- following the index

    def follow(
        self,
        state: Hashable,
        documents: Callable[[], Documents],
        vocabulary: Callable[[], Mapping[str, int]],
    ) -> int:
        """Make the vectors that a state of the index lacks; the number of those made.

        Does nothing for a state that was followed, while another process is at it, or soon
        after the last time.
        """
        if state == self._followed or time.monotonic() < self._rests_until:
            return 0
        model = load_model()
        if model is None:
            self._followed = state
            return 0
        started = time.monotonic()
        with self._store.only_one() as alone:
            if not alone:
                return 0
            try:
                made = self._make(model, documents())
            except OSError as error:
                log.warning("vectors could not be kept", exc_info=error)
                self._rests_until = started + _PAUSE
                return 0
        self._words.learn(vocabulary(), model)
        self._followed = state
        now = time.monotonic()
        self._rests_until = now + _RESTS * (now - started)
        return made

    def _make(self, model: Model, documents: Documents) -> int:
        before = self._store.load()
        known = before.known() if before is not None else {}
        keys: list[str] = []
        digests: list[bytes] = []
        kept: list[tuple[int, int]] = []
        new: list[tuple[int, str]] = []
        made: list[tuple[list[int], Any]] = []

        def flush() -> None:
            if new:
                made.append(([at for at, _ in new], pack(model.vectors([text for _, text in new]))))
                new.clear()

        for key, shown in documents:
            text = text_of(shown)
            digest = digest_of(text)
            row = known.get((key.encode(), digest))
            if row is None:
                new.append((len(keys), text))
            else:
                kept.append((len(keys), row))
            keys.append(key)
            digests.append(digest)
            if len(new) == _BATCH:
                flush()
        flush()
        if before is not None and not made and len(before) == len(keys):
            return 0
        packed = np.zeros((len(keys), DIMENSIONS), np.int8)
        if before is not None and kept:
            packed[[at for at, _ in kept]] = before.packed([row for _, row in kept])
        for numbers, rows in made:
            packed[numbers] = rows
        self._store.save(records(keys, digests, packed))
        return sum(len(numbers) for numbers, _ in made)


def text_of(shown: Mapping[str, Any]) -> str:
    """What the vector of an entry is made of."""
    return "\n".join(shown[part] for part in _PARTS if shown[part])


def digest_of(text: str) -> bytes:
    """Of a text and of how vectors are made."""
    said = f"{MADE_BY}\n{text}".encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=DIGEST_BYTES).digest()
