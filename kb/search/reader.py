"""What an engine offers for answering: one state of its index, from which it selects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from kb.search.engine import Contribution, FacetCount, Key
from kb.search.rescue import Words
from kb.search.results import Found
from kb.search.tree import Fuzzy, Node, Prefix, Wildcard


@dataclass(frozen=True)
class Wanted:
    """Which part of what is found, in which order."""

    sort: str
    first: int
    count: int
    facets: bool


@dataclass
class Selection:
    """What a query finds: how many, one page of them, and the counts of the facets.

    `cut_short` tells that a pattern meant more words than were looked for; `unfiltered` how many
    there are without filters and limits, None where that was not counted.
    """

    total: int
    rows: Sequence[Found]
    facets: dict[str, tuple[FacetCount, ...]] = field(default_factory=dict)
    cut_short: bool = False
    unfiltered: int | None = None


class Reader(Words, Protocol):
    """One state of an index, read-only."""

    def languages(self) -> frozenset[str]: ...

    def courts(self) -> frozenset[str]:
        """The ids of the courts of the documents."""

    def select(
        self, tree: Node, filters: Mapping[str, tuple[str, ...]], limits: tuple[Node, ...],
        wanted: Wanted,
    ) -> Selection:  # fmt: skip
        """Evaluate a tree. `filters` have facets of their own, `limits` only narrow."""

    def explain(self, tree: Node, rows: Sequence[Any]) -> list[tuple[Contribution, ...]]:
        """What adds up to the score of each of the rows that the tree found."""

    @property
    def documents(self) -> int: ...

    def find(self, key: Key) -> Found | None:
        """The document with this key."""

    def having(self, stem: str) -> int:
        """How many documents have a stem in their text."""

    def words(self, node: Prefix | Wildcard | Fuzzy) -> Sequence[str]:
        """The words of the index that a pattern means."""
