"""One segment of a Whoosh index as arrays.

A segment never changes once it is written; only documents may be marked as deleted in a
later generation, so decoded postings are kept by segment and the deleted are left out at the
end. Whoosh's readers keep one position in a file: every raw read holds the lock, and whatever
goes wrong in a raw read means that the files are damaged.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3LeafMatcher

from kb.search.engine import IndexUnavailable
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.schema import SPAN

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]
Days = npt.NDArray[np.int64]

NO_IDS: Final[Ids] = np.empty(0, np.int32)
NO_WEIGHTS: Final[Weights] = np.empty(0, np.float32)
NO_PLACES: Final[Places] = np.empty(0, np.int64)
#: A place is a document's number and a position in its text in one number.
POSITION_BITS: Final = 24


class Spans(NamedTuple):
    """The stretches of all texts, ascending: place, document, number of the kind, weight."""

    starts: Places
    documents: Ids
    kinds: npt.NDArray[np.uint8]
    shares: Weights


class DamagedIndex(IndexUnavailable):
    """The files of the index cannot be read."""


@contextmanager
def raw_read(lock: threading.RLock) -> Iterator[None]:
    """A read of Whoosh's files; anything raised in it is `DamagedIndex`.

    A damaged file shows as whatever its bytes happen to mean: unpickling errors, wrong types,
    ends of files, memory that cannot be had.
    """
    with lock:
        try:
            yield
        except DamagedIndex:
            raise
        except Exception as error:
            name = type(error).__name__
            raise DamagedIndex(f"The search index is damaged ({name}).") from error


class Segment:
    """`number` documents, some of them deleted (`live` is None where none is)."""

    def __init__(self, reader: Any, cache: ArrayCache, lock: threading.RLock) -> None:
        self.reader = reader
        self.cache = cache
        self.lock = lock
        with raw_read(lock):
            segment = reader.segment()
            self.id: str = segment.segment_id()
            self.number: int = reader.doc_count_all()
            deleted = sorted(segment.deleted_docs())
            if self.number:
                # Whoosh opens this column when it is first read; by then a writer may have
                # removed the file, while a file that is open stays readable.
                reader.stored_fields(0)
        self.live: npt.NDArray[np.bool_] | None = None
        if deleted:
            self.live = np.ones(self.number, np.bool_)
            self.live[deleted] = False
        # Views of later generations share segments, so a reader is closed with its segment.
        weakref.finalize(self, reader.close)
        self.version = (self.id, len(deleted))
        self.count = self.number - len(deleted)

    def every(self) -> Ids:
        """All documents, ascending."""
        ids = np.arange(self.number, dtype=np.int32)
        return ids if self.live is None else ids[self.live]

    def postings(self, field: str, term: str) -> tuple[Ids, Weights]:
        """The documents that have the term, ascending, and its weight in each."""
        ids, weights = self.cache.get((self.id, field, term), lambda: self._decode(field, term))
        if self.live is None or not len(ids):
            return ids, weights
        kept = self.live[ids]
        return ids[kept], weights[kept]

    def places(self, field: str, term: str) -> Places:
        """Every occurrence of the term, ascending."""
        key = (self.id, field, term, "places")
        places = self.cache.get(key, lambda: self._decode_places(field, term))
        if self.live is None or not len(places):
            return places
        kept: Places = places[self.live[places >> POSITION_BITS]]
        return kept

    def expand(self, field: str, start: str, *, most: int) -> list[str]:
        """Up to `most` terms of a field that begin with `start`, in order."""
        found: list[str] = []
        with raw_read(self.lock):
            for term in self.reader.expand_prefix(field, start.encode()):
                found.append(bytes(term).decode())
                if len(found) >= most:
                    break
        return found

    def lexicon(self, field: str) -> dict[str, int]:
        """Every term of a field with its number of documents, deleted ones included."""
        return self.cache.get((self.version, field, "lexicon"), lambda: self._lexicon(field))

    def _lexicon(self, field: str) -> dict[str, int]:
        with raw_read(self.lock):
            return {
                bytes(term).decode(): int(info.doc_frequency())
                for term, info in self.reader.iter_field(field)
            }

    def days(self, name: str) -> Days:
        """A column of days (ordinals of the calendar, -1 for none) by document."""

        def read() -> Days:
            with raw_read(self.lock):
                column = self.reader.column_reader(name)
                return np.fromiter((column[n] for n in range(self.number)), np.int64, self.number)

        return self.cache.get((self.id, name, "days"), read)

    def texts(self, name: str) -> list[str]:
        """A column of texts (titles or keys, for sorting) by document."""

        def read() -> list[str]:
            with raw_read(self.lock):
                column = self.reader.column_reader(name)
                return [bytes(column[n]).decode() for n in range(self.number)]

        return self.cache.get((self.id, name, "texts"), read)

    def spans(self) -> Spans:
        """The stretches of every document, deleted ones included."""

        def read() -> Spans:
            with raw_read(self.lock):
                column = self.reader.column_reader("spans")
                parts = [np.frombuffer(bytes(column[n]), SPAN) for n in range(self.number)]
            rows = np.concatenate(parts) if parts else np.empty(0, SPAN)
            counts = [len(part) for part in parts]
            documents = np.repeat(np.arange(self.number, dtype=np.int32), counts)
            starts = (documents.astype(np.int64) << POSITION_BITS) + rows["start"]
            kinds, shares = rows["kind"].copy(), rows["share"].astype(np.float32)
            return Spans(starts, documents, kinds, shares)

        return self.cache.get((self.id, "spans"), read)

    def facet(self, field: str) -> tuple[list[str], Ids, Ids]:
        """Values of a field, and pairs (document, number of the value) of the live documents."""
        return self.cache.get((self.version, field, "facet"), lambda: self._facet(field))

    def _facet(self, field: str) -> tuple[list[str], Ids, Ids]:
        names = list(self.lexicon(field))
        lists = [self.postings(field, name)[0] for name in names]
        if not lists:
            return [], NO_IDS, NO_IDS
        numbers = np.repeat(np.arange(len(names), dtype=np.int32), [len(ids) for ids in lists])
        return names, np.concatenate(lists), numbers

    def stored(self, number: int) -> dict[str, Any]:
        """What is kept of a document to show it."""

        def read() -> dict[str, Any]:
            with raw_read(self.lock):
                shown: dict[str, Any] = self.reader.stored_fields(number)["stored"]
            return shown

        return self.cache.get((self.id, number, "stored"), read)

    # -- decoding

    def _decode(self, field: str, term: str) -> tuple[Ids, Weights]:
        ids: list[Ids] = []
        weights: list[Weights] = []

        def take(block_ids: Any, block_weights: Any, values: Any) -> None:
            made = np.cumsum(np.array(block_ids, np.int64)).astype(np.int32)
            ids.append(made)
            weights.append(_weights(block_weights, len(made)))

        if not self._blocks(field, term, take):
            return NO_IDS, NO_WEIGHTS
        return np.concatenate(ids), np.concatenate(weights)

    def _decode_places(self, field: str, term: str) -> Places:
        parts: list[Places] = []

        def take(block_ids: Any, block_weights: Any, values: Any) -> None:
            made = np.cumsum(np.array(block_ids, np.int64))
            counts = np.fromiter((len(value) // 4 for value in values), np.int64, len(values))
            positions = np.frombuffer(b"".join(values), np.uint32).astype(np.int64)
            parts.append(np.repeat(made << POSITION_BITS, counts) + positions)

        if not self._blocks(field, term, take):
            return NO_PLACES
        return np.concatenate(parts)

    def _blocks(self, field: str, term: str, take: Callable[[Any, Any, Any], None]) -> bool:
        """Hand every block of a posting list to `take`: ids as differences, weights, values."""
        with raw_read(self.lock):
            key = term.encode()
            if (field, key) not in self.reader:
                return False
            matcher = self.reader.postings(field, key)
            if not isinstance(matcher, W3LeafMatcher):
                take(*_inlined(matcher))
                return True
            while True:
                matcher._read_data()
                block: Any = matcher._data
                take(*block)
                if matcher._lastblock:
                    return True
                matcher._next_block()


def _weights(block: Any, count: int) -> Weights:
    if block is None:
        return np.ones(count, np.float32)
    if isinstance(block, float | int):
        return np.full(count, block, np.float32)
    return np.array(block, np.float32)


def _inlined(matcher: Any) -> tuple[list[int], list[float], list[bytes]]:
    """A posting list that is kept with its term: read one posting at a time."""
    ids: list[int] = []
    weights: list[float] = []
    values: list[bytes] = []
    last = 0
    while matcher.is_active():
        ids.append(matcher.id() - last)
        last = matcher.id()
        weights.append(matcher.weight())
        values.append(matcher.value())
        matcher.next()
    return ids, weights, values
