"""Citations that follow no guide: everything that identifies the entry, in whole words."""

from __future__ import annotations

from kb.citations.formats.cited import Cited, own_texts, standing
from kb.citations.formats.decisions import Decision
from kb.citations.formats.marked import Marked, italic, joined
from kb.core.dates import day_in_words
from kb.entries.documents import LawDocument, LicenceDocument, PolicyDocument
from kb.entries.vocabulary import LAW_STATUSES


def case(cited: Cited, decision: Decision) -> Marked:
    """A decision, or a case that is pending."""
    document = cited.case
    court = cited.court_named(decision.court)
    printed = str(decision.reporter) if decision.reporter else ""
    day = f"decided {day_in_words(decision.date)}" if decision.date else ""
    if decision.is_open and document.filed and not cited.is_above(decision):
        day = f"filed {day_in_words(document.filed)}"
    state = standing(document) if decision.is_first else ""
    return joined(
        [
            italic(document.title),
            court.name if court else decision.court,
            decision.number,
            printed or decision.neutral or decision.database or decision.verbatim,
            decision.ecli,
            decision.note,
            day,
            f"{state} as of {day_in_words(document.as_of)}" if state else "",
        ],
        ", ",
    )


def law(document: LawDocument) -> Marked:
    """A statute, bill, regulation, report."""
    status = LAW_STATUSES[document.status].lower()
    stands = f"{status} as of {day_in_words(document.as_of)}"
    return joined([italic(document.title), document.citation, document.body, stands], ", ")


def licence(document: LicenceDocument) -> Marked:
    """A licence with who keeps its text."""
    published = f"published {day_in_words(document.published)}" if document.published else ""
    steward = document.steward or ""
    return joined([italic(document.title), steward, published, document.url], ", ")


def policy(document: PolicyDocument) -> Marked:
    """The documents of a platform as they stood when the facts were read."""
    texts = own_texts(document) if document.policy_urls else ""
    day = f"as of {day_in_words(document.as_of)}"
    return joined([italic(document.title), document.operator, texts, day], ", ")


def locator(cited: Cited) -> Marked:
    """Where it was read."""
    day = day_in_words(cited.accessed.isoformat())
    return Marked() + f". Artdocket, version {cited.version}, {cited.url} (read {day})"
