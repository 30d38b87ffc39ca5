"""Checks of dates: none in the future, none impossible, each told in order."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from kb.core.dates import earliest, latest
from kb.entries.documents import CaseDocument, Document, LawDocument, PolicyDocument
from kb.entries.facts_check.findings import Context, Finding, explained, finding

#: *Burrow-Giles v. Sarony* (1884) is the oldest decision that anybody cites here.
OLDEST_YEAR = 1880

_DATE_KEYS = frozenset({
    "date", "filed", "closed", "as_of", "since", "not_before", "published", "adopted",
    "in_force_from", "previous_version",
})  # fmt: skip


def dates_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, date) of every date in a document."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            place = f"{path}.{name}" if path else name
            if name in _DATE_KEYS and isinstance(inner, str):
                yield place, inner
            else:
                yield from dates_of(inner, place)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from dates_of(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from dates_of(inner, f"{path}[{n}]")


def impossible_dates(document: Document, context: Context) -> Iterator[Finding]:
    """Dates after today (but a law may have a day on which it will enter into force, and a step
    may be announced where the document says that it is).
    """
    announced = {name for name in ("events", "history") if explained(document, name)}
    for path, day in dates_of(document):
        may_come = path == "in_force_from" or path.partition("[")[0] in announced
        if not may_come and earliest(day) > context.today:
            reason = f"{day} is after {context.today}"
            yield finding(document, check="future-date", path=path, reason=reason)
        if latest(day).year < OLDEST_YEAR:
            reason = f"{day} is before {OLDEST_YEAR}"
            yield finding(document, check="too-old", path=path, reason=reason)


def dates_in_order(document: Document, _: Context) -> Iterator[Finding]:
    """Closed before filed, in force before adopted, and lists that are not chronological."""
    pairs: list[tuple[str, str | None, str | None]] = []
    if isinstance(document, CaseDocument):
        pairs.append(("closed", document.filed, document.closed))
        pairs += _steps("events", [event.date for event in document.events])
    elif isinstance(document, LawDocument):
        pairs.append(("in_force_from", document.adopted, document.in_force_from))
        pairs += _steps("history", [item.date for item in document.history])
    elif isinstance(document, PolicyDocument):
        pairs += _steps("history", [item.date for item in document.history])
    for path, first, second in pairs:
        if first and second and earliest(first) > latest(second):
            reason = f"{second} comes after {first} in the record but is earlier"
            yield finding(document, check="order", path=path, reason=reason)


def _steps(field: str, days: list[str]) -> list[tuple[str, str | None, str | None]]:
    return [(f"{field}[{n}].date", days[n - 1], day) for n, day in enumerate(days) if n]


def as_of_is_newest(document: Document, _: Context) -> Iterator[Finding]:
    """The as-of date may not be older than the newest thing that the document tells."""
    if explained(document, "as-of"):
        return
    limit = latest(document.as_of)
    for path, day in dates_of(document):
        told = path.endswith(".date") and not explained(document, path.partition("[")[0])
        if told and earliest(day) > limit:
            reason = f"{day} is newer than the as-of date {document.as_of}"
            yield finding(document, check="as-of-too-old", path=path, reason=reason)
    if isinstance(document, PolicyDocument) and not explained(document, "since"):
        for key, answer in document.answers.items():
            if answer.since is not None and earliest(answer.since) > limit:
                path, reason = f"answers.{key}.since", f"{answer.since} is after {document.as_of}"
                yield finding(document, check="since-after-as-of", path=path, reason=reason)


def as_of_is_supported(document: Document, _: Context) -> Iterator[Finding]:
    """The as-of date is that of a source or an event, not of the day of writing.

    A document with an undated source may owe it to that one.
    """
    if explained(document, "as-of") or any(source.date is None for source in document.sources):
        return
    days = [day for path, day in dates_of(document) if path.endswith(".date")]
    if earliest(document.as_of) > max(latest(day) for day in days):
        reason = f"{document.as_of} is newer than every source and event"
        yield finding(document, check="as-of-unsupported", path="as_of", reason=reason)


def status_has_begun(document: Document, _: Context) -> Iterator[Finding]:
    """A law that is in force began to be so before the as-of date."""
    if (
        isinstance(document, LawDocument)
        and document.status in {"in-force", "partly-in-force"}
        and document.in_force_from is not None
        and earliest(document.in_force_from) > latest(document.as_of)
        and not explained(document, "in-force")
    ):
        reason = f"{document.in_force_from} is after the as-of date {document.as_of}"
        yield finding(document, check="not-yet-in-force", path="in_force_from", reason=reason)


def told_before_it_happened(document: Document, _: Context) -> Iterator[Finding]:
    """An event later than its source was announced, not seen; the document must say so."""
    subject, steps = _told(document)
    if explained(document, subject):
        return
    for path, day, source_id in steps:
        published = document.source(source_id).date if source_id else None
        if published is not None and earliest(day) > latest(published):
            reason = f"{day} is later than its source {source_id} of {published}"
            yield finding(document, check="later-than-source", path=path, reason=reason)


def _told(document: Document) -> tuple[str, list[tuple[str, str, str | None]]]:
    if isinstance(document, CaseDocument):
        steps = [(f"events[{n}]", e.date, e.source) for n, e in enumerate(document.events)]
        return "events", [*steps]
    if isinstance(document, LawDocument | PolicyDocument):
        items = enumerate(document.history)
        return "history", [(f"history[{n}]", item.date, item.source) for n, item in items]
    return "history", []
