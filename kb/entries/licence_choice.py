"""How far each licence fits what somebody wants of it: by its own answers, each part shown.

There is no score. An answer that is conditional, disputed or missing is open, never a yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from kb.entries import vocabulary
from kb.entries.views import Card, Cell, MatrixRow

Part = Literal["met", "open", "against"]


@dataclass(frozen=True)
class Wish:
    """What is wanted of one term: the answers that meet it, and those that go against it."""

    question: str
    label: str
    met: frozenset[str]
    against: frozenset[str]


def _wish(question: str, label: str, *, met: str, against: str) -> Wish:
    return Wish(question, label, frozenset({met}), frozenset({against}))


#: The wishes of whoever shares a work, by parameter and value.
WISHES: Final[Mapping[str, Mapping[str, Wish]]] = {
    "training": {
        "yes": _wish("training_permitted", "Others may train on it", met="yes", against="no"),
        "no": _wish("training_permitted", "Nobody may train on it", met="no", against="yes"),
    },
    "commercial": {
        "yes": _wish("commercial_use", "Others may earn money with it", met="yes", against="no"),
        "no": _wish("commercial_use", "Nobody may earn money with it", met="no", against="yes"),
    },
    "changes": {
        "yes": _wish("derivatives_allowed", "Others may change it", met="yes", against="no"),
        "no": _wish("derivatives_allowed", "Nobody may change it", met="no", against="yes"),
    },
    "credit": {"yes": _wish("attribution_required", "I am named", met="yes", against="no")},
    "alike": {
        "yes": _wish("share_alike", "What is made from it is shared alike", met="yes", against="no")
    },
}
#: The kinds of licences that somebody can put a work of their own under.
FOR_WORKS: Final = ("content",)


@dataclass(frozen=True)
class Judged:
    """One wish against one licence; the cell is None where the licence has no answer on record."""

    wish: Wish
    part: Part
    cell: Cell | None

    @property
    def sentence(self) -> str:
        """What the licence says, as a sentence."""
        if self.cell is None:
            return "No answer is on record."
        return vocabulary.term_sentence(self.cell.question, self.cell.value)


@dataclass(frozen=True)
class Fit:
    """A licence with each wish judged."""

    card: Card
    kind_label: str
    judged: tuple[Judged, ...]

    @property
    def verdict(self) -> Part:
        """Against if any wish is, else open if any is, else met."""
        parts = {one.part for one in self.judged}
        return "against" if "against" in parts else "open" if "open" in parts else "met"


def fits(rows: Iterable[MatrixRow], wishes: Sequence[Wish]) -> dict[Part, tuple[Fit, ...]]:
    """The licences by verdict; within one those with the most wishes met come first."""
    found: dict[Part, list[Fit]] = {"met": [], "open": [], "against": []}
    for row in rows:
        judged = tuple(_judge(wish, row.cells.get(wish.question)) for wish in wishes)
        fit = Fit(row.card, row.kind_label, judged)
        found[fit.verdict].append(fit)
    return {verdict: tuple(sorted(group, key=_order)) for verdict, group in found.items()}


def _judge(wish: Wish, cell: Cell | None) -> Judged:
    if cell is not None and cell.value in wish.met:
        return Judged(wish, "met", cell)
    if cell is not None and cell.value in wish.against:
        return Judged(wish, "against", cell)
    return Judged(wish, "open", cell)


def _order(fit: Fit) -> tuple[int, str]:
    return -sum(one.part == "met" for one in fit.judged), fit.card.name.casefold()
