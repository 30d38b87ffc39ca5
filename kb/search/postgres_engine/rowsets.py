"""Sets of rows by their numbers: what queries found, or all but that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int64]
Table = npt.NDArray[np.int64]  # of two dimensions: rows of columns
NO_NUMBERS: Numbers = np.empty(0, np.int64)


@dataclass(frozen=True)
class Rows:
    """The rows with these numbers, ascending; if `negated`, all the others."""

    numbers: Numbers
    negated: bool = False

    def inverted(self) -> Rows:
        """All the other rows."""
        return Rows(self.numbers, not self.negated)


def in_all(sets: Sequence[Rows]) -> Rows:
    """The rows that are in every one of the sets."""
    unwanted = [one.numbers for one in sets if one.negated]
    wanted = sorted((one.numbers for one in sets if not one.negated), key=len)
    if not wanted:
        return Rows(_any_of(unwanted), negated=True)
    common = reduce(_common, wanted)
    for numbers in unwanted:
        common = common[~_are_in(common, numbers)]
    return Rows(common)


def in_any(sets: Sequence[Rows]) -> Rows:
    """The rows that are in one of the sets: those not left out by every one of them."""
    if not any(one.negated for one in sets):
        return Rows(_any_of([one.numbers for one in sets]))
    return in_all([one.inverted() for one in sets]).inverted()


def in_several(sets: Sequence[Numbers], least: int) -> Numbers:
    """The numbers that are in so many of the sets."""
    if len(sets) < least:
        return NO_NUMBERS
    numbers, counts = np.unique(np.concatenate([NO_NUMBERS, *sets]), return_counts=True)
    return numbers[counts >= least]


def _any_of(sets: Sequence[Numbers]) -> Numbers:
    if len(sets) == 1:
        return sets[0]
    return np.unique(np.concatenate([NO_NUMBERS, *sets]))


def _common(these: Numbers, others: Numbers) -> Numbers:
    return these[_are_in(these, others)]


def _are_in(these: Numbers, others: Numbers) -> npt.NDArray[np.bool_]:
    if not len(others):
        return np.zeros(len(these), np.bool_)
    at = others.searchsorted(these)
    at[at == len(others)] = 0
    found: npt.NDArray[np.bool_] = others[at] == these
    return found
