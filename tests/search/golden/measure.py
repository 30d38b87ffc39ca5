"""How well searching the seed finds what people mean, over the judged queries beside this file.

Two numbers for each query, over the first ten results. The reciprocal rank is one divided by
the place of the first right answer (for a query that one entry was meant by: of that entry).
Recall is the share of the right answers that are there. `useful` entries count in neither;
they, and the order of all, show in the discounted gain.
"""

from __future__ import annotations

import math
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kb.search.engine import QueryError, SearchEngine, SearchRequest
from kb.search.meaning.model import load_model

QUERIES = Path(__file__).with_name("queries.toml")
HELD_OUT = QUERIES.with_name("held_out.toml")  # only its means are read
EVERYDAY = QUERIES.with_name("everyday.toml")  # of this, too
ASKED = QUERIES.with_name("asked.toml")
UNSEEN = QUERIES.with_name("unseen.toml")  # the other half of it, of which only the means are read
SETS = (QUERIES, HELD_OUT, EVERYDAY, ASKED, UNSEEN)
GRADES = {"best": 3, "right": 2, "useful": 1}
RIGHT = 2
DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """A query, the style that it is an example of, and the grade of each entry that answers it."""

    style: str
    query: str
    grades: Mapping[str, int]

    @property
    def meant(self) -> frozenset[str]:
        """The entries of the highest grade."""
        top = max(self.grades.values())
        return frozenset(entry for entry, grade in self.grades.items() if grade == top)

    @property
    def right(self) -> frozenset[str]:
        return frozenset(entry for entry, grade in self.grades.items() if grade >= RIGHT)


@dataclass(frozen=True)
class Measured:
    """What a search made of a judged query."""

    judged: Judged
    found: tuple[str, ...]

    @property
    def reciprocal_rank(self) -> float:
        meant = self.judged.meant
        places = (place for place, entry in enumerate(self.found, 1) if entry in meant)
        return 1 / next(places, math.inf)

    @property
    def recall(self) -> float:
        right = self.judged.right
        return len(right.intersection(self.found)) / min(len(right), DEPTH)

    @property
    def gain(self) -> float:
        """The normalised discounted cumulative gain."""
        grades = self.judged.grades
        got = _discounted(grades.get(entry, 0) for entry in self.found)
        return got / _discounted(sorted(grades.values(), reverse=True)[:DEPTH])


def _discounted(grades: Iterable[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(at + 1) for at, grade in enumerate(grades, 1))


def judged_queries(path: Path = QUERIES) -> list[Judged]:
    """Every judged query, in the order of the file."""
    styles = tomllib.loads(path.read_text(encoding="utf-8"))
    return [
        Judged(style, query, _grades(answers))
        for style, queries in styles.items()
        for query, answers in queries.items()
    ]


def _grades(answers: Mapping[str, list[str]]) -> dict[str, int]:
    return {entry: GRADES[word] for word, entries in answers.items() for entry in entries}


def measure(engine: SearchEngine, judged: Iterable[Judged]) -> list[Measured]:
    """Ask the engine every query; one that is refused has found nothing."""
    return [Measured(one, first_results(engine, one.query)) for one in judged]


@contextmanager
def by_words_alone() -> Iterator[None]:
    """As if the extra `meaning` were not installed."""
    before = sys.modules.get("wordllama")
    sys.modules["wordllama"] = None  # type: ignore[assignment]  # how Python hides a module
    load_model.cache_clear()
    try:
        yield
    finally:
        del sys.modules["wordllama"]
        if before is not None:
            sys.modules["wordllama"] = before
        load_model.cache_clear()


def first_results(engine: SearchEngine, query: str) -> tuple[str, ...]:
    """The first ten entries, as `kind/slug`."""
    try:
        page = engine.search(SearchRequest(q=query, per_page=DEPTH, facets=False))
    except QueryError:
        return ()
    return tuple(f"{hit.kind}/{hit.slug}" for hit in page.hits)


def mean(values: Iterable[float]) -> float:
    """The arithmetic mean; 0 of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else 0.0


def report(measured: list[Measured]) -> str:
    """A table of the means by style and overall."""
    styles = dict.fromkeys(one.judged.style for one in measured)
    lines = [f"{'':16}{'queries':>8}{'MRR@10':>9}{'recall@10':>11}{'NDCG@10':>9}"]
    for style in (*styles, "all"):
        these = [one for one in measured if style in (one.judged.style, "all")]
        lines.append(
            f"{style:16}{len(these):>8}{mean(one.reciprocal_rank for one in these):>9.3f}"
            f"{mean(one.recall for one in these):>11.3f}{mean(one.gain for one in these):>9.3f}"
        )
    return "\n".join(lines)


def weakest(measured: list[Measured]) -> str:
    """The queries that did not put a meant entry first, the worst first."""
    weak = sorted(
        (one for one in measured if one.reciprocal_rank < 1 or one.recall < 1),
        key=lambda one: (one.reciprocal_rank, one.recall),
    )
    return "\n".join(
        f"{one.reciprocal_rank:.2f} {one.recall:.2f}  {one.judged.query}"
        f"  [{', '.join(one.found[:3])}]"
        for one in weak
    )
