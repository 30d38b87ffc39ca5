"""The closed vocabularies: every value that may occur in a document, and the words shown for it.

The values are stored and appear in URLs, so they never change their meaning; the labels are
what a lawyer or an artist reads and may be improved at any time. Questions that policies and
licences answer are in `kb.entries.questions`, places and languages in `kb.entries.places`,
relations between entries in `kb.entries.treatment`; all are offered here too, so that one import
serves every page.
"""

from __future__ import annotations

from typing import Final

from kb.entries.places import JURISDICTIONS, LANGUAGES
from kb.entries.questions import (
    ANSWER_SENTENCES,
    LICENCE_QUESTIONS,
    POLICY_QUESTIONS,
    QUESTIONS,
    TERM_SENTENCES,
    Question,
    answer_sentence,
    term_sentence,
)
from kb.entries.treatment import (
    EFFECT_LABELS,
    EFFECTS,
    ORDERED_RELATIONS,
    RELATION_INVERSE,
    RELATIONS,
    SYMMETRIC_RELATIONS,
)

__all__ = [
    "ANOMALY_SUBJECTS",
    "ANSWER_SENTENCES",
    "CASE_STATUSES",
    "CERTAINTIES",
    "CLAIM_STAGES",
    "CLAIM_STATUSES",
    "COURT_LEVELS",
    "DIRECTIONS",
    "EFFECTS",
    "EFFECT_LABELS",
    "EVENT_KINDS",
    "FAIR_USE_FACTORS",
    "FAVOURS",
    "JURISDICTIONS",
    "KINDS",
    "KIND_PLURALS",
    "LANGUAGES",
    "LAW_KINDS",
    "LAW_STATUSES",
    "LICENCE_KINDS",
    "LICENCE_QUESTIONS",
    "ORDERED_RELATIONS",
    "PARTY_OUTCOMES",
    "PLATFORM_KINDS",
    "POLICY_QUESTIONS",
    "QUESTIONS",
    "RELATIONS",
    "RELATION_INVERSE",
    "SOURCE_KINDS",
    "SYMMETRIC_RELATIONS",
    "TERM_SENTENCES",
    "TOPICS",
    "WORK_TYPES",
    "Question",
    "answer_sentence",
    "term_sentence",
]

Labels = dict[str, str]

KINDS: Final[Labels] = {
    "case": "Case",
    "policy": "Platform policy",
    "licence": "Licence",
    "law": "Law",
}

#: The plural of a kind as it stands in URLs and folder names.
KIND_PLURALS: Final[Labels] = {
    "case": "cases",
    "policy": "policies",
    "licence": "licences",
    "law": "laws",
}

TOPICS: Final[Labels] = {
    "training-reproduction": "Training on works (reproduction)",
    "fair-use": "Fair use",
    "tdm-exception": "Text and data mining exceptions",
    "opt-out": "Opt-outs and rights reservations",
    "dataset-scraping": "Scraping and building data sets",
    "model-as-copy": "The model as a copy of the works",
    "memorisation": "Memorised works in models",
    "output-similarity": "Output that resembles a work",
    "style-imitation": "Imitation of an artist's style",
    "cmi-removal": "Removal of author and copyright information",
    "circumvention": "Circumvention of technical protection",
    "secondary-liability": "Liability for what users do",
    "ai-authorship": "Authorship of machine-made works",
    "personality-rights": "Name, likeness and voice",
    "trademark": "Trade marks and false endorsement",
    "unfair-competition": "Unfair competition",
    "contract-terms": "Contract and terms of use",
    "licensing-market": "The market for training licences",
    "piracy-acquisition": "Training on pirated copies",
    "database-right": "Database right",
    "data-protection": "Data protection and privacy",
    "moral-rights": "Moral rights",
    "territoriality": "Territory and applicable law",
    "class-action": "Class actions",
    "transparency": "Transparency about training data",
    "labelling": "Labelling of machine-made works",
    "compensation": "Payment to artists",
    "preemption": "Preemption by copyright law",
    "platform-ban": "Bans on machine-made images",
    "attribution": "Attribution",
    "share-alike": "Share-alike and copyleft",
    "commercial-use": "Commercial use",
    "indemnity": "Indemnity against claims",
}

CASE_STATUSES: Final[Labels] = {
    "pending": "Pending",
    "decided": "Decided",
    "on-appeal": "On appeal",
    "settled": "Settled",
    "dismissed": "Dismissed",
    "withdrawn": "Withdrawn",
    "transferred": "Transferred to another court",
    "stayed": "Stayed",
}

#: In these states nothing more is expected in the proceeding that the document describes.
ENDED_CASE_STATUSES: Final = frozenset(
    {"decided", "settled", "dismissed", "withdrawn", "transferred"}
)

LAW_STATUSES: Final[Labels] = {
    "in-force": "In force",
    "partly-in-force": "Partly in force",
    "proposed": "Proposed",
    "enacted-not-in-force": "Enacted, not yet in force",
    "lapsed": "Lapsed",
    "repealed": "Repealed",
    "published": "Published",
    "vetoed": "Vetoed",
    "withdrawn": "Withdrawn",
}

