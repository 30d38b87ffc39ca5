"""The documents: what an entry says, validated, with one canonical form in JSON.

A document is frozen and complete: whoever holds one can rely on its vocabulary, its dates and
its source ids. It comes in through `parse_document` (which upgrades older forms and reports
every fault with its place) and goes out through `document_json`.
"""

from kb.entries.documents.codec import (
    DocumentError,
    document_hash,
    document_json,
    dump_document,
    parse_document,
)
from kb.entries.documents.kinds import (
    BaseDocument,
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.documents.links import check_links
from kb.entries.documents.parts import (
    Anomaly,
    Answer,
    Claim,
    ClaimOutcome,
    Counsel,
    Court,
    Docket,
    Event,
    FairUseFactor,
    HistoryItem,
    Holding,
    Judge,
    Party,
    PolicyUrl,
    Provision,
    Related,
    ServiceChange,
    Source,
    Term,
)
from kb.entries.documents.seed_files import load_courts, load_documents, load_service_changes

__all__ = [
    "Anomaly",
    "Answer",
    "BaseDocument",
    "CaseDocument",
    "Claim",
    "ClaimOutcome",
    "Counsel",
    "Court",
    "Docket",
    "Document",
    "DocumentError",
    "Event",
    "FairUseFactor",
    "HistoryItem",
    "Holding",
    "Judge",
    "LawDocument",
    "LicenceDocument",
    "Party",
    "PolicyDocument",
    "PolicyUrl",
    "Provision",
    "Related",
    "ServiceChange",
    "Source",
    "Term",
    "check_links",
    "document_hash",
    "document_json",
    "dump_document",
    "load_courts",
    "load_documents",
    "load_service_changes",
    "parse_document",
]
