"""Cells of a matrix as the component draws them: hashable, so that a row is drawn once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class MatrixCell(NamedTuple):
    """One answer; no `value` where none is on record. Texts that are not known are empty."""

    question: str  # its id
    value: str = ""
    href: str = ""  # where the answer is explained and proved
    since: str = ""
    certainty: str = ""
    source_href: str = ""
    is_new: bool = False  # it began within a year
    unsure: str = ""  # the word before an answer that is not known to have held on the day asked


def sample_cells(
    questions: Iterable[str], answers: Mapping[str, Mapping[str, Any]], href: str
) -> tuple[MatrixCell, ...]:
    """Cells of plain mappings, in the order of the questions."""
    return tuple(
        MatrixCell(
            name,
            answers[name]["value"],
            f"{href}#answer-{name}",
            answers[name].get("since", ""),
            answers[name].get("certainty", ""),
        )
        if name in answers
        else MatrixCell(name)
        for name in questions
    )
