"""Which events of a case its page shows: all of them, or those of a kind (`?events=decisions`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from starlette.requests import Request

from kb.entries.anchors import anchors
from kb.entries.documents import CaseDocument
from kb.web.entry_parts import ThreadItem, events
from kb.web.parameters import choice

PARAMETER: Final = "events"
#: Steps that move nothing by themselves: submissions, and what has no kind of its own.
ROUTINE: Final = frozenset({"motion", "other"})
_DECISIONS: Final = frozenset({"order", "judgment", "dismissal", "settlement"})
_FILINGS: Final = frozenset({"filed", "amended", "motion", "appeal", "transfer"})


@dataclass(frozen=True)
class Choice:
    """One way to filter, and how many events it shows."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class EventsShown:
    """The events that are shown with their anchors, and how many are hidden."""

    shown: tuple[ThreadItem, ...]
    anchors: tuple[str, ...]
    chosen: str
    choices: tuple[Choice, ...]
    hidden: int
    hidden_routine: int


_FILTERS: Final = {
    "all": "All",
    "key": "Without routine",
    "decisions": "Decisions and settlements",
    "orders": "Orders",
    "filings": "Filings and appeals",
    "hearings": "Hearings",
}


def events_shown(request: Request, document: CaseDocument) -> EventsShown:
    """The events that the request asks for; `BadParameter` for a filter that does not exist."""
    chosen = choice(request, PARAMETER, _FILTERS, "all")
    every = list(zip(events(document), anchors(document.events), strict=True))
    shown = [(item, anchor) for item, anchor in every if _passes(item.kind, chosen)]
    left = [item for item, _ in every if not _passes(item.kind, chosen)]
    counted = (
        Choice(value, label, sum(_passes(item.kind, value) for item, _ in every))
        for value, label in _FILTERS.items()
    )
    return EventsShown(
        shown=tuple(item for item, _ in shown),
        anchors=tuple(anchor for _, anchor in shown),
        chosen=chosen,
        choices=tuple(one for one in counted if one.count or one.value == chosen),
        hidden=len(left),
        hidden_routine=sum(item.kind in ROUTINE for item in left),
    )


def _passes(kind: str, chosen: str) -> bool:
    match chosen:
        case "key":
            return kind not in ROUTINE
        case "decisions":
            return kind in _DECISIONS
        case "orders":
            return kind == "order"
        case "filings":
            return kind in _FILINGS
        case "hearings":
            return kind == "hearing"
        case _:
            return True
