"""The posting lists of one segment: arrays, field by field, that are read by place.

A field's terms are in the order of their bytes. Posting lists follow one another in the order
of the terms: documents (ascending within a term), and for fields of text the weight of the term
in each, how often it stands there, and at which positions. A few arrays hold them for a large
field, or for all small ones of a kind: a segment of one document has some fifty fields, and
arrays cost by their number.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.terms import Postings
from kb.search.whoosh_engine.arrayfile import Array, ArrayFile, ArrayFileWriter, Part

_AFTER_PREFIX: Final = b"\xff"  # no UTF-8 text has this byte
_LARGE: Final = 1 << 15  # postings from which on a field has arrays of its own

Ids = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float32]
#: The arrays of fields, and for each field which arrays are its own and which of their terms,
#: from the first to that after the last.
Directory = dict[str, Any]


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


def lists_of(fields: Sequence[Gathered]) -> tuple[Lists, list[int]]:
    """The lists of some fields in a row, and where the terms of each begin; at last their end."""
    terms: list[bytes] = []
    bounds = [0]
    ranked: list[Array] = []
    for field in fields:
        own = [term.encode("utf-8", "replace") for term in field.numbers]
        ranks = {term: rank for rank, term in enumerate(sorted(set(own)), len(terms))}
        by_number = np.array([ranks[term] for term in own], np.uint32)
        ranked.append(by_number[np.frombuffer(field.terms, np.uint32)])
        terms += ranks
        bounds.append(len(terms))
    every = np.concatenate(ranked)
    order = np.argsort(every, kind="stable")
    ids = _joined([field.ids for field in fields], np.int32)[order]
    sizes = np.bincount(every, minlength=len(terms)).astype(np.uint32)
    weights = _joined([field.weights for field in fields], np.float32)
    counts = _joined([field.counts for field in fields], np.uint32)
    positions = _joined([field.positions for field in fields], np.uint32)
    if len(counts):
        firsts = np.cumsum(counts, dtype=np.int64) - counts
        weights, counts, firsts = weights[order], counts[order], firsts[order]
        shift = firsts - (np.cumsum(counts, dtype=np.int64) - counts)
        positions = positions[np.repeat(shift, counts) + np.arange(len(positions))]
    return Lists(terms, sizes, ids, weights, counts, positions), bounds


def _joined(arrays: Sequence[array[Any]], kind: Any) -> Array:
    return np.concatenate([np.frombuffer(one, kind) for one in arrays])


def write_fields(file: ArrayFileWriter, fields: dict[str, Gathered]) -> Directory:
    """Write the posting lists of all fields, which are forgotten one after another."""
    groups: list[list[Part]] = []
    places: dict[str, tuple[int, int, int]] = {}
    for names in _grouped(fields):
        lists, bounds = lists_of([fields.pop(name) for name in names])
        for name, (first, end) in zip(names, pairwise(bounds), strict=True):
            places[name] = (len(groups), first, end)
        groups.append([file.add(part) for part in _parts(lists)])
    return {"groups": groups, "fields": places}


def _grouped(fields: dict[str, Gathered]) -> Iterator[list[str]]:
    """The fields that have postings, those together that are written together."""
    texts: list[str] = []
    values: list[str] = []
    for name in sorted(fields):
        field = fields[name]
        if len(field.terms) >= _LARGE:
            yield [name]
        elif field.terms:
            (texts if field.counts else values).append(name)
    yield from filter(None, (texts, values))


def _parts(lists: Lists) -> Iterable[Array]:
    """The arrays as they stand in the file."""
    lengths = np.array([len(term) for term in lists.terms], np.uint64)
    sizes = _offsets(lists.sizes)
    yield np.frombuffer(b"".join(lists.terms), np.uint8)
    yield _offsets(lengths)
    yield sizes
    # Where the positions of each term begin.
    yield _offsets(lists.counts)[sizes] if len(lists.counts) else np.empty(0, np.uint32)
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

    def __init__(self, file: ArrayFile, parts: list[Part], first: int, end: int) -> None:
        self._file = file
        letters, starts, sizes, places, *self._lists = parts
        offsets = file.slice(starts, first, end + 1)
        self._letters = file.slice(letters, int(offsets[0]), int(offsets[-1])).tobytes()
        self._starts = offsets - offsets[0]
        self._sizes = file.slice(sizes, first, end + 1)
        self.has_positions = bool(places[2])
        self._places = file.slice(places, first, end + 1) if self.has_positions else self._sizes

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

    def postings(self, term: bytes) -> tuple[Ids, Weights]:
        """The documents of a term, ascending, and its weight in each (1 in a field of values)."""
        number = self._find(term)
        if number < 0:
            return np.empty(0, np.int32), np.empty(0, np.float32)
        ids = self._listed(0, number, number + 1)
        if not self.has_positions:
            return ids, np.ones(len(ids), np.float32)
        return ids, self._listed(1, number, number + 1)

    def positions(self, term: bytes) -> tuple[Ids, Array, Array]:
        """The documents of a term, how often it stands in each, and all positions in a row."""
        number = self._find(term)
        if number < 0 or not self.has_positions:
            empty = np.empty(0, np.uint32)
            return np.empty(0, np.int32), empty, empty
        ids, counts = (self._listed(part, number, number + 1) for part in (0, 2))
        return ids, counts, self._placed(number, number + 1)

    def lists(self) -> Lists:
        """Everything, to be written into another segment."""
        ids = self._listed(0, 0, len(self))
        if not self.has_positions:
            empty = np.empty(0, np.uint32)
            return Lists(self.terms(), self.sizes(), ids, np.empty(0, np.float32), empty, empty)
        weights, counts = (self._listed(part, 0, len(self)) for part in (1, 2))
        positions = self._placed(0, len(self))
        return Lists(
            self.terms(), self.sizes(), ids, weights, counts.astype(np.uint32), positions
        )  # fmt: skip

    def _listed(self, part: int, first: int, end: int) -> Array:
        """Documents (0), weights (1) or counts (2) of terms from the first up to the end."""
        return self._file.slice(self._lists[part], int(self._sizes[first]), int(self._sizes[end]))

    def _placed(self, first: int, end: int) -> Array:
        return self._file.slice(self._lists[3], int(self._places[first]), int(self._places[end]))
