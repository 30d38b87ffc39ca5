"""Checks of cases: status, dockets, holdings and citations agree with the events."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from kb.core.dates import earliest, latest
from kb.entries.documents import CaseDocument, Document
from kb.entries.facts_check.findings import Context, Finding, explained, finding
from kb.entries.identifiers import docket_keys
from kb.entries.vocabulary import ENDED_CASE_STATUSES

_FINAL_EVENTS: Final = frozenset({"judgment", "dismissal", "settlement"})

#: Forms of citation in which a lawyer anywhere recognises a decision.
_USUAL_FORMS: Final = re.compile(
    r"""
    \d+\ (U\.S\.|F\.(2d|3d|4th)?|F\.\ ?Supp\.(\ ?[23]d)?|S\.\ ?Ct\.|B\.R\.)\ \d+\ \(.*\d{4}\).*
    | \d{4}\ WL\ \d+\ \(.*\d{4}\)
    | \[\d{4}\]\ [A-Z]{2,5}(\ [A-Z][a-z]+)?\ \d+(\ \([A-Za-z]+\))?   # [2025] EWHC 2863 (Ch)
    | \d{4}\ (ONSC|ONCA|BCSC|BCCA|QCCS|QCCA|FCA?|SCC|CanLII)\ \d+(\ \([A-Z]+\))?
    | ECLI:[A-Z]{2}:[A-Z0-9]+:\d{4}:[A-Z0-9.]+
    | [CT]-\d+/\d{2}                                                  # C-250/25
    | (AG|LG|OLG|KG|BGH|BVerfG)\ ?.*,\ \d{2}\.\d{2}\.\d{4}\ -\ .+     # court, day - file number
    | \(\d{4}\)\ [A-Z][a-z]+\ \d+\ Min\ (Chu|Zhong|Zai)\ No\.\ \d+
    """,
    re.VERBOSE,
)

#: Forms that are right in their own country and known nowhere else.
_LOCAL_FORMS: Final = {
    "CN": re.compile(r"People's Court Case Library \d{4}-\d{2}-\d-\d{3}-\d{3}"),
    "CZ": re.compile(r"\d+ [A-Z]{1,4} \d+/\d{4}-\d+"),
    "FR": re.compile(r"Décision \d{2}-[A-Z]+-\d{2} du \d{1,2} \w+ \d{4}"),
    "IN": re.compile(r"\d{4} SCC OnLine [A-Z]\w+ \d+"),
    "IT": re.compile(r"Cass\. civ\., sez\. [IVX]+, (ord|sent)\. \d{2}\.\d{2}\.\d{4} n\. \d+"),
}


def status_agrees(document: Document, _: Context) -> Iterator[Finding]:
    """A pending case with a final event, an ended one without an end or with open claims."""
    if not isinstance(document, CaseDocument):
        return
    ended = document.status in ENDED_CASE_STATUSES
    if document.status in {"pending", "stayed"} and not explained(document, "status"):
        for n, event in enumerate(document.events):
            if event.kind in _FINAL_EVENTS and not event.background:
                reason = f"the case is {document.status} although it has a {event.kind}"
                yield finding(document, check="not-ended", path=f"events[{n}].kind", reason=reason)
    if ended and document.closed is None and not explained(document, "closed"):
        reason = f"the case is {document.status} but has no date of its end"
        yield finding(document, check="no-end", path="closed", reason=reason)
    if document.closed is not None and not ended and not explained(document, "closed"):
        reason = f"the case has a date of its end but is {document.status}"
        yield finding(document, check="not-ended", path="closed", reason=reason)
    if ended and not explained(document, "claims"):
        for n, claim in enumerate(document.claims):
            if claim.status == "pending":
                reason = f"a claim is pending in a case that is {document.status}"
                yield finding(document, check="open-claim", path=f"claims[{n}]", reason=reason)


def filing_is_dated(document: Document, _: Context) -> Iterator[Finding]:
    """A case of which the filing is told has its date of filing."""
    if not isinstance(document, CaseDocument) or document.filed is not None:
        return
    for n, event in enumerate(document.events):
        if event.kind == "filed" and not event.background and not explained(document, "filed"):
            reason = f"is missing although the case was filed on {event.date}"
            yield finding(document, check="no-filing", path=f"events[{n}]", reason=reason)


def events_after_filing(document: Document, _: Context) -> Iterator[Finding]:
    """What happened before the case was filed must be marked as background."""
    if not isinstance(document, CaseDocument) or document.filed is None:
        return
    for n, event in enumerate(document.events):
        if latest(event.date) < earliest(document.filed) and not event.background:
            reason = f"{event.date} is before the filing on {document.filed}"
            yield finding(document, check="before-filing", path=f"events[{n}]", reason=reason)


def holdings_have_events(document: Document, _: Context) -> Iterator[Finding]:
    """A ruling belongs to an event of its day."""
    if not isinstance(document, CaseDocument) or explained(document, "holdings"):
        return
    for n, holding in enumerate(document.holdings):
        if holding.date is not None and not any(
            _overlap(holding.date, event.date) for event in document.events
        ):
            reason = f"no event has the date {holding.date}"
            path = f"holdings[{n}].date"
            yield finding(document, check="holding-without-event", path=path, reason=reason)


def _overlap(one: str, other: str) -> bool:
    """Whether two partial dates can mean the same day."""
    return earliest(one) <= latest(other) and earliest(other) <= latest(one)


def docket_is_known(document: Document, _: Context) -> Iterator[Finding]:
    """A case without a docket number says why."""
    if (
        isinstance(document, CaseDocument)
        and document.docket_number is None
        and not explained(document, "docket")
    ):
        reason = "the docket number is missing and nothing says why"
        yield finding(document, check="no-docket", path="docket_number", reason=reason)


def citations_have_usual_forms(document: Document, _: Context) -> Iterator[Finding]:
    """A citation has a form that lawyers know, there or at least in its own country."""
    if not isinstance(document, CaseDocument) or explained(document, "citations"):
        return
    local = _LOCAL_FORMS.get(document.jurisdiction.partition("-")[0])
    for n, citation in enumerate(document.citations):
        if not _USUAL_FORMS.fullmatch(citation) and not (local and local.fullmatch(citation)):
            reason = f"{citation!r} has no form of citation that is known"
            yield finding(document, check="odd-citation", path=f"citations[{n}]", reason=reason)


def court_fits(document: Document, context: Context) -> Iterator[Finding]:
    """The court's name and jurisdiction are those of its id."""
    if not isinstance(document, CaseDocument) or document.court_id not in context.courts:
        return
    court = context.courts[document.court_id]
    if document.court not in (court.name, *court.aliases):
        reason = f"{document.court!r} is not a name of the court {court.id!r}"
        yield finding(document, check="court-name", path="court", reason=reason)
    if court.jurisdiction != document.jurisdiction:
        reason = f"the court {court.id!r} is in {court.jurisdiction}"
        yield finding(document, check="court-place", path="jurisdiction", reason=reason)


