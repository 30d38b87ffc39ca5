"""The file of posting lists of one segment: arrays, field by field, that are read by place.

    magic | the arrays of every field | directory (JSON) | length and CRC-32 of the directory

A field's terms are in the order of their bytes. Posting lists follow one another in the order
of the terms: documents (ascending within a term), and for fields of text the weight of the term
in each, how often it stands there, and at which positions. Readers take what they need with
`pread`, which has no position of its own, so threads may share a reader without a lock.
"""

from __future__ import annotations

import json
import os
import struct
import weakref
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.terms import Postings

EXTENSION: Final = ".arr"
_MAGIC: Final = b"KBPOST1\n"
_TAIL: Final = struct.Struct("<QI")
_AFTER_PREFIX: Final = b"\xff"  # no UTF-8 text has this byte

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
Array = npt.NDArray[Any]


class Lists(NamedTuple):
    """The posting lists of a field, in the order of its `terms`.

    `sizes` are the numbers of documents by term. The last three are empty for a field of
    values; otherwise `counts` says how many of the `positions` each posting has.
    """

    terms: list[bytes]
    sizes: Array
    ids: Ids
    weights: Weights
    counts: Array
    positions: Array


class Gathered:
    """The postings of one field, collected document by document."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.terms, self.ids = array("I"), array("i")
        self.weights, self.counts, self.positions = array("f"), array("I"), array("I")

    def add_values(self, document: int, values: Iterable[str]) -> None:
        """Add the values of a document, which comes after all that were added before."""
        numbers = self.numbers
        before = len(self.terms)
        self.terms.extend([numbers.setdefault(value, len(numbers)) for value in values])
        self.ids.extend([document] * (len(self.terms) - before))

    def add_text(self, document: int, postings: Postings) -> None:
        """Add the terms of a document's text, with weights and positions."""
        self.add_values(document, postings)
        self.weights.extend([posting.weight for posting in postings.values()])
        positions = [posting.positions for posting in postings.values()]
        self.counts.extend(map(len, positions))
        self.positions.extend(chain.from_iterable(positions))

    def extend(self, lists: Lists, places: Ids) -> None:
        """Add the lists of another segment, whose documents get these places (-1: deleted)."""
        numbers = self.numbers
        terms = (term.decode() for term in lists.terms)
        own = np.array([numbers.setdefault(term, len(numbers)) for term in terms], np.uint32)
        ids = places[lists.ids]
        kept = ids >= 0
        self.terms.frombytes(np.repeat(own, lists.sizes)[kept].tobytes())
        self.ids.frombytes(ids[kept].tobytes())
        if len(lists.counts):
            self.weights.frombytes(lists.weights[kept].tobytes())
            self.counts.frombytes(lists.counts[kept].tobytes())
            positions = lists.positions[np.repeat(kept, lists.counts)]
            self.positions.frombytes(positions.tobytes())

    def lists(self) -> Lists:
        """What was collected, in the order in which it is written."""
        numbers = {term.encode("utf-8", "replace"): at for term, at in self.numbers.items()}
        terms = sorted(numbers)
        ranks = np.zeros(len(self.numbers), np.uint32)
        ranks[[numbers[term] for term in terms]] = np.arange(len(terms), dtype=np.uint32)
        ranked = ranks[np.frombuffer(self.terms, np.uint32)]
        order = np.argsort(ranked, kind="stable")
        ids = np.frombuffer(self.ids, np.int32)[order]
        sizes = np.bincount(ranked, minlength=len(terms)).astype(np.uint32)
        weights = np.frombuffer(self.weights, np.float32)
        counts = np.frombuffer(self.counts, np.uint32)
        positions = np.frombuffer(self.positions, np.uint32)
        if len(counts):
            firsts = np.cumsum(counts, dtype=np.int64) - counts
            weights, counts, firsts = weights[order], counts[order], firsts[order]
            shift = firsts - (np.cumsum(counts, dtype=np.int64) - counts)
            positions = positions[np.repeat(shift, counts) + np.arange(len(positions))]
        return Lists(terms, sizes, ids, weights, counts, positions)


def write(file: BinaryIO, fields: Iterable[tuple[str, Lists]]) -> None:
    """Write the posting lists of all fields."""
    file.write(_MAGIC)
    at = len(_MAGIC)
    directory: dict[str, list[tuple[str, int, int]]] = {}
    for name, lists in fields:
        parts: list[tuple[str, int, int]] = []
        for part in _parts(lists):
            parts.append((part.dtype.str, at, len(part)))
            file.write(part.data)
            at += part.nbytes
        directory[name] = parts
    written = json.dumps(directory).encode()
    file.write(written)
    file.write(_TAIL.pack(len(written), zlib.crc32(written)))


def _parts(lists: Lists) -> Iterable[Array]:
    """The arrays of a field as they stand in the file; the first five are read as a whole."""
    lengths = np.array([len(term) for term in lists.terms], np.uint64)
    yield np.frombuffer(b"".join(lists.terms), np.uint8)
    yield _offsets(lengths)
    yield _offsets(lists.sizes)
    firsts = _offsets(lists.counts) if len(lists.counts) else np.zeros(1, np.uint32)
    yield firsts[_offsets(lists.sizes)] if len(lists.counts) else firsts
    yield lists.ids
    yield lists.weights
    yield _narrow(lists.counts)
    yield lists.positions


