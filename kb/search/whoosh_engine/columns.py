"""Columns of a segment: what is kept of each document as bytes, found by its number."""

from __future__ import annotations

from array import array
from itertools import pairwise
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Final

import numpy as np

from kb.search.whoosh_engine.arrayfile import ArrayFile, ArrayFileWriter, Part

_IN_MEMORY: Final = 8 << 20  # bytes of a column until it is put on disk meanwhile


class ColumnWriter:
    """Collects the values of a column, document by document; a document may have none."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes what becomes too large for memory, under no name."""
        self._offsets = array("Q", (0,))
        self._values = SpooledTemporaryFile(_IN_MEMORY, dir=str(folder))  # noqa: SIM115 - closed by `close`

    def add(self, document: int, value: bytes) -> None:
        """Add the value of a document, which comes after all that were added before."""
        self._pad(document)
        self._offsets.append(self._offsets[-1] + self._values.write(value))

    def _pad(self, count: int) -> None:
        missing = count + 1 - len(self._offsets)
        if missing > 0:
            self._offsets.extend([self._offsets[-1]] * missing)

    def write(self, file: ArrayFileWriter, documents: int) -> tuple[Part, Part]:
        """Write the column of so many documents."""
        self._pad(documents)
        offsets = np.frombuffer(self._offsets, np.uint64)
        narrow = offsets.astype(np.uint32) if offsets[-1] < 1 << 32 else offsets
        return file.add(narrow), file.add_bytes(self._values)

    def close(self) -> None:
        """Forget the values."""
        self._values.close()


class Column:
    """The values of a column; all are empty in one that was not written."""

    def __init__(self, file: ArrayFile, parts: tuple[Part, Part] | None, documents: int) -> None:
        if parts is not None and parts[0][2] != documents + 1:
            raise ValueError("a column has another number of documents")
        self._file = file
        self._parts = parts
        self._documents = documents

    def __getitem__(self, number: int) -> bytes:
        if self._parts is None:
            return b""
        offsets, values = self._parts
        low, high = self._file.slice(offsets, number, number + 2).tolist()
        return self._file.read(values[1] + low, high - low)

    def whole(self) -> bytes:
        """The values of all documents in a row."""
        return b"" if self._parts is None else self._file.read(*self._parts[1][1:])

    def every(self) -> list[bytes]:
        """The value of each document."""
        if self._parts is None:
            return [b""] * self._documents
        whole = self.whole()
        offsets = self._file.take(*self._parts[0]).tolist()
        return [whole[low:high] for low, high in pairwise(offsets)]
