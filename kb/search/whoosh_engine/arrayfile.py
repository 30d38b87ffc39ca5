"""A file of arrays, written from first to last and read by place.

    magic | arrays, one after another | directory (JSON) | length and CRC-32 of the directory

Readers take what they need with `pread`, which has no position of its own, so threads may share
a reader without a lock.
"""

from __future__ import annotations

import json
import os
import struct
import weakref
import zlib
from pathlib import Path
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

_MAGIC: Final = b"KBPOST2\n"
_TAIL: Final = struct.Struct("<QI")
_COPIED: Final = 1 << 20  # bytes that are copied at once

Array = npt.NDArray[Any]
#: The type of an array's values (as numpy names it), its place in the file, how many they are.
Part = tuple[str, int, int]


class ArrayFileWriter:
    """Writes arrays one after another; `close` ends with what says where they are."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = file.write(_MAGIC)

    def add(self, array: Array) -> Part:
        """Write an array."""
        part = (array.dtype.str, self._at, len(array))
        self._file.write(array.data)
        self._at += array.nbytes
        return part

    def add_bytes(self, source: Any) -> Part:
        """Write what is in a file, from its beginning."""
        at = self._at
        source.seek(0)
        while read := source.read(_COPIED):
            self._at += self._file.write(read)
        return ("|u1", at, self._at - at)

    def close(self, directory: Any) -> None:
        """Write the directory: anything that JSON can say."""
        written = json.dumps(directory).encode()
        self._file.write(written)
        self._file.write(_TAIL.pack(len(written), zlib.crc32(written)))


class ArrayFile:
    """A file of arrays; raises `ValueError` or `OSError` where it is damaged."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        # A writer may remove the file, while it stays readable to those who have it open.
        self.close = weakref.finalize(self, os.close, self._handle)
        self.directory = self._directory()

    def _directory(self) -> Any:
        end = os.fstat(self._handle).st_size - _TAIL.size
        if end < 0 or self.read(0, len(_MAGIC)) != _MAGIC:
            raise ValueError("no file of arrays")
        size, checksum = _TAIL.unpack(self.read(end, _TAIL.size))
        written = self.read(end - size, size) if size <= end else b""
        if not written or zlib.crc32(written) != checksum:
            raise ValueError("the directory of arrays is damaged")
        return json.loads(written)

    def read(self, at: int, size: int) -> bytes:
        """So many bytes from a place on."""
        found = os.pread(self._handle, size, at)
        if len(found) < size:
            raise ValueError("the file of arrays is cut short")
        return found

    def take(self, kind: str, at: int, count: int) -> Array:
        """So many values from a place on."""
        dtype = np.dtype(kind)
        return np.frombuffer(self.read(at, count * dtype.itemsize), dtype)

    def slice(self, part: Part, low: int, high: int) -> Array:
        """The values of an array from one place up to another."""
        kind, at, _ = part
        return self.take(kind, at + low * np.dtype(kind).itemsize, high - low)
