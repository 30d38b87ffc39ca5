"""How the index is written: Whoosh's writer and segments, whose documents are arrays of our own.

Whoosh keeps the table of contents: segments, deletions and generations. A codec is
the place that it has for another form of segments, and what is in them is one file of arrays:
a commit of one entry makes, forces and opens one file. Merging copies arrays, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.writing import SegmentWriter

from kb.search.whoosh_engine.arrayfile import ArrayFileWriter
from kb.search.whoosh_engine.columns import ColumnWriter
from kb.search.whoosh_engine.contents import IndexFiles
from kb.search.whoosh_engine.postings import Gathered, write_fields
from kb.search.whoosh_engine.schema import COLUMNS, Row
from kb.search.whoosh_engine.segment_file import EXTENSION, SegmentFile

#: From so many segments on, small ones are merged when nobody waits; each costs a search 0.1 ms.
FEW_SEGMENTS: Final = 6
#: From so many on, a commit merges, too; from one more on, those that take seconds as well.
MANY_SEGMENTS: Final = 12
_LARGE: Final = 2_000  # documents
_MOST_TIMES_LARGER: Final = 3


class ArrayCodec(W3Codec):
    """Whoosh's codec, which makes segments; `ArrayWriter` writes their file.

    Tables of contents refer to it, so it keeps its name.
    """

    length_stats = False

    def per_document_writer(self, storage: Any, segment: Any) -> _Unused:
        """Nothing: Whoosh only asks it to close."""
        return _Unused()

    field_writer = per_document_writer


class _Unused:
    """Stands where Whoosh keeps writers of its own."""

    is_closed = True


class ArrayWriter(SegmentWriter):
    """Whoosh's writer; collects and merges postings and columns, and writes them as arrays."""

    def __init__(self, index: IndexFiles, **options: Any) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False, **options)  # type: ignore[no-untyped-call]  # Whoosh's
        self._folder = Path(self.storage.folder)
        self._fields: dict[str, Gathered] = defaultdict(Gathered)
        self._columns: dict[str, ColumnWriter] = {}

    def add_row(self, row: Row) -> None:
        """Add one document."""
        for name, postings in row.texts.items():
            self._fields[name].add_text(self.docnum, postings)
        for name, values in row.values.items():
            self._fields[name].add_values(self.docnum, values)
        for name, value in row.columns.items():
            self._keep(name, value)
        self._added = True
        self.docnum += 1

    def _keep(self, name: str, value: bytes) -> None:
        if not value:  # a column that no document has takes no room
            return
        if name not in self._columns:
            self._columns[name] = ColumnWriter(self._folder)
        self._columns[name].add(self.docnum, value)

    def delete(self, segment_id: str, number: int) -> None:
        """Delete a document."""
        for segment in self.segments:
            if segment.segment_id() == segment_id:
                segment.delete_document(number)

    def segment(self) -> Any:
        """Write what was added, for somebody else to commit."""
        return self._finalize_segment()

    def commit_merging(self, *, least: int) -> None:
        """Commit, and merge small segments if there are at least so many (`to_merge`)."""
        self.commit(mergetype=_merging(least))

    def take_over(self, segment: Any) -> None:
        """Add the documents of a segment that are not deleted."""
        file = SegmentFile(self._folder, segment)
        count = segment.doc_count_all()
        kept = np.ones(count, np.bool_)
        kept[list(segment.deleted_docs())] = False
        places = np.where(kept, self.docnum + np.cumsum(kept) - 1, -1).astype(np.int32)
        columns = [(name, file.column(name)) for name in COLUMNS]
        for number in np.flatnonzero(kept).tolist():
            for name, column in columns:
                self._keep(name, column[number])
            self.docnum += 1
        for name, field in file.fields():
            self._fields[name].extend(field.lists(), places)
        file.close()
        self._added = True

    def _flush_segment(self) -> None:
        path = self._folder / self.newsegment.make_filename(EXTENSION)
        with path.open("wb") as file:
            arrays = ArrayFileWriter(file)
            columns = {
                name: column.write(arrays, self.docnum) for name, column in self._columns.items()
            }
            arrays.close({"columns": columns, **write_fields(arrays, self._fields)})

    def _close_segment(self) -> None:
        super()._close_segment()  # type: ignore[no-untyped-call]  # Whoosh's
        for column in self._columns.values():
            column.close()


def merge_all(writer: ArrayWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's form of a merge policy: makes one segment of all."""
    for segment in segments:
        writer.take_over(segment)
    return []


def _merging(least: int) -> Callable[[ArrayWriter, list[Any]], list[Any]]:
    """Whoosh's form of a merge policy: takes segments over and returns those that stay."""

    def merge(writer: ArrayWriter, segments: list[Any]) -> list[Any]:
        counts = [segment.doc_count() for segment in segments]
        merged = set(to_merge(counts, written=writer.doc_count(), least=least))
        for place in merged:
            writer.take_over(segments[place])
        return [segment for place, segment in enumerate(segments) if place not in merged]

    return merge


def to_merge(counts: Sequence[int], *, written: int = 0, least: int = FEW_SEGMENTS) -> list[int]:
    """Which of the segments of so many documents each to merge, with what is written if any.

    These are the smallest, as long as none is several times as large as those before it; none
    where there are fewer than `least`.
    """
    found: list[int] = []
    together = written
    for place in sorted(range(len(counts)), key=counts.__getitem__):
        is_small = counts[place] <= _MOST_TIMES_LARGER * (together or counts[place])
        if is_small and (counts[place] < _LARGE or len(counts) > MANY_SEGMENTS):
            found.append(place)
            together += counts[place]
    return found if len(counts) >= least and (written or len(found) > 1) else []