def same_docket_twice(context: Context) -> Iterator[Finding]:
    """Two cases with one docket number in one court are consolidated, or one is a mistake."""
    owners: dict[tuple[str, str], list[tuple[CaseDocument, str]]] = defaultdict(list)
    for document in context.documents.values():
        if isinstance(document, CaseDocument):
            for court_id, number, path in _dockets(document):
                for key in docket_keys(number):
                    owners[court_id, key].append((document, path))
    for (_, key), holders in sorted(owners.items()):
        first = holders[0][0]
        for document, path in holders[1:]:
            if document.slug != first.slug and not _belong_together(first, document, context):
                reason = (
                    f"{key} is also a docket of {first.slug}, which is not consolidated with it"
                )
                yield finding(document, check="same-docket", path=path, reason=reason)


def _dockets(document: CaseDocument) -> Iterator[tuple[str, str, str]]:
    if document.docket_number is not None:
        yield document.court_id, document.docket_number, "docket_number"
    for n, docket in enumerate(document.other_dockets):
        yield docket.court_id or document.court_id, docket.number, f"other_dockets[{n}]"


def _belong_together(one: CaseDocument, other: CaseDocument, context: Context) -> bool:
    """Consolidated or on appeal, directly or with the same third case."""
    mine, theirs = _joined(one, context), _joined(other, context)
    return other.slug in mine or one.slug in theirs or bool(mine & theirs)


def _joined(document: CaseDocument, context: Context) -> set[str]:
    own = {link.slug for link in document.related if link.relation in _JOINING}
    others = {
        other.slug
        for other in context.documents.values()
        if any(x.slug == document.slug and x.relation in _JOINING for x in other.related)
    }
    return own | others


_JOINING: Final = frozenset({"consolidated-with", "appeals", "supersedes"})
