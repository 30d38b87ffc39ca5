"""One segment of a Whoosh index as arrays.

A segment never changes once it is written; only documents may be marked as deleted in a
later generation, which makes it another version of the segment. What is read is kept by
version. Whatever goes wrong in a raw read means that the file is damaged.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.lines import Lines
from kb.search.patterns import is_near, wildcard_pattern
from kb.search.results import Statements, lines_of_stored
from kb.search.tree import Fuzzy, Prefix, Wildcard
from kb.search.whoosh_engine.arrays import (
    NO_IDS,
    NO_PLACES,
    NO_WEIGHTS,
    NOT_FOUND,
    POSITION_BITS,
    Found,
    Places,
    in_any,
    union,
)
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.damage import raw_read
from kb.search.whoosh_engine.postings import FieldReader, Ids, Weights
from kb.search.whoosh_engine.schema import COLUMNS, DAY, SPAN, unpack
from kb.search.whoosh_engine.segment_file import SegmentFile

Days = npt.NDArray[np.int64]


class Spans(NamedTuple):
    """The stretches of all texts, ascending: place, document, number of the kind, weight."""

    starts: Places
    documents: Ids
    kinds: npt.NDArray[np.uint8]
    shares: Weights


def spans_of(packed: Sequence[bytes]) -> Spans:
    """The stretches of documents, each of which has its own in a row."""
    rows = np.frombuffer(b"".join(packed), SPAN)
    counts = [len(one) // SPAN.itemsize for one in packed]
    documents = np.repeat(np.arange(len(packed), dtype=np.int32), counts)
    starts = (documents.astype(np.int64) << POSITION_BITS) + rows["start"]
    return Spans(starts, documents, rows["kind"].copy(), rows["share"].astype(np.float32))


class Segment:
    """`number` documents, some of them deleted (`live` is None where none is)."""

    def __init__(self, file: SegmentFile, deleted: Collection[int], cache: ArrayCache) -> None:
        """`file` is shared by all versions of the segment."""
        self.file = file
        self.cache = cache
        self.id = file.id
        self.number = file.documents
        self._columns = {name: file.column(name) for name in COLUMNS}
        self.live: npt.NDArray[np.bool_] | None = None
        if deleted:
            self.live = np.ones(self.number, np.bool_)
            self.live[list(deleted)] = False
        self.version = (self.id, len(deleted))
        self.count = self.number - len(deleted)

    def every(self) -> Ids:
        """All documents, ascending."""
        ids = np.arange(self.number, dtype=np.int32)
        return ids if self.live is None else ids[self.live]

    def present(self, field: str, forms: tuple[str, ...]) -> tuple[str, ...]:
        """Those of the forms of a word that stand in the segment: seldom more than one or two."""
        key = (self.id, field, forms)
        return self.cache.get(key, lambda: self._present(field, forms))

    def _present(self, field: str, forms: tuple[str, ...]) -> tuple[str, ...]:
        reader = self._field(field)
        return tuple(form for form in forms if reader and reader.size(form.encode()))

    def postings(self, field: str, term: str) -> tuple[Ids, Weights]:
        """The documents that have the term, ascending, and its weight in each."""
        return self.cache.get((self.version, field, term), lambda: self._postings(field, term))

    def _field(self, name: str) -> FieldReader | None:
        with raw_read():
            return self.file.field(name)

    def _postings(self, field: str, term: str) -> tuple[Ids, Weights]:
        reader = self._field(field)
        if reader is None:
            return NO_IDS, NO_WEIGHTS
        with raw_read():
            ids, weights = reader.postings(term.encode())
            self._check(ids)
        if self.live is None or not len(ids):
            return ids, weights
        kept = self.live[ids]
        return ids[kept], weights[kept]

    def _check(self, ids: Ids) -> None:
        if len(ids) and not (ids[0] >= 0 and ids[-1] < self.number and (ids[1:] > ids[:-1]).all()):
            raise ValueError("documents out of order")

    def places(self, field: str, term: str) -> Places:
        """Every occurrence of the term, ascending."""
        key = (self.version, field, term, "places")
        return self.cache.get(key, lambda: self._places(field, term))

    def _places(self, field: str, term: str) -> Places:
        reader = self._field(field)
        if reader is None:
            return NO_PLACES
        with raw_read():
            ids, counts, positions = reader.positions(term.encode())
            self._check(ids)
            places = np.repeat(ids.astype(np.int64) << POSITION_BITS, counts) + positions
        if self.live is None:
            return places
        kept: Places = places[self.live[places >> POSITION_BITS]]
        return kept

    def any_form(self, field: str, forms: tuple[str, ...]) -> Found:
        """The documents that have a form of a word, with the highest of its weights in each."""
        present = self.present(field, forms)
        if len(present) < 2:
            return self.postings(field, present[0]) if present else NOT_FOUND
        return self.cache.get(
            (self.version, field, present), lambda: self._any_form(field, present)
        )

    def _any_form(self, field: str, forms: tuple[str, ...]) -> Found:
        return union([self.postings(field, form) for form in forms], self.number, best=True)

    def any_place(self, field: str, forms: tuple[str, ...]) -> Places:
        """Every occurrence of a form of a word, ascending."""
        present = self.present(field, forms)
        if len(present) < 2:
            return self.places(field, present[0]) if present else NO_PLACES
        return self.cache.get(
            (self.version, field, present, "places"), lambda: self._any_place(field, present)
        )

    def _any_place(self, field: str, forms: tuple[str, ...]) -> Places:
        return in_any([self.places(field, form) for form in forms])

    def matching(self, field: str, pattern: Prefix | Wildcard | Fuzzy) -> list[str]:
        """The terms of a field that a pattern means, in order."""
        key = (self.id, field, pattern)
        return self.cache.get(key, lambda: self._matching(field, pattern))

    def _matching(self, field: str, pattern: Prefix | Wildcard | Fuzzy) -> list[str]:
        match pattern:
            case Prefix():
                return self._beginning(field, pattern.prefix)
            case Wildcard():
                form = wildcard_pattern(pattern.pattern)
                head = re.split(r"[*?]", pattern.pattern, maxsplit=1)[0]
                return [word for word in self._beginning(field, head) if form.fullmatch(word)]
            case Fuzzy():
                near = self._beginning(field, pattern.word[:1])
                return [word for word in near if is_near(word, pattern.word, pattern.edits)]

    def _beginning(self, field: str, start: str) -> list[str]:
        reader = self._field(field)
        if reader is None:
            return []
        with raw_read():
            return [term.decode() for term in reader.terms(start.encode())]

    def lexicon(self, field: str) -> dict[str, int]:
        """Every term of a field with its number of documents, deleted ones included."""
        return self.cache.get((self.id, field, "lexicon"), lambda: self._lexicon(field))

    def _lexicon(self, field: str) -> dict[str, int]:
        reader = self._field(field)
        if reader is None:
            return {}
        with raw_read():
            terms = [term.decode() for term in reader.terms()]
            return dict(zip(terms, reader.sizes().tolist(), strict=True))

    def values(self, field: str) -> tuple[list[str], Ids, Ids]:
        """The values of a field; which of them, by their numbers, stand in which documents."""
        reader = self._field(field)
        if reader is None:
            return [], NO_IDS, NO_IDS
        with raw_read():
            lists = reader.lists()
            values = [term.decode() for term in lists.terms]
            numbers = np.repeat(np.arange(len(values), dtype=np.int32), lists.sizes)
            if len(lists.ids) and not 0 <= lists.ids.min() <= lists.ids.max() < self.number:
                raise ValueError("documents that are not there")
        if self.live is None:
            return values, numbers, lists.ids
        kept = self.live[lists.ids]
        return values, numbers[kept], lists.ids[kept]

    def days(self, name: str) -> Days:
        """A column of days (ordinals of the calendar, -1 for none) by document."""

        def read() -> Days:
            with raw_read():
                days = np.frombuffer(self._columns["days"].whole(), DAY)[name].astype(np.int64)
                if len(days) < self.number:
                    raise ValueError("the column of days is cut short")
            return days

        return self.cache.get((self.id, name, "days"), read)

    def text(self, name: str, number: int) -> str:
        """The key of a document, or its title as it is sorted (`key_sort`, `title_sort`)."""

        def read() -> tuple[str, str]:
            with raw_read():
                key, _, title = self._columns["sorted"][number].decode().partition("\0")
            return key, title

        key, title = self.cache.get((self.id, number, "sorted"), read)
        return title if name == "title_sort" else key

    def title_ranks(self) -> Ids:
        """The place of each document in the order of titles and keys."""

        def read() -> Ids:
            with raw_read():
                texts = [text.partition(b"\0")[::-1] for text in self._columns["sorted"].every()]
            ranks = np.empty(self.number, np.int32)
            ranks[sorted(range(self.number), key=texts.__getitem__)] = np.arange(self.number)
            return ranks

        return self.cache.get((self.id, "title ranks"), read)

    def spans(self, *, captured: bool = False) -> Spans:
        """The stretches of every document, deleted ones included; with `captured` all of them."""
        names = ("spans", "captured_spans") if captured else ("spans",)

        def read() -> Spans:
            with raw_read():
                columns = [self._columns[name].every() for name in names]
                return spans_of([b"".join(packed) for packed in zip(*columns, strict=True)])

        return self.cache.get((self.id, names), read)

    def stored(self, number: int) -> dict[str, Any]:
        """What is kept of a document to show it."""

        def read() -> dict[str, Any]:
            with raw_read():
                shown: dict[str, Any] = unpack(self._columns["stored"][number])
                if not shown:
                    raise ValueError("nothing is kept of a document")
            return shown

        return self.cache.get((self.id, number, "stored"), read)

    def lines(self, number: int) -> Lines:
        """The lines of a document of which its snippet is made."""
        return self.cache.get(
            (self.id, number, "lines"), lambda: lines_of_stored(self.stored(number))
        )

    def captured(self, number: int) -> Statements:
        """The captured texts of a document."""

        def read() -> Statements:
            with raw_read():
                found: Statements = unpack(self._columns["captured"][number])
            return found

        return self.cache.get((self.id, number, "captured"), read)
