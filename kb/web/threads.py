"""Events as items of the thread component."""

from __future__ import annotations

from dataclasses import dataclass

from kb.core import clock, ids
from kb.core.dates import earliest
from kb.entries.documents import BaseDocument, HistoryItem, ServiceChange
from kb.entries.views import TimelineEvent


@dataclass(frozen=True)
class Item:
    """One event on a thread that does not belong to a single entry."""

    date: str
    title: str
    kind: str
    href: str = ""
    description: str = ""
    direction: str = ""
    certainty: str = ""
    proof_href: str = ""
    planned: bool = False


def item_of(event: TimelineEvent) -> Item:
    """The event under the name of its entry, linked to it and to its source."""
    source = f"/sources/{event.source_id}" if event.source_id else event.source_url or ""
    return Item(
        date=event.date,
        title=f"{event.service}: {event.title}",
        kind=event.kind,
        href=event.card.url if event.card else "",
        description=event.description or "",
        direction=event.direction or "",
        certainty=event.certainty or "",
        proof_href=source,
        planned=event.planned,
    )


def step_item(document: BaseDocument, step: HistoryItem) -> Item:
    """A step of an entry's history on a page other than the entry's."""
    source = document.source(step.source).url if step.source else step.commit_url
    return Item(
        date=step.date,
        title=step.title,
        kind="",
        description=step.description or "",
        direction=step.direction or "",
        certainty=step.certainty or "",
        proof_href=f"/sources/{ids.source_id(source)}" if step.source and source else source or "",
        planned=earliest(step.date) > clock.today(),
    )


def event_of_change(change: ServiceChange) -> TimelineEvent:
    """A change of the terms of a service that has no entry, as an event."""
    return TimelineEvent(
        card=None,
        service=change.service,
        date=change.date,
        day=earliest(change.date),
        certainty=change.certainty,
        kind="change",
        title=change.title,
        description=change.description,
        direction=change.direction,
        source_id=None,
        source_url=change.commit_url,
    )