def _offsets(sizes: Array) -> Array:
    """Where each part begins, and at last where the last ends."""
    found = np.zeros(len(sizes) + 1, np.uint64)
    np.cumsum(sizes, out=found[1:])
    return found.astype(np.uint32) if found[-1] < 1 << 32 else found


def _narrow(counts: Array) -> Array:
    return counts.astype(np.uint16) if len(counts) and counts.max() < 1 << 16 else counts


class FieldReader:
    """The posting lists of one field. What is asked of a term that is not there is empty."""

    def __init__(self, take: Callable[[str, int, int], Array], parts: list[Any]) -> None:
        self._take = take
        self._parts = parts
        letters, starts, sizes, places = (take(*part) for part in parts[:4])
        self._letters = letters.tobytes()
        self._starts, self._sizes, self._places = starts, sizes, places
        self.has_positions = bool(parts[6][2])

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> bytes:
        """The term of this number."""
        return self._letters[self._starts[number] : self._starts[number + 1]]

    def _find(self, term: bytes) -> int:
        """The number of the term, -1 if it is not there."""
        at = bisect_left(self, term)
        return at if at < len(self) and self[at] == term else -1

    def terms(self, start: bytes = b"") -> list[bytes]:
        """All terms that begin so, in order."""
        low = bisect_left(self, start)
        high = bisect_left(self, start + _AFTER_PREFIX) if start else len(self)
        bounds = self._starts[low : high + 1].tolist()
        letters = self._letters
        return [letters[a:b] for a, b in pairwise(bounds)]

    def sizes(self) -> Array:
        """In how many documents each term stands."""
        return np.diff(self._sizes)

    def size(self, term: bytes) -> int:
        """In how many documents the term stands."""
        number = self._find(term)
        return 0 if number < 0 else int(self._sizes[number + 1] - self._sizes[number])

    def _slice(self, part: int, low: Any, high: Any) -> Array:
        kind, at, _ = self._parts[part]
        low, high = int(low), int(high)
        return self._take(kind, at + low * np.dtype(kind).itemsize, high - low)

    def postings(self, term: bytes) -> tuple[Ids, Weights]:
        """The documents of a term, ascending, and its weight in each (1 in a field of values)."""
        number = self._find(term)
        if number < 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        low, high = self._sizes[number], self._sizes[number + 1]
        ids = self._slice(4, low, high)
        if not self.has_positions:
            return ids, np.ones(len(ids), np.float32)
        return ids, self._slice(5, low, high)

    def positions(self, term: bytes) -> tuple[Ids, Array, Array]:
        """The documents of a term, how often it stands in each, and all positions in a row."""
        number = self._find(term)
        if number < 0 or not self.has_positions:
            empty = np.empty(0, np.uint32)
            return np.empty(0, np.int32), empty, empty
        low, high = self._sizes[number], self._sizes[number + 1]
        places = self._slice(7, self._places[number], self._places[number + 1])
        return self._slice(4, low, high), self._slice(6, low, high), places

    def lists(self) -> Lists:
        """Everything, to be written into another segment."""
        ids, weights, counts, positions = (self._take(*part) for part in self._parts[4:])
        return Lists(
            self.terms(), self.sizes(), ids, weights, counts.astype(np.uint32), positions
        )  # fmt: skip


class PostingsReader:
    """The posting lists of a segment; raises `ValueError` or `OSError` for a damaged file."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        # Closed with the last reader of a field: views of later generations share segments.
        self.close = weakref.finalize(self, os.close, self._handle)
        self._parts = self._directory()
        self._fields: dict[str, FieldReader] = {}

    def names(self) -> list[str]:
        """The fields that have postings."""
        return list(self._parts)

    def field(self, name: str) -> FieldReader | None:
        """The posting lists of a field, read when it is first asked for."""
        if name not in self._fields and name in self._parts:
            self._fields[name] = FieldReader(self._take, self._parts[name])
        return self._fields.get(name)

    def _directory(self) -> dict[str, list[Any]]:
        end = os.fstat(self._handle).st_size - _TAIL.size
        if end < 0 or self._read(0, len(_MAGIC)) != _MAGIC:
            raise ValueError("no file of postings")
        size, checksum = _TAIL.unpack(self._read(end, _TAIL.size))
        written = self._read(end - size, size) if size <= end else b""
        if not written or zlib.crc32(written) != checksum:
            raise ValueError("the directory of postings is damaged")
        found: dict[str, list[Any]] = json.loads(written)
        return found

    def _read(self, at: int, size: int) -> bytes:
        found = os.pread(self._handle, size, at)
        if len(found) < size:
            raise ValueError("the file of postings is cut short")
        return found

    def _take(self, kind: str, at: int, count: int) -> Array:
        dtype = np.dtype(kind)
        return np.frombuffer(self._read(at, count * dtype.itemsize), dtype)
