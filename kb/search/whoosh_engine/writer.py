"""How the index is written: Whoosh's writer and segments, with posting lists of our own.

Whoosh keeps documents, columns, deletions, generations and its table of contents; a codec is the
place that it has for another form of postings, and `ArrayCodec` writes them as arrays. The
postings of segments that are merged are copied as arrays, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from kb.search.whoosh_engine.postings import EXTENSION, Gathered, PostingsReader, write
from kb.search.whoosh_engine.schema import COLUMNS, TermsField

#: From so many segments on, those at most three times as large as what is written are merged,
_FEW_SEGMENTS: Final = 4
_MOST_TIMES_LARGER: Final = 3
#: but large ones, which take seconds, only where there are many.
_LARGE: Final = 2_000  # documents
_MANY_SEGMENTS: Final = 12


class ArrayCodec(W3Codec):
    """Whoosh's codec with posting lists as arrays. Segments refer to it, so it keeps its name."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        """What writes the posting lists of a new segment."""
        return ArrayFieldWriter(storage, segment)

    def terms_reader(self, storage: Any, segment: Any) -> ArrayTerms:
        """What reads the posting lists of a segment."""
        return ArrayTerms(Path(storage.folder, segment.make_filename(EXTENSION)))


class ArrayFieldWriter:
    """Collects postings and writes them when it is closed."""

    def __init__(self, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self.fields: dict[str, Gathered] = defaultdict(Gathered)
        self.is_closed = False

    def cleanup(self) -> None:
        """Forget what was collected."""
        self.fields.clear()

    def close(self) -> None:
        """Write the file."""
        self.is_closed = True
        with self._segment.create_file(self._storage, EXTENSION) as file:
            names = sorted(name for name, held in self.fields.items() if held.terms)
            write(file, ((name, self.fields.pop(name).lists()) for name in names))


class ArrayTerms:
    """The posting lists of a segment, where Whoosh keeps what reads them."""

    def __init__(self, path: Path) -> None:
        self.postings = PostingsReader(path)

    def indexed_field_names(self) -> list[str]:
        """The fields that have postings."""
        return self.postings.names()

    def close(self) -> None:
        """Close the file."""
        self.postings.close()


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, collecting and merging postings as arrays."""

    def __init__(self, index: Any, **options: Any) -> None:
        codec = ArrayCodec()
        super().__init__(index, codec=codec, compound=False, **options)  # type: ignore[no-untyped-call]  # Whoosh's
        self.pool = self.fieldwriter

    def add_row(self, row: Mapping[str, Any]) -> None:
        """Add one document, as `schema.row` makes it."""
        documents = self.perdocwriter
        documents.start_doc(self.docnum)
        for name, value in row.items():
            field = self.schema[name]
            if isinstance(field, TermsField):
                field.gather(value, self.docnum, self.fieldwriter.fields[name])
            elif value:  # a column that no document has is no file
                documents.add_column_value(name, field.column_type, value)
        documents.finish_doc()
        self._added = True
        self.docnum += 1

    def delete(self, segment_id: str, number: int) -> None:
        """Delete a document."""
        for segment in self.segments:
            if segment.segment_id() == segment_id:
                segment.delete_document(number)

    def segment(self) -> Any:
        """Write what was added, for somebody else to commit."""
        return self._finalize_segment()

    def commit_merging(self) -> None:
        """Commit, and merge the segments that are small beside what was written."""
        self.commit(mergetype=_merge_small)

    def add_reader(self, reader: Any) -> None:
        """Take over the documents of a segment that are not deleted."""
        columns = {
            name: (self.schema[name].column_type, reader.column_reader(name, translate=False))
            for name in COLUMNS
        }
        places = np.full(reader.doc_count_all(), -1, np.int32)
        documents = self.perdocwriter
        for number in reader.all_doc_ids():
            places[number] = self.docnum
            documents.start_doc(self.docnum)
            for name, (kind, values) in columns.items():
                if value := values[number]:
                    documents.add_column_value(name, kind, value)
            documents.finish_doc()
            self.docnum += 1
        postings = reader._terms.postings
        for name in postings.names():
            self.fieldwriter.fields[name].extend(postings.field(name).lists(), places)
        self._added = True

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.fieldwriter.close()


def merge_all(writer: ArrayWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's form of a merge policy: makes one segment of all."""
    for segment in segments:
        _take_over(writer, segment)
    return []


def _take_over(writer: ArrayWriter, segment: Any) -> None:
    reader = SegmentReader(writer.storage, writer.schema, segment)
    writer.add_reader(reader)
    reader.close()


def _merge_small(writer: ArrayWriter, segments: list[Any]) -> list[Any]:
    """Whoosh's form of a merge policy: takes segments over and returns those that stay."""
    kept = list(_to_keep(segments, max(1, writer.doc_count())))
    for segment in segments:
        if segment not in kept:
            _take_over(writer, segment)
    return kept


def _to_keep(segments: list[Any], collected: int) -> Iterator[Any]:
    if len(segments) < _FEW_SEGMENTS:
        yield from segments
        return
    many = len(segments) > _MANY_SEGMENTS
    for segment in sorted(segments, key=lambda segment: int(segment.doc_count())):
        count = segment.doc_count()
        if count <= _MOST_TIMES_LARGER * collected and (many or count < _LARGE):
            collected += count
        else:
            yield segment
