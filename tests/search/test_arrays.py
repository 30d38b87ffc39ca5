"""Set algebra over sorted arrays, compared with dictionaries."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.search.whoosh_engine.arrays import Found, union

_NUMBER = 400
_PART = st.one_of(
    st.dictionaries(st.integers(0, _NUMBER - 1), st.integers(1, 9), max_size=8),
    st.builds(
        lambda step, weight: dict.fromkeys(range(0, _NUMBER, step), weight),
        st.integers(1, 3), st.integers(1, 9),
    ),
)  # fmt: skip


def _found(part: dict[int, int]) -> Found:
    ids = sorted(part)
    return np.array(ids, np.int32), np.array([part[number] for number in ids], np.float32)


@given(st.lists(_PART, max_size=5), st.booleans())
def test_a_union_has_every_document_once_with_the_sum_or_the_best_of_its_scores(
    parts: list[dict[int, int]], best: bool
) -> None:
    wanted: dict[int, int] = {}
    for part in parts:
        for number, weight in part.items():
            known = wanted.get(number, 0)
            wanted[number] = max(known, weight) if best else known + weight
    ids, scores = union([_found(part) for part in parts], _NUMBER, best=best)
    assert ids.tolist() == sorted(wanted)
    assert scores.tolist() == [wanted[number] for number in sorted(wanted)]
    assert ids.dtype == np.int32
    assert scores.dtype == np.float32
