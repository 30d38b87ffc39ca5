"""Everything dated about a platform on one line: texts, robots.txt, steps and answers.

Our own fetches, the records of Open Terms Archive and robots.txt stand beside what people wrote
down. Versions that only went back and forth between texts seen before are folded into one item.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kb.core import ids
from kb.core.dates import earliest, latest
from kb.entries.answer_lines import DatedAnswer
from kb.entries.documents import PolicyDocument
from kb.entries.queries.captures import CapturedDocument
from kb.entries.tables import CapturedVersion
from kb.scraper.robots_history import RobotsVersion
from kb.web.charts import Chart, Dot, lanes

#: What an item is, in words, for marks and filters.
KINDS: Final[Mapping[str, str]] = {
    "change": "Text changed",
    "silent": "Text changed silently",
    "returned": "Back to earlier texts",
    "technical": "Read by other rules",
    "robots": "robots.txt",
    "step": "Step on record",
    "answer": "Answer began",
}
LANES: Final = 60  # items in the drawing
ROBOTS: Final = "robots.txt"
RECORD: Final = "On record"


@dataclass(frozen=True)
class LineItem:
    """One thing that happened on some day from `first` (None: nobody knows) up to `last`."""

    kind: str
    lane: str  # the document, robots.txt, or the record
    words: str
    first: dt.date | None
    last: dt.date
    href: str
    compare_href: str = ""
    origin: str = ""
    until: dt.date | None = None  # of folded versions: when the last of them was first seen
    proof: str = ""  # hash of the captured text or copy

    @property
    def gap_days(self) -> int | None:
        """Days for which nobody knows."""
        return (self.last - self.first).days if self.first else None


def line_items(
    url: str,
    document: PolicyDocument,
    captured: Sequence[CapturedDocument],
    robots: Sequence[RobotsVersion],
    lines: Mapping[str, Sequence[DatedAnswer]],
) -> tuple[LineItem, ...]:
    """Every item, newest first; `url` is the address of the entry."""
    found = [item for one in captured for item in _texts(url, one)]
    found += _robots(robots)
    found += _steps(url, document)
    found += _answers(url, lines)
    return tuple(sorted(found, key=lambda item: (item.last, item.lane, item.words), reverse=True))


def _texts(url: str, document: CapturedDocument) -> Iterator[LineItem]:
    page = f"{url}/documents/{document.slug}"
    for is_return, run in groupby(document.versions, key=lambda one: one.kind == "returned"):
        versions = list(run)
        if is_return and len(versions) > 1:
            yield _folded(page, document.name, versions)
        else:
            yield from (_text(page, document.name, one) for one in versions)


def _text(page: str, name: str, version: CapturedVersion) -> LineItem:
    words = {
        "first": "first captured",
        "change": "changed",
        "returned": f"went back to version {version.same_as}",
        "technical": "read by other rules",
        "unknown": "changed, or read by other rules",
    }[version.kind]
    if version.silent:
        words += ", while its own date stayed"
    kind = "silent" if version.silent else version.kind
    return LineItem(
        kind=kind if kind in KINDS else {"first": "change"}.get(kind, "technical"),
        lane=name,
        words=f"{name}: {words}",
        first=version.not_before.date() if version.not_before else None,
        last=version.first_seen_at.date(),
        href=f"{page}/v/{version.number}",
        compare_href=_compare(page, version.number - 1, version.number),
        origin=version.origin,
        proof=version.text_sha256,
    )


def _folded(page: str, name: str, versions: Sequence[CapturedVersion]) -> LineItem:
    first, last = versions[0], versions[-1]
    silent = sum(one.silent for one in versions)
    words = f"{name}: {len(versions)} times back to texts seen before"
    return LineItem(
        kind="returned",
        lane=name,
        words=f"{words}, {silent} of them while its own date stayed" if silent else words,
        first=first.not_before.date() if first.not_before else None,
        last=first.first_seen_at.date(),
        href=f"{page}/v/{last.number}",
        compare_href=_compare(page, first.number - 1, last.number),
        origin=first.origin,
        until=last.first_seen_at.date(),
        proof=last.text_sha256,
    )


def _compare(page: str, older: int, newer: int) -> str:
    return f"{page}/compare?from={older}&to={newer}" if older else ""


def _robots(versions: Iterable[RobotsVersion]) -> Iterator[LineItem]:
    for version in versions:
        if version.refused is None:
            said = "its text was not kept"
        elif version.refused:
            many = "s" if len(version.refused) > 1 else ""
            said = f"refuses {len(version.refused)} AI crawler{many}: {', '.join(version.refused)}"
        else:
            said = "refuses no known AI crawler for training"
        yield LineItem(
            kind="robots",
            lane=ROBOTS,
            words=f"robots.txt {said}",
            first=version.not_before.date() if version.not_before else None,
            last=version.first_seen_at.date(),
            href=f"/copies/{version.sha256}" if version.refused is not None else version.url,
            origin="fetched",
            proof=version.sha256,
        )


def _steps(url: str, document: PolicyDocument) -> Iterator[LineItem]:
    for step in document.history:
        is_robots = step.document == ROBOTS
        source = document.source(step.source).url if step.source else ""
        yield LineItem(
            kind="robots" if is_robots else "step",
            lane=ROBOTS if is_robots else RECORD,
            words=step.title,
            first=_first(step.date, step.certainty, step.not_before),
            last=latest(step.date),
            href=f"/sources/{ids.source_id(source)}" if source else f"{url}#history",
            compare_href=step.commit_url or "",
        )


def _first(day: str, certainty: str | None, not_before: str | None) -> dt.date | None:
    """The earliest day that a date allows."""
    if certainty != "at-latest":
        return earliest(day)
    return earliest(not_before) if not_before else None


def _answers(url: str, lines: Mapping[str, Sequence[DatedAnswer]]) -> Iterator[LineItem]:
    for question, line in lines.items():
        for dated in line:
            answer = dated.answer
            if answer.since is None or dated.corrected is not None:
                continue
            value = dated.question.values[answer.value]
            yield LineItem(
                kind="answer",
                lane=RECORD,
                words=f"{dated.question.label} {value}",
                first=_first(answer.since, answer.certainty, answer.not_before),
                last=latest(answer.since),
                href=f"{url}/answers#{question}",
            )


def line_chart(items: Sequence[LineItem]) -> Chart:
    """One lane a document, one for robots.txt, one for the record; the newest items."""
    rows: dict[str, list[Dot]] = {}
    for item in items[:LANES]:
        label = item.words.removeprefix(f"{item.lane}: ")
        when = item.last.isoformat()
        if item.gap_days:
            when = f"after {item.first} and by {when}"
        rows.setdefault(item.lane, []).append(Dot(item.last, label, item.kind, when, item.first))
    return lanes(
        sorted(rows.items()),
        series=KINDS,
        caption="Texts, robots.txt and record on one line of time",
        chart_id="line",
        heading="Where",
        empty="Nothing that has a date is on record.",
    )
