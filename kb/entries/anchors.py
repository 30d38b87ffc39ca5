"""Where each statement of an entry stands on its page: the ids that links and search results use.

An id is made of what the statement says, not of its number in the list, so that it stays the
same when others are added: `event-2024-08-12`, `ruling-fair-use`, `claim-direct-infringement`.
Statements that would have the same id are numbered from the second on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, TypeVar

from kb.core.ids import slugify
from kb.entries.documents import (
    Claim,
    Event,
    FairUseFactor,
    HistoryItem,
    Holding,
    Provision,
)

LONGEST: Final = 48

Item = TypeVar("Item", Claim, Event, FairUseFactor, HistoryItem, Holding, Provision, str)


def anchors(items: Sequence[Item]) -> tuple[str, ...]:
    """The ids of the statements of one list, in its order; texts are steps of opting out."""
    return tuple(_distinct(map(_anchor, items)))


def anchored(items: Sequence[Item]) -> Iterator[tuple[Item, str]]:
    """The statements of one list with their ids."""
    return zip(items, anchors(items), strict=True)


def answer_anchor(question: str) -> str:
    """The id of the answer to a question, or of a term of a licence."""
    return f"answer-{question}"


def source_anchor(source_id: str) -> str:
    """The id of a source."""
    return f"source-{source_id}"


def _anchor(
    item: Claim | Event | FairUseFactor | HistoryItem | Holding | Provision | str,
) -> str:
    match item:
        case Event():
            return f"event-{item.date}"
        case HistoryItem():
            return f"history-{item.date}"
        case Holding():
            return f"ruling-{item.issue}"
        case FairUseFactor():
            return f"factor-{item.factor}"
        case Claim():
            return _named("claim", item.claim)
        case Provision():
            return _named("provision", item.pinpoint or "")
        case str():
            return "opt-out-step"


def _named(kind: str, text: str) -> str:
    name = slugify(text)[:LONGEST].rstrip("-")
    return f"{kind}-{name}" if name else kind


def _distinct(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        number, free = 1, name
        while free in seen:
            number += 1
            free = f"{name}-{number}"
        seen.add(free)
        yield free
