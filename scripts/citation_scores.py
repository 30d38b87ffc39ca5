"""Prints recall and precision of `kb.citations.recognise`, family by family.

    python scripts/citation_scores.py

Measured over the sentences of `tests/citations/table.toml` and, where they are, over the shared
fixtures. What was missed or recognised wrongly is listed below each table.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from kb.citations import FAMILIES
from tests.citations import measure

SOURCES: dict[str, tuple[str, Callable[[], Iterable[measure.Sentence]]]] = {
    "table": ("Our own sentences", measure.table),
    "training": ("Citations about AI training", measure.about_training),
    "eyecite": ("Texts of eyecite's tests", measure.of_eyecite),
    "find case law": ("Forms of Find Case Law, misprints included", measure.of_find_case_law),
}


def main() -> None:
    """Print one table a source and one for all of them."""
    sentences: list[list[measure.Sentence]] = []
    for name, (heading, read) in SOURCES.items():
        if name != "table" and not measure.SHARED.exists():
            print(f"\n{heading}: the shared fixtures are not here.")
            continue
        sentences.append([*read()])
        report(heading, sentences[-1], details=True)
    report("All together", chain.from_iterable(sentences), details=False)


def report(heading: str, sentences: Iterable[measure.Sentence], *, details: bool) -> None:
    """One line a family, and the sum."""
    scores = measure.scores(sentences)
    total = measure.Score()
    print(f"\n{heading}\n\n{'family':32} {'wanted':>7} {'recall':>7} {'precision':>10}")
    for family, score in sorted(scores.items()):
        line(FAMILIES.get(family, family), score)
        total.expected += score.expected
        total.found += score.found
        total.missed += score.missed
        total.wrong += score.wrong
    line("all", total)
    if details:
        for what, texts in (("missed", total.missed), ("wrong", total.wrong)):
            for text in texts:
                print(f"  {what}: {text}")


def line(name: str, score: measure.Score) -> None:
    """The counts of a family."""
    print(f"{name:32} {score.expected:7} {score.recall:7.1%} {score.precision:10.1%}")


if __name__ == "__main__":
    main()
