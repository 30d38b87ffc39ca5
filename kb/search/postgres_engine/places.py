"""Words that stand together, by the places that PostgreSQL keeps in tsvectors.

Words at fixed distances are one tsquery. Of others the places are asked for, and which of them
follow each other is found here: a join of places in SQL took seconds wherever PostgreSQL took
them for few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from kb.search.postgres_engine.rows import lexemes_of
from kb.search.postgres_engine.rowsets import NO_NUMBERS, Numbers, Table
from kb.search.postgres_engine.tables import stretches
from kb.search.whoosh_engine.arrays import POSITION_BITS, within

#: The number of a stretch is its document's number and, in the lower bits, its own.
STRETCH_BITS: Final = 20
NUMBER: Final = cast(stretches.c.document, BigInteger) * (1 << STRETCH_BITS) + stretches.c.stretch
#: Pieces of one stretch are fewer: their places have 24 bits, and each has 14 of its own.
_PIECE_BITS: Final = 12


def matches(column: ColumnElement[Any], query: str) -> ColumnElement[bool]:
    """The tsvector in the column fits the tsquery."""
    return column.op("@@", is_comparison=True)(cast(query, TSQUERY))


def in_a_row(parts: Sequence[Sequence[int]], offsets: Sequence[int]) -> Select[Any]:
    """The numbers of the stretches with parts, each any of some terms, at these distances."""
    words = [*map(_anywhere, parts)]
    query = words[0] + "".join(
        f"<{later - earlier}>{word}"
        for (earlier, later), word in zip(pairwise(offsets), words[1:], strict=True)
    )
    return select(NUMBER).where(matches(stretches.c.words, query))


def places_of(parts: Sequence[Sequence[int]]) -> Select[Any]:
    """Stretch, piece, term and place of every occurrence of the parts, where all of them stand.

    A tsvector is cut down to the terms that are wanted before it is taken apart, which costs a
    fifth of taking it apart whole.
    """
    ids = sorted({id_ for terms in parts for id_ in terms})
    words = stretches.c.words
    many = matches(words, "|".join(f"{id_}x1" for id_ in ids))
    often = [name for id_ in ids for name in lexemes_of(id_)]
    weighed = case((many, _weighed(words, often)), else_=_weighed(words, map(str, ids)))
    wanted = func.unnest(func.ts_filter(weighed, literal_column("'{a}'")))
    lexeme = wanted.table_valued("lexeme", "positions", name="lexeme")
    place = func.unnest(lexeme.c.positions).table_valued("place").render_derived()
    term = cast(func.split_part(lexeme.c.lexeme, "x", 1), Integer)
    return (
        select(NUMBER.label("number"), stretches.c.piece, term.label("term"), place.c.place)
        .select_from(stretches.join(lexeme, true()).join(place, true()))
        .where(matches(words, "&".join(map(_anywhere, parts))))
    )


def _weighed(words: ColumnElement[Any], lexemes: Iterable[str]) -> ColumnElement[Any]:
    """The tsvector with the weight A on these lexemes; others have none."""
    return func.setweight(words, literal_column("'A'"), literal([*lexemes], ARRAY(Text)))


def loosely(
    places: Table, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
) -> Numbers:
    """The stretches in which each part follows the one before it, up to `slop` words apart."""
    if not len(places):
        return NO_NUMBERS
    numbers, piece, terms, place = places.T
    pieces, at = np.unique((numbers << _PIECE_BITS) + piece, return_inverse=True)
    every = (at << POSITION_BITS) + place
    standing = [np.sort(every[np.isin(terms, ids)]) for ids in parts]
    chain = standing[0]
    for (earlier, later), following in zip(pairwise(offsets), standing[1:], strict=True):
        chain = within(chain, following, slop + later - earlier)
    found: Numbers = np.unique(pieces[chain >> POSITION_BITS] >> _PIECE_BITS)
    return found


def _anywhere(ids: Sequence[int]) -> str:
    """Any of the terms, with the places beyond the 255th."""
    return f"({'|'.join(f'{id_}|{id_}x:*' for id_ in ids)})"
