"""From a document to the rows that stand for it in the tables of the index.

A document's `terms` say which terms of which fields it has; its `stretches` say where they
stand. A stretch is one statement, all the text beside statements, or all fields beside the
text. PostgreSQL keeps positions up to 16,383 and 255 of them a lexeme: a longer stretch is kept
in pieces that overlap by more than any phrase is long, and from its 256th place on the term `7`
goes by `7x1`, then `7x2`. So phrases are exact whatever the length.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from kb.search import terms
from kb.search.engine import FACETS, FILTERS, GROUPS, IndexDocument
from kb.search.whoosh_engine.schema import (
    DAY,
    DAYS,
    MENTIONED,
    NAMES,
    OTHER,
    OWN,
    SPAN,
    exact_field,
    index_key,
    row,
    stem_field,
    value_field,
)

Pair = tuple[str, str]  # field and term
Number = Callable[[Pair], int]
Places = dict[int, list[int]]  # where each term stands in a stretch, by its number

#: How the bytes of `postings` are laid out: number of the term, weight, how many places.
POSTING: Final = np.dtype([("term", "<u4"), ("weight", "<f4"), ("count", "<u4")])
PLACE: Final = np.dtype("<u4")
#: The stems of `text` that weigh much in a document, to choose what is worth scoring.
HEAVY: Final = "text_heavy"
#: The kind of the stretch that holds the fields beside the text; others are groups.
BESIDE_TEXT: Final = -1
_HEAVY_FROM: Final = 2.5
_TEXT: Final = (stem_field("text"), exact_field("text"))
_CAPTURED: Final = (stem_field("captured"), exact_field("captured"))
_WHOLE: Final = (*map(value_field, FILTERS), OWN, OTHER, MENTIONED, NAMES)
_FACETS: Final = frozenset(map(value_field, FACETS))
_LONGEST_TERM: Final = 400  # characters; an entry of a B-tree has 2,700 bytes
_PIECE: Final = 16_000  # words
_OVERLAP: Final = 400  # words; 16 words with 20 between each two are fewer
_MOST_PLACES: Final = 255
#: Different terms of one document that are found, so that its tsvector is below a megabyte.
_MOST_TERMS: Final = 120_000


def term_of(text: str) -> str:
    """A term as the vocabulary keeps it: text that PostgreSQL takes, of a bounded length."""
    if text.isalnum() and text.isascii() and len(text) <= _LONGEST_TERM:
        return text  # like nearly every one
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")[:_LONGEST_TERM]


@dataclass(frozen=True)
class Analysed:
    """A document with everything but the numbers of its terms."""

    key: str
    columns: Mapping[str, bytes]
    postings: Mapping[Pair, terms.Posting]
    heavy: tuple[Pair, ...]

    def pairs(self) -> Iterator[Pair]:
        """Every term of every field."""
        yield from self.postings
        yield from self.heavy

    def document_row(self, number: Number, id_: int) -> dict[str, Any]:
        """The row of the table `documents`."""
        every = sorted(map(number, self.postings)) + [number(pair) for pair in self.heavy]
        stored = zlib.decompress(self.columns["stored"]).decode()
        return {
            "id": id_,
            "key": self.key,
            "digest": json.loads(stored)["digest"],
            **dict(zip(DAYS, np.frombuffer(self.columns["days"], DAY)[0].tolist(), strict=True)),
            "title_sort": term_of(self.columns["sorted"].decode().partition("\0")[2]),
            "facets": [number(pair) for pair in self.postings if pair[0] in _FACETS],
            "terms": " ".join(map(str, every[:_MOST_TERMS])),
            **self._packed(number, "", captured=False),
            **self._packed(number, "captured_", captured=True),
            "captured": self.columns["captured"],
            "stored": stored,  # in ASCII: PostgreSQL takes no NUL, no half of a surrogate pair
        }

    def _packed(self, number: Number, name: str, *, captured: bool) -> dict[str, bytes]:
        """The terms with weights and places as bytes, those of captured texts or the others."""
        numbered = sorted(
            (number(pair), posting)
            for pair, posting in self.postings.items()
            if (pair[0] in _CAPTURED) is captured
        )
        table = [(id_, posting.weight, len(posting.positions)) for id_, posting in numbered]
        places = [place for _, posting in numbered for place in posting.positions]
        return {
            f"{name}postings": np.array(table, POSTING).tobytes(),
            f"{name}places": np.array(places, PLACE).tobytes(),
            f"{name}spans": self.columns[f"{name}spans"],
        }

    def stretch_rows(self, number: Number, id_: int) -> Iterator[dict[str, Any]]:
        """The rows of the table `stretches`."""
        for stretch, (kind, places) in enumerate(self._stretches(number)):
            for piece, words in enumerate(_pieces(places)):
                yield {
                    "document": id_, "stretch": stretch, "piece": piece, "kind": kind,
                    "words": words,
                }  # fmt: skip

    def _stretches(self, number: Number) -> list[tuple[int, Places]]:
        """Kind and words of each stretch: first all text beside statements, last the fields."""
        spans = np.frombuffer(self.columns["spans"] + self.columns["captured_spans"], SPAN)
        kinds = [terms.SPAN_KINDS[kind] for kind in spans["kind"]]
        starts = spans["start"].astype(np.int64)
        beside: Places = {}
        fields: Places = {}
        found = [(GROUPS.index("entries"), beside)]
        held: list[Places] = []
        for kind in kinds:
            if kind in GROUPS:
                found.append((GROUPS.index(kind), {}))
            held.append(found[-1][1] if kind in GROUPS else beside)
        moved = _moved(starts, [places is beside for places in held])
        for pair, posting in self.postings.items():
            if not posting.positions:
                continue
            name = number(pair)
            if pair[0] not in _TEXT and pair[0] not in _CAPTURED:
                fields[name] = [place + 1 for place in posting.positions]
                continue
            within = np.searchsorted(starts, posting.positions, "right") - 1
            for place, span in zip(posting.positions, within.tolist(), strict=True):
                held[span].setdefault(name, []).append(place - moved[span])
        return [*found, (BESIDE_TEXT, fields)]


def _moved(starts: np.ndarray[Any, Any], beside: list[bool]) -> list[int]:
    """By how much the places of each span move, so that those of a stretch begin at 1.

    Texts beside statements stay as far apart as they were: no phrase reaches over the gap.
    """
    moved: list[int] = []
    left_out = 0
    for span, start in enumerate(starts.tolist()):
        if beside[span]:
            moved.append(left_out - 1)
        else:
            moved.append(start - 1)
            if span + 1 < len(starts):
                left_out += int(starts[span + 1]) - start
    return moved


def _pieces(places: Places) -> Iterator[str]:
    """The tsvectors of a stretch: the whole, which a long one has without places, and pieces."""
    last = max((found[-1] for found in places.values()), default=0)
    if last <= _PIECE:
        yield _vector(places)
        return
    yield " ".join(map(str, [*places][:_MOST_TERMS]))
    for start in range(0, last, _PIECE - _OVERLAP):
        yield _vector({
            name: inside
            for name, found in places.items()
            if (inside := [place - start for place in found if 0 < place - start <= _PIECE])
        })  # fmt: skip


def lexemes_of(number: int) -> Iterator[str]:
    """The names under which a term of this number can stand in a piece."""
    yield str(number)
    yield from (f"{number}x{more}" for more in range(1, _PIECE // _MOST_PLACES + 1))


def _vector(places: Places) -> str:
    """A tsvector with places."""
    lexemes: list[str] = []
    for name, found in places.items():
        for start in range(0, len(found), _MOST_PLACES):
            lexeme = f"{name}x{start // _MOST_PLACES}" if start else str(name)
            lexemes.append(f"{lexeme}:{','.join(map(str, found[start : start + _MOST_PLACES]))}")
    return " ".join(lexemes)


def analysed(document: IndexDocument) -> Analysed:
    """A document as terms with weights and places."""
    made = row(document)
    postings: dict[Pair, terms.Posting] = {}
    for field, found in made.texts.items():
        for term, posting in found.items():
            postings[field, term_of(term)] = posting
    for field in _WHOLE:
        for value in made.values[field]:
            postings[field, term_of(value)] = terms.Posting(1.0)
    heavy = tuple(
        (HEAVY, term_of(term))
        for term, posting in made.texts[stem_field("text")].items()
        if posting.weight >= _HEAVY_FROM
    )
    return Analysed(index_key(document.key), made.columns, postings, heavy)
