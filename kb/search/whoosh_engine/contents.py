"""Whoosh's table of contents of an index: its segments, and what is deleted in them.

Its schema is empty, since what is in a segment is not Whoosh's.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Self

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, FileIndex

_NAME: Final = "MAIN"


class IndexFiles(FileIndex):
    """A Whoosh index in a folder. Opening it reads nothing yet."""

    def __init__(self, path: Path) -> None:
        self.storage = _Storage(str(path))  # type: ignore[no-untyped-call]  # Whoosh's
        self.indexname = _NAME
        self._schema = None

    @classmethod
    def made(cls, path: Path) -> Self:
        """A new index without documents."""
        made = cls(path)
        TOC.create(made.storage, Schema(), _NAME)
        return made

    def contents(self) -> Any:
        """The newest table of contents, with `generation` and `segments`."""
        return self._read_toc()  # type: ignore[no-untyped-call]  # Whoosh's


class _Storage(FileStorage):
    """The folder. What Whoosh would put into a folder for the time being stays in memory."""

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """For writers of Whoosh's own, which write nothing here."""
        return RamStorage()
