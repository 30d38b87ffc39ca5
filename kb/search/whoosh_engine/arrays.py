"""Set algebra over sorted arrays of documents with scores."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kb.search.whoosh_engine.postings import Ids, Weights

Places = npt.NDArray[np.int64]
Found = tuple[Ids, Weights]
NO_IDS: Final[Ids] = np.empty(0, np.int32)
NO_WEIGHTS: Final[Weights] = np.empty(0, np.float32)
NO_PLACES: Final[Places] = np.empty(0, np.int64)
#: A place is a document's number and a position in its text in one number.
POSITION_BITS: Final = 24
#: So many in a list for each that is wanted of it, from which on few are looked up one by one.
SPARSE: Final = 16
NOT_FOUND: Final[Found] = (NO_IDS, NO_WEIGHTS)


def firsts_of(ascending: npt.NDArray[Any]) -> npt.NDArray[np.intp]:
    """Where each value of an ascending array stands for the first time."""
    is_first = np.empty(len(ascending), np.bool_)
    is_first[:1] = True
    np.not_equal(ascending[1:], ascending[:-1], out=is_first[1:])
    return is_first.nonzero()[0]


def member(
    these: Ids | Places, among: Ids | Places
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Where each of `these` stands among the others, and whether it is there (both sorted)."""
    if not len(among):
        return np.zeros(len(these), np.intp), np.zeros(len(these), np.bool_)
    at = among.searchsorted(these)
    at[at == len(among)] = 0
    return at, among[at] == these


def union(parts: list[Found], number: int, *, best: bool = False) -> Found:
    """Documents of any part; scores summed, or with `best` the highest of them."""
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return NOT_FOUND
    if len(parts) == 1:
        return parts[0]
    together = sum(len(ids) for ids, _ in parts)
    if together * SPARSE < number:
        return _sparse_union(parts, best=best)
    large = max(parts, key=lambda part: len(part[0]))
    if (together - len(large[0])) * SPARSE < len(large[0]):
        return _with_few(large, _sparse_union([p for p in parts if p is not large], best=best),
                         best=best)  # fmt: skip
    scores = np.zeros(number, np.float32)
    seen = np.zeros(number, np.bool_)
    for ids, weights in parts:
        seen[ids] = True
        if best:
            scores[ids] = np.maximum(scores[ids], weights)
        else:
            scores[ids] += weights
    ids = np.flatnonzero(seen).astype(np.int32)
    return ids, scores[ids]


def _sparse_union(parts: list[Found], *, best: bool) -> Found:
    """The same where few of all documents are in any part: by sorting them."""
    ids = np.concatenate([ids for ids, _ in parts])
    order = np.argsort(ids, kind="stable")
    ids = ids[order]
    weights = np.concatenate([weights for _, weights in parts])[order]
    firsts = firsts_of(ids)
    add = np.maximum if best else np.add
    return ids[firsts], add.reduceat(weights, firsts)


def _with_few(large: Found, few: Found, *, best: bool) -> Found:
    """The same of a large part and one of few documents."""
    ids, weights = large
    at, there = member(few[0], ids)
    scores = weights.copy()
    add = np.maximum if best else np.add
    scores[at[there]] = add(scores[at[there]], few[1][there])
    new, added = few[0][~there], few[1][~there]
    before = ids.searchsorted(new)
    return np.insert(ids, before, new), np.insert(scores, before, added)


def minus(found: Found, other: Ids) -> Found:
    _, there = member(found[0], other)
    return found[0][~there], found[1][~there]


def within(chain: Places, places: Places, most: int) -> Places:
    """The places that follow some place of the chain by 1 to `most` words, in one document."""
    if not len(chain) or not len(places):
        return NO_PLACES
    lowest = np.maximum(places - most, (places >> POSITION_BITS) << POSITION_BITS)
    at = chain.searchsorted(lowest)
    at[at == len(chain)] = len(chain) - 1
    kept = (chain[at] >= lowest) & (chain[at] < places)
    following: Places = places[kept]
    return following


def of_documents(places: Places, documents: Ids) -> Places:
    """The places that lie in one of the documents; both ascend."""
    if len(documents) * SPARSE < len(places):
        starts = documents.astype(np.int64) << POSITION_BITS
        lows = places.searchsorted(starts)
        sizes = places.searchsorted(starts + (1 << POSITION_BITS)) - lows
        return places[ranges(lows, sizes)]
    if not len(documents):
        return NO_PLACES
    end = int(documents[-1]) + 1
    wanted = np.zeros(end, np.bool_)
    wanted[documents] = True
    places = places[: places.searchsorted(end << POSITION_BITS)]
    kept: Places = places[wanted[places >> POSITION_BITS]]
    return kept


def common(these: Places, others: Places) -> Places:
    """The places in both; each ascends, without repetition."""
    small, large = (these, others) if len(these) <= len(others) else (others, these)
    if len(small) * SPARSE < len(large):
        return small[member(small, large)[1]]
    both = np.concatenate([these, others])
    both.sort(kind="stable")  # which merges what is in order already
    found: Places = both[:-1][both[1:] == both[:-1]]
    return found


def in_any(parts: list[Places]) -> Places:
    """The places of all parts, ascending, without repetition."""
    if len(parts) < 2:
        return parts[0] if parts else NO_PLACES
    every = np.concatenate(parts)
    every.sort(kind="stable")
    found: Places = every[firsts_of(every)]
    return found


def ranges(firsts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """The numbers of several stretches in a row: so many from each of the firsts on."""
    ends = sizes.cumsum()
    found: npt.NDArray[np.int64] = (firsts - ends + sizes).repeat(sizes)
    found += np.arange(len(found))
    return found
