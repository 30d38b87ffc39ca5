"""Mechanical checks of the facts: what a careful reader would find by comparing, without sources.

`check_facts` finds dates that cannot be, statements that contradict each other, and statements
whose footing is weak. An error is mended in the document or explained there by an anomaly, which
readers see; nothing is silenced anywhere else. A notice is good to know.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Final

from kb.core.clock import today as clock_today
from kb.entries.documents import Court, Document, check_links
from kb.entries.facts_check import cases, dates, sources, text
from kb.entries.facts_check.findings import Check, Context, Finding

__all__ = ["CHECKS", "Finding", "check_facts"]

#: Checks of one document at a time.
CHECKS: Final[tuple[Check, ...]] = (
    dates.impossible_dates,
    dates.dates_in_order,
    dates.as_of_is_newest,
    dates.as_of_is_supported,
    dates.status_has_begun,
    dates.told_before_it_happened,
    cases.status_agrees,
    cases.filing_is_dated,
    cases.events_after_filing,
    cases.holdings_have_events,
    cases.docket_is_known,
    cases.citations_have_usual_forms,
    cases.court_fits,
    sources.archived_since_is_at_latest,
    sources.holdings_on_secondary_sources,
    sources.unused_sources,
    sources.mutual_relations,
    sources.grave_relations_are_proved,
    sources.nothing_is_empty,
    text.sentences_are_whole,
    text.summary_is_fair,
)


def check_facts(
    documents: Iterable[Document],
    courts: Iterable[Court],
    *,
    today: dt.date | None = None,
) -> list[Finding]:
    """Every finding, errors first, then by entry; no error means that the facts hang together."""
    documents, courts = list(documents), list(courts)
    context = Context(
        documents={(document.kind, document.slug): document for document in documents},
        courts={court.id: court for court in courts},
        today=today or clock_today(),
    )
    found = [*_links(documents, courts), *cases.same_docket_twice(context)]
    found += text.shared_summaries(context)
    for document in documents:
        for check in CHECKS:
            found += check(document, context)
    return sorted(found, key=lambda item: (item.level != "error", item))


def _links(documents: list[Document], courts: list[Court]) -> Iterator[Finding]:
    for fault in check_links(documents, courts=courts):
        where, path, reason = fault.split(": ", 2)
        yield Finding(where=where, check="dead-link", path=path, reason=reason)
