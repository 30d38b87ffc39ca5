"""The contents list of an entry page: which sections an entry has, in the order of its kind."""

from __future__ import annotations

from kb.entries.documents import (
    CaseDocument,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.queries.citator import treating
from kb.entries.views import EntryPage
from kb.web.entry_parts import policy_answers, related

#: Anchor, heading, and how many there are (0: the section is not shown, None: shown uncounted).
Section = tuple[str, str, int | None]


def contents(
    page: EntryPage, *, alike: int = 0, captured: int = 0
) -> list[tuple[str, str] | tuple[str, str, int]]:
    """The contents list: the sections that this entry has."""
    document = page.document
    match document:
        case CaseDocument():
            own = _case_sections(document)
        case PolicyDocument():
            own = _policy_sections(document)
        case LicenceDocument():
            own = _licence_sections(document)
        case LawDocument():
            own = _law_sections(document)
    sections: list[Section] = [
        *own,
        ("captured", "Captured texts", captured),
        ("cited-by", "Cited by", len(treating(page.links, inverse=True))),
        ("related", "Related entries", sum(len(items) for _, items in related(page))),
        ("similar", "More like this", alike),
        ("open-points", "Open points", len(document.anomalies)),
        ("sources", "Sources", len(document.sources)),
        ("cite", "Cite and reuse", None),
    ]
    return [
        (anchor, label) if count is None else (anchor, label, count)
        for anchor, label, count in sections
        if count != 0
    ]


def _case_sections(document: CaseDocument) -> list[Section]:
    return [
        ("summary", "Summary", None),
        ("claims", "Claims", len(document.claims)),
        ("claim-grid", "Claims by defendant and stage", len(document.outcomes)),
        ("rulings", "Rulings", len(document.holdings)),
        ("fair-use", "Fair use by factor", len(document.fair_use)),
        ("events", "Events", len(document.events)),
        ("parties", "Parties and counsel", len(document.plaintiffs) + len(document.defendants)),
    ]


def _policy_sections(document: PolicyDocument) -> list[Section]:
    _, others = policy_answers(document)
    return [
        ("answers", "What artists ask first", None),
        ("opt-out", "How to opt out", None),
        ("more-answers", "Other answers", len(others)),
        ("summary", "Summary", None),
        ("history", "How it changed", len(document.history)),
        ("platform", "The platform", None),
    ]


def _licence_sections(document: LicenceDocument) -> list[Section]:
    return [
        ("terms", "Terms", len(document.terms)),
        ("summary", "Summary", None),
        ("provisions", "Provisions", len(document.provisions)),
        ("used-by", "Used by", len(document.used_by)),
    ]


def _law_sections(document: LawDocument) -> list[Section]:
    return [
        ("summary", "Summary", None),
        ("provisions", "Provisions", len(document.provisions)),
        ("history", "History", len(document.history)),
    ]
