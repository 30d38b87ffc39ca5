"""The counts of a facet in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from operator import itemgetter

from kb.search.engine import FacetCount


def facet_counts(
    name: str, counts: dict[str, int], filters: Mapping[str, tuple[str, ...]]
) -> tuple[FacetCount, ...]:
    """The commonest first, years from the newest; a chosen value is listed even without hits."""
    for value in filters.get(name, ()):
        counts.setdefault(value, 0)
    if name == "year":
        ordered = sorted(counts.items(), reverse=True)
    else:
        ordered = sorted(sorted(counts.items()), key=itemgetter(1), reverse=True)
    return tuple(map(FacetCount._make, ordered))
