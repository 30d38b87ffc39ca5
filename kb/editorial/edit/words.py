"""The words of the edit form: what a field is called and how to fill it in.

Looked up as `Event.date` or `case.title` first, then by the bare name.
"""

from __future__ import annotations

from typing import Final

#: Texts that are usually a sentence or more.
LONG: Final = frozenset(
    {
        "description",
        "holding",
        "note",
        "paraphrase",
        "status_note",
        "summary",
        "text",
    }
)

CERTAINTIES: Final = {
    "exact": "Known exactly",
    "at-latest": "Read off a copy: this day or earlier",
}

_LABELS: Final = {
    "Answer.value": "Answer",
    "Term.value": "Answer",
    "ClaimOutcome.against": "For which defendants",
    "Docket.label": "Whose or which",
    "FairUseFactor.favours": "Whom it favours",
    "HistoryItem.document": "Document that changed",
    "Holding.favours": "Whom it favours",
    "Related.kind": "Kind of the other entry",
    "Related.slug": "The other entry",
    "Related.pinpoint": "Where in the source",
    "Related.relation": "This entry … that one",
    "Source.date": "Date of the source",
    "Source.kind": "Primary or secondary",
    "Source.url": "Web address",
    "also_known_as": "Other names",
    "anomalies": "Open points",
    "appeal_court_id": "Court of appeal (id)",
    "as_of": "Facts as of",
    "background": "Happened outside the proceeding",
    "case.citation": "Citation",
    "certainty": "How sure is the date?",
    "class_action": "Class action?",
    "commit_url": "Where both texts can be compared",
    "court_id": "Court (id)",
    "datasets": "Data sets",
    "docket_entry": "Docket entry",
    "fair_use": "Fair use by factor",
    "history": "History",
    "holdings": "Rulings",
    "how_to_opt_out": "How to opt out",
    "in_force_from": "In force from",
    "issue": "Issue",
    "law.body": "Body that made it",
    "law.history": "History",
    "law_kind": "Kind of law",
    "licence_kind": "Kind of licence",
    "other_dockets": "Other docket numbers",
    "outcomes": "What became of the claims, stage by stage",
    "party": "For whom",
    "pinpoint": "Section or paragraph",
    "platform_kind": "Kind of platform",
    "platform_url": "Address of the platform",
    "policy_urls": "Documents of the platform",
    "previous_version": "Date of the version before",
    "related": "Related entries",
    "since": "Since when",
    "slug": "Name in the address",
    "spdx_id": "SPDX identifier",
    "status_note": "Status in a sentence",
    "url": "Web address",
    "used_by": "Used by",
    "work_types": "Kinds of work",
}

_DATE: Final = "2026, 2026-05 or 2026-05-14: only as much as the source says."
_ONE_A_LINE: Final = "One a line."

_HINTS: Final = {
    "Anomaly.text": "A sentence that says what is uncertain and why.",
    "Claim.against": "Against which defendants.",
    "Claim.basis": "The statute or doctrine, for example 17 U.S.C. § 501.",
    "Claim.claim": "What is claimed, for example direct infringement.",
    "ClaimOutcome.against": "Only where it holds for some of the claim’s defendants.",
    "ClaimOutcome.claim": "The claim in the very words of the list above.",
    "Docket.label": "For example “appeal”.",
    "Event.title": "A few words, for example “Order denying the motion to dismiss”.",
    "Event.docket_entry": "The number in the docket.",
    "HistoryItem.document": "For example “Terms of Service”.",
    "Holding.holding": "What the court held on this issue, in one or two sentences.",
    "Judge.court_id": "Only where the judge sits in another court than the case.",
    "Party.role": "Only beyond plaintiff and defendant, for example “appellee”.",
    "Related.kind": "Chosen for you where you paste an address below.",
    "Related.pinpoint": "For example “at 12” or “Part III”.",
    "Related.relation": "Reverses, vacates, supersedes and criticises warn readers of that entry.",
    "Related.source": "The judgment or text that shows it.",
    "Related.slug": "Paste its address, such as /cases/andersen-v-stability-ai, or its last part.",
    "Source.kind": "Primary: the judgment, the terms, the statute itself. Secondary: a report.",
    "Source.publisher": "Court, newspaper, platform …",
    "Source.date": "Of the document itself, as far as it is known.",
    "also_known_as": _ONE_A_LINE,
    "anomalies": "What is uncertain in this entry, said openly on its page.",
    "answers": "A question without an answer stays open on the page.",
    "as_of": f"The day up to which the facts were checked. {_DATE}",
    "background": "Tick for what came before the proceeding or beside it.",
    "case.court": "Its full name.",
    "case.short_name": "As lawyers say it, for example “Kadrey v. Meta”.",
    "Answer.certainty": "Needed wherever a date is given above.",
    "citations": "Reporter or neutral citations, one a line.",
    "court_id": "Type a part of the name and choose.",
    "appeal_court_id": "Type a part of the name and choose; leave empty without an appeal.",
    "commit_url": "For example the page of an archive with the difference.",
    "datasets": "One a line, as the parties call them.",
    "events": "What happened, in the order in which it is to be shown.",
    "how_to_opt_out": "One step a line.",
    "outcomes": "One row a claim and stage, only where a source states it.",
    "not_before": f"The newest copy without the rule, where one is known. {_DATE}",
    "history": "Dated steps, in the order in which they are to be shown.",
    "previous_version": _DATE,
    "related": "One row a relation. The other entry shows it from its own side.",
    "slug": "Small letters, digits and hyphens, for example kadrey-v-meta. It stays for good.",
    "sources": "Every statement above rests on one of these.",
    "spdx_id": "For example CC-BY-4.0.",
    "status_note": "Where it stands, as of the day above.",
    "summary": "What it is about and why it matters to artists, in a few sentences.",
    "systems": "AI systems at issue, one a line.",
    "topics": "At least one.",
    "used_by": "Models, data sets and works under this licence, one a line.",
}
_DATES: Final = frozenset(
    {"adopted", "closed", "date", "filed", "in_force_from", "published", "since"}
)

_SINGULARS: Final = {
    "anomalies": "open point",
    "claims": "claim",
    "counsel": "counsel",
    "defendants": "defendant",
    "events": "event",
    "fair_use": "factor",
    "history": "step",
    "holdings": "ruling",
    "judges": "judge",
    "other_dockets": "docket number",
    "outcomes": "outcome",
    "plaintiffs": "plaintiff",
    "policy_urls": "document",
    "provisions": "provision",
    "related": "related entry",
    "sources": "source",
}


def label(owner: str, name: str) -> str:
    """What the field is called; `owner` is a kind of entry or the model of a part."""
    known = _LABELS.get(f"{owner}.{name}") or _LABELS.get(name)
    return known or name.replace("_", " ").capitalize()


def hint(owner: str, name: str) -> str:
    """How to fill it in; empty where the label says all."""
    known = _HINTS.get(f"{owner}.{name}") or _HINTS.get(name)
    return known or (_DATE if name in _DATES else "")


def singular(name: str) -> str:
    """One item of the list: `events` → `event`."""
    return _SINGULARS[name]
