"""Words that stand together, as PostgreSQL finds them by the places in tsvectors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Select, and_, cast, func, select, true
from sqlalchemy.dialects.postgresql import TSQUERY

from kb.search.postgres_engine.tables import stretches

#: Up to so many words on, every place of the second of two words is tried in a tsquery.
_MOST_STEPS: Final = 12


def matches(column: ColumnElement[Any], query: str) -> ColumnElement[bool]:
    """The tsvector in the column fits the tsquery."""
    return column.op("@@", is_comparison=True)(cast(query, TSQUERY))


def together(
    parts: Sequence[Sequence[int]], offsets: Sequence[int], slop: int,
    columns: Sequence[ColumnElement[Any]],
) -> Select[Any]:  # fmt: skip
    """The columns of the stretches in which parts, each any of some terms, form a phrase."""
    steps = [later - earlier for earlier, later in pairwise(offsets)]
    farthest = [slop + step for step in steps]
    if slop and (len(parts) > 2 or farthest[0] > _MOST_STEPS):
        return _loose(parts, farthest, columns)
    words = [*map(_anywhere, parts)]
    if slop:
        query = "|".join(f"{words[0]}<{n}>{words[1]}" for n in range(1, farthest[0] + 1))
    else:
        query = words[0] + "".join(
            f"<{step}>{word}" for step, word in zip(steps, words[1:], strict=True)
        )
    return select(*columns).where(matches(stretches.c.words, query)).correlate(None)


def _anywhere(ids: Sequence[int]) -> str:
    """Any of the terms, with the places beyond the 255th."""
    return f"({'|'.join(f'{id_}|{id_}x:*' for id_ in ids)})"


def _loose(
    parts: Sequence[Sequence[int]], most: Sequence[int], columns: Sequence[ColumnElement[Any]]
) -> Select[Any]:
    """Where each part follows the one before it by 1 to so many words, in one piece."""
    row = (stretches.c.document, stretches.c.stretch, stretches.c.piece)
    lexeme = func.unnest(stretches.c.words).table_valued("lexeme", "positions", name="lexeme")
    place = func.unnest(lexeme.c.positions).table_valued("place").render_derived()
    term = cast(func.split_part(lexeme.c.lexeme, "x", 1), Integer).label("term")
    wanted = sorted({id_ for ids in parts for id_ in ids})
    hits = (
        select(*row, term, place.c.place)
        .select_from(stretches.join(lexeme, true()).join(place, true()))
        .where(matches(stretches.c.words, "&".join(map(_anywhere, parts))), term.in_(wanted))
        .correlate(None)
        .cte()
    )
    chain = select(hits).where(hits.c.term.in_(parts[0])).subquery()
    for ids, farthest in zip(parts[1:], most, strict=True):
        gap = hits.c.place - chain.c.place
        same = [hits.c[column.name] == chain.c[column.name] for column in row]
        chain = (
            select(hits)
            .distinct()
            .join(chain, and_(*same, gap.between(1, farthest)))
            .where(hits.c.term.in_(ids))
            .subquery()
        )
    return select(*(chain.c[column.name] for column in columns)).correlate(None)
