"""Vectors of entries in one array of records, and which of them are nearest to another vector.

A record is a key (`case/andersen-v-stability-ai`), the digest of the text that the vector was
made of, and the vector as 256 bytes: a vector of length one times 127, scaled so that its
largest part fills a byte. What all entries have in common, their mean, tells nothing and is
taken away before comparing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.engine import Key
from kb.search.meaning.model import DIMENSIONS, Matrix, unit

Records = npt.NDArray[np.void]
DIGEST_BYTES: Final = 16
#: Rows that are compared at once: so few that the library for matrices starts no threads, which
#: on a busy machine wait for each other far longer than the work takes.
ROWS: Final = 256
#: What is hardly different from the mean is near to nothing.
_LEAST_LENGTH: Final = np.float32(0.05)


class Near(NamedTuple):
    """An entry and how near it is: 1 is the same meaning, 0 none in common."""

    key: Key
    similarity: float


def record_type(longest_key: int) -> np.dtype[Any]:
    """The layout of a record."""
    return np.dtype(
        [
            ("key", f"S{max(1, longest_key)}"),
            ("digest", f"V{DIGEST_BYTES}"),
            ("vector", "i1", (DIMENSIONS,)),
        ]
    )


def are_records(kept: npt.NDArray[Any]) -> bool:
    """Whether an array that was read has the layout of records."""
    names = kept.dtype.names or ()
    return kept.ndim == 1 and "key" in names and kept.dtype == record_type(
        kept.dtype["key"].itemsize
    )  # fmt: skip


def records(keys: Sequence[str], digests: Sequence[bytes], packed: npt.NDArray[np.int8]) -> Records:
    """The array of records, in the order given."""
    encoded = [key.encode() for key in keys]
    made = np.empty(len(keys), record_type(max(map(len, encoded), default=1)))
    made["key"] = encoded
    made["digest"] = np.frombuffer(b"".join(digests), f"V{DIGEST_BYTES}")
    made["vector"] = packed
    return made


def pack(rows: Matrix) -> npt.NDArray[np.int8]:
    """Vectors as bytes; their lengths need not be kept, since all are one."""
    largest = np.maximum(np.abs(rows).max(axis=1, keepdims=True, initial=0), np.float32(1e-9))
    packed: npt.NDArray[np.int8] = np.rint(rows * (127 / largest)).astype(np.int8)
    return packed


def blocks(packed: npt.NDArray[np.int8]) -> Iterator[tuple[slice, Matrix]]:
    """The bytes as numbers, some rows at a time: which they are, and an array that is reused."""
    room = np.empty((ROWS, DIMENSIONS), np.float32)
    for start in range(0, len(packed), ROWS):
        rows = slice(start, min(start + ROWS, len(packed)))
        block = room[: rows.stop - start]
        np.copyto(block, packed[rows])
        yield rows, block


class Vectors:
    """Never changed once made, so threads may share it; the records may be a mapped file."""

    def __init__(self, kept: Records) -> None:
        self._records = kept
        self._mean = self._common()
        self._scales = self._lengths()

    def __len__(self) -> int:
        return len(self._records)

    def known(self) -> dict[tuple[bytes, bytes], int]:
        """Where the record of each key and digest stands."""
        pairs = zip(self._records["key"].tolist(), self._records["digest"].tolist(), strict=True)
        return {pair: number for number, pair in enumerate(pairs)}

    def packed(self, numbers: Sequence[int]) -> npt.NDArray[np.int8]:
        """The bytes of some vectors."""
        rows: npt.NDArray[np.int8] = self._records["vector"][list(numbers)]
        return rows

    def _blocks(self) -> Iterator[tuple[slice, Matrix]]:
        return blocks(self._records["vector"])

    def _common(self) -> Matrix:
        total = np.zeros(DIMENSIONS, np.float32)
        for _, block in self._blocks():
            total += unit(block).sum(axis=0)
        return total / np.float32(max(1, len(self)))

    def _lengths(self) -> npt.NDArray[np.float32]:
        """For each row: what its bytes are to be divided by, and its length without the mean."""
        scales = np.empty((len(self), 2), np.float32)
        for rows, block in self._blocks():
            scales[rows, 0] = np.maximum(np.linalg.norm(block, axis=1), np.float32(1e-9))
            rest = block / scales[rows, :1] - self._mean
            scales[rows, 1] = np.maximum(np.linalg.norm(rest, axis=1), _LEAST_LENGTH)
        return scales

    def nearest(self, wanted: Matrix, *, limit: int, least: float) -> tuple[Near, ...]:
        """The nearest to a vector of length one, at least so near; of equals the first key."""
        if not len(self) or not wanted.any():
            return ()
        direction = unit(wanted - self._mean)
        common = np.float32(self._mean @ direction)
        found = np.empty(len(self), np.float32)
        for rows, block in self._blocks():
            np.dot(block, direction, out=found[rows])
        found = (found / self._scales[:, 0] - common) / self._scales[:, 1]
        best = _largest(found, limit)
        near = [Near(_key(self._records["key"][at]), float(found[at])) for at in best]
        kept = [one for one in near if one.similarity >= least]
        return tuple(sorted(kept, key=lambda one: (-round(one.similarity, 5), one.key))[:limit])


def _largest(values: npt.NDArray[np.float32], count: int) -> Iterable[int]:
    if len(values) <= count:
        return range(len(values))
    numbers: list[int] = np.argpartition(-values, count)[: count + 1].tolist()
    return numbers


def _key(encoded: bytes) -> Key:
    kind, _, slug = encoded.decode("utf-8", "replace").partition("/")
    return kind, slug