EVENT_KINDS: Final[Labels] = {
    "filed": "Filed",
    "amended": "Amended pleading",
    "motion": "Motion or submission",
    "hearing": "Hearing",
    "order": "Order",
    "judgment": "Judgment",
    "appeal": "Appeal",
    "settlement": "Settlement",
    "transfer": "Transfer",
    "dismissal": "Dismissal",
    "other": "Other event",
}

CLAIM_STATUSES: Final[Labels] = {
    "pending": "Pending",
    "dismissed": "Dismissed",
    "dismissed-with-leave": "Dismissed with leave to amend",
    "survived": "Allowed to go ahead",
    "succeeded": "Succeeded",
    "failed": "Failed",
    "settled": "Settled",
    "withdrawn": "Withdrawn",
}

#: Where in a proceeding the fate of a claim was decided, in the usual order.
CLAIM_STAGES: Final[Labels] = {
    "complaint": "Complaint",
    "motion-to-dismiss": "Motion to dismiss or strike out",
    "interim-relief": "Interim relief",
    "class-certification": "Class certification",
    "summary-judgment": "Summary judgment",
    "trial": "Trial",
    "judgment": "Judgment or decision",
    "appeal": "Appeal",
    "further-appeal": "Further appeal",
    "settlement": "Settlement or withdrawal",
}

PARTY_OUTCOMES: Final[Labels] = {
    "settled": "Settled",
    "dismissed": "Dismissed from the case",
    "withdrawn": "Withdrew",
}

FAVOURS: Final[Labels] = {
    "rightsholder": "For the rightsholder",
    "developer": "For the developer or user",
    "mixed": "For each side in part",
    "neutral": "For neither side",
}

#: The four factors of 17 U.S.C. § 107.
FAIR_USE_FACTORS: Final[dict[int, str]] = {
    1: "Purpose and character of the use",
    2: "Nature of the copyrighted work",
    3: "Amount and substantiality of the portion used",
    4: "Effect on the market for the work or its value",
}

PLATFORM_KINDS: Final[Labels] = {
    "art-community": "Art community",
    "stock-library": "Stock library",
    "marketplace": "Marketplace",
    "social-network": "Social network",
    "generator": "Generator",
    "games-store": "Games store",
    "crowdfunding": "Crowdfunding",
    "publisher": "Publisher",
    "hosting": "Hosting and tools",
    "contest": "Contest or award",
    "registry": "Registry or certification",
}

LICENCE_KINDS: Final[Labels] = {
    "content": "Content licence",
    "model": "Model licence",
    "dataset": "Data set licence",
    "software": "Software licence",
    "contributor-agreement": "Contributor agreement",
    "service-terms": "Terms of service",
    "reservation-signal": "Reservation signal",
    "collective": "Collective licence",
}

LAW_KINDS: Final[Labels] = {
    "statute": "Statute",
    "directive": "Directive",
    "regulation": "Regulation",
    "bill": "Bill",
    "guidance": "Official guidance",
    "report": "Official report",
    "code-of-practice": "Code of practice",
    "treaty": "Treaty",
}

WORK_TYPES: Final[Labels] = {
    "illustration": "Illustration",
    "photograph": "Photograph",
    "painting": "Painting",
    "comic": "Comic",
    "character": "Character",
    "film": "Film and video",
    "music": "Music",
    "text": "Text",
    "code": "Software code",
    "voice": "Voice",
    "design": "Design",
    "database": "Database",
}

SOURCE_KINDS: Final[Labels] = {
    "primary": "Primary source",
    "secondary": "Secondary source",
}

#: `at-latest`: read off a copy that somebody kept, so the true day may be earlier, never later.
CERTAINTIES: Final[Labels] = {
    "exact": "since",
    "at-latest": "at the latest since",
}

#: Where a change of terms moved the line between artists and those who train.
DIRECTIONS: Final[Labels] = {
    "towards-training": "Towards training",
    "away-from-training": "Away from training",
    "neutral": "Neither way",
}

COURT_LEVELS: Final[Labels] = {
    "supreme": "Supreme court",
    "appellate": "Court of appeal",
    "trial": "Trial court",
    "tribunal": "Tribunal",
    "agency": "Public authority",
    "prosecution": "Police or prosecution",
}

#: What an anomaly can be about, in the words that head its sentence on a page. A mechanical
#: check that an anomaly explains looks for its subject here.
ANOMALY_SUBJECTS: Final[Labels] = {
    "as-of": "As-of date",
    "citations": "Citations",
    "claims": "Claims",
    "closed": "Date of the end",
    "court": "Court",
    "docket": "Docket number",
    "events": "Events",
    "filed": "Date of filing",
    "history": "History",
    "holdings": "Rulings",
    "in-force": "Entry into force",
    "judges": "Judges",
    "since": "Since when",
    "sources": "Sources",
    "status": "Status",
}
