"""Words that stand together, by the places that PostgreSQL keeps in tsvectors.

Words at fixed distances are one tsquery. Of others the places are asked for, and which of them
follow each other is found here: a join of places in SQL took seconds wherever PostgreSQL took
them for few.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from kb.search.postgres_engine.rows import lexemes_of
from kb.search.postgres_engine.rowsets import NO_NUMBERS, Numbers, Table
from kb.search.postgres_engine.tables import stretches
from kb.search.whoosh_engine.arrays import POSITION_BITS, within

#: Pieces of one stretch are fewer: their places have 24 bits, and each has 14 of its own.
_PIECE_BITS: Final = 12


def matches(column: ColumnElement[Any], query: str) -> ColumnElement[bool]:
    """The tsvector in the column fits the tsquery."""
    return column.op("@@", is_comparison=True)(cast(query, TSQUERY))


def in_a_row(
    parts: Sequence[Sequence[int]], offsets: Sequence[int], row: ColumnElement[Any]
) -> Select[Any]:
    """The rows in which parts, each any of some terms, stand at these distances."""
    words = [*map(_anywhere, parts)]
    query = words[0] + "".join(
        f"<{later - earlier}>{word}"
        for (earlier, later), word in zip(pairwise(offsets), words[1:], strict=True)
    )
    return select(row).where(matches(stretches.c.words, query))


def places_of(parts: Sequence[Sequence[int]], row: ColumnElement[Any]) -> Select[Any]:
    """Row, piece, term and place of every occurrence of the parts, where all of them stand."""
    lexeme = func.unnest(stretches.c.words).table_valued("lexeme", "positions", name="lexeme")
    place = func.unnest(lexeme.c.positions).table_valued("place").render_derived()
    names = [name for ids in parts for id_ in ids for name in lexemes_of(id_)]
    return (
        select(
            row.label("row"),
            stretches.c.piece,
            cast(func.split_part(lexeme.c.lexeme, "x", 1), Integer).label("term"),
            place.c.place,
        )
        .select_from(stretches.join(lexeme, true()).join(place, true()))
        .where(
            matches(stretches.c.words, "&".join(map(_anywhere, parts))),
            lexeme.c.lexeme == func.any(literal(names, ARRAY(Text))),
        )
    )


def loosely(
    places: Table, parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int
) -> Numbers:
    """The rows of `places_of` in which each part follows the one before it, up to `slop` apart."""
    if not len(places):
        return NO_NUMBERS
    rows, piece, terms, place = places.T
    pieces, at = np.unique((rows << _PIECE_BITS) + piece, return_inverse=True)
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
