"""The file of one segment: columns and posting lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from kb.search.whoosh_engine.arrayfile import ArrayFile
from kb.search.whoosh_engine.columns import Column
from kb.search.whoosh_engine.postings import FieldReader

EXTENSION: Final = ".arr"


class SegmentFile:
    """The open file of a segment; raises `ValueError` or `OSError` where it is damaged."""

    def __init__(self, folder: Path, segment: Any) -> None:
        """`segment` is Whoosh's."""
        self.id: str = segment.segment_id()
        self.documents: int = segment.doc_count_all()
        self._file = ArrayFile(folder / segment.make_filename(EXTENSION))
        self._fields: dict[str, FieldReader] = {}

    def field(self, name: str) -> FieldReader | None:
        """The posting lists of a field, read when it is first asked for."""
        known = self._fields.get(name)
        if known is None and name in self._file.directory["fields"]:
            known = self._fields[name] = self._read(name)
        return known

    def _read(self, name: str) -> FieldReader:
        group, first, end = self._file.directory["fields"][name]
        return FieldReader(self._file, self._file.directory["groups"][group], first, end)

    def fields(self) -> Iterator[tuple[str, FieldReader]]:
        """The name and the posting lists of every field that has any."""
        for name in self._file.directory["fields"]:
            yield name, self._read(name)

    def column(self, name: str) -> Column:
        """What is kept of each document under a name."""
        return Column(self._file, self._file.directory["columns"].get(name), self.documents)

    def close(self) -> None:
        """Close the file; it is closed with its last reader otherwise."""
        self._file.close()
