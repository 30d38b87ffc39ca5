"""Which of the documents that were found make up a page, over all segments.

Documents that tie are ordered by their key, so pages have neither gaps nor repeats. Only the
documents that may be on the page are put in order; the others are left out by partition, which
takes time linear in their number.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from kb.search.reader import Wanted
from kb.search.whoosh_engine.postings import Ids, Weights
from kb.search.whoosh_engine.segment import Days, Segment

_DIGITS: Final = 4  # scores that differ after so many are equal
_ROUNDING: Final = 10.0**-_DIGITS

Numbers = npt.NDArray[Any]
Places = npt.NDArray[np.intp]


class Ranked(NamedTuple):
    """A document, and where it stands."""

    segment: Segment
    number: int
    score: float


def page(found: Iterable[tuple[Segment, Ids, Weights]], wanted: Wanted) -> list[Ranked]:
    """The page, the best first."""
    last = wanted.first + wanted.count
    candidates: list[tuple[tuple[float, float], Ranked]] = []
    for segment, ids, scores in found:
        if len(ids):
            primary, secondary, kept = _kept(segment, ids, scores, wanted.sort, last)
            orders = zip((-primary).tolist(), (-secondary).tolist(), strict=True)
            ranked = (Ranked(segment, int(ids[at]), float(scores[at])) for at in kept)
            candidates += zip(orders, ranked, strict=True)
    if wanted.sort == "title":
        best = sorted((ranked for _, ranked in candidates), key=_title_and_key)
    else:
        ties = Counter(order for order, _ in candidates)
        best = [ranked for *_, ranked in sorted(
            (order, _key(ranked) if ties[order] > 1 else "", ranked) for order, ranked in candidates
        )]  # fmt: skip
    return best[wanted.first : last]


def _key(ranked: Ranked) -> str:
    return ranked.segment.text("key_sort", ranked.number)


def _title_and_key(ranked: Ranked) -> tuple[str, str]:
    return ranked.segment.text("title_sort", ranked.number), _key(ranked)


def _kept(
    segment: Segment, ids: Ids, scores: Weights, sort: str, count: int
) -> tuple[Numbers, Numbers, Places]:
    """What to sort by, the highest first, and the places of those that may be on the page."""
    if sort == "relevance":
        near = _highest(scores, count, less=_ROUNDING)
        primary, secondary = np.round(scores[near], _DIGITS), segment.days("day_sort")[ids[near]]
    else:
        near = np.arange(len(ids))
        primary, secondary = _columns(segment, ids, scores, sort)
    if len(near) <= count:
        return primary, secondary, near
    best = _best(primary, secondary, count)
    return primary[best], secondary[best], near[best]


def _columns(segment: Segment, ids: Ids, scores: Weights, sort: str) -> tuple[Numbers, Numbers]:
    if sort == "title":
        ranks = -segment.title_ranks()[ids]
        return ranks, ranks
    days: Days = segment.days("day_sort")[ids]
    if sort == "newest":
        return days, scores
    # A document without a date comes last in either direction.
    return np.where(days < 0, np.iinfo(np.int64).min + 1, -days), scores


def _highest(values: Numbers, count: int, *, less: float = 0) -> Places:
    """The places of the highest `count`, and of all that tie with the last of them.

    Values that are lower by up to `less` are taken to tie, too.
    """
    if len(values) <= count:
        return np.arange(len(values))
    lowest = np.partition(values, len(values) - count)[len(values) - count]
    return np.flatnonzero(values >= lowest - less)


def _best(primary: Numbers, secondary: Numbers, count: int) -> Places:
    """The places of the best `count`, and of all that tie with the last of them, in any order."""
    near = _highest(primary, count)
    lowest = primary[near].min()
    tied = near[primary[near] == lowest]
    above = near[primary[near] != lowest]
    return np.concatenate([above, tied[_highest(secondary[tied], count - len(above))]])
