"""Tables of entries: columns, checks and indexes, nothing else.

`revision` and `publication` are the history and are only ever appended to; `proposal` holds
what waits for a decision and what was decided, `captured_version` what watched documents said.
Every other table here is a projection of the
newest published document and can be rebuilt (`kb.entries.projection`). Composition, not
inheritance: one `entry` row, one detail row for its kind, and child rows in document order.
"""

from kb.entries.tables.captures import CapturedVersion
from kb.entries.tables.details import CaseDetail, LawDetail, LicenceDetail, PolicyDetail
from kb.entries.tables.heads import Court, Entry, Fact, Publication, Revision, SlugAlias
from kb.entries.tables.names import (
    EntryIdentifier,
    EntryLink,
    EntryName,
    EntrySource,
    EntryTopic,
    Party,
)
from kb.entries.tables.proposals import ImportRun, Proposal, ProposalReceipt
from kb.entries.tables.statements import Answer, Claim, Event, FairUseRuling, Holding, Provision

__all__ = [
    "Answer",
    "CapturedVersion",
    "CaseDetail",
    "Claim",
    "Court",
    "Entry",
    "EntryIdentifier",
    "EntryLink",
    "EntryName",
    "EntrySource",
    "EntryTopic",
    "Event",
    "Fact",
    "FairUseRuling",
    "Holding",
    "ImportRun",
    "LawDetail",
    "LicenceDetail",
    "Party",
    "PolicyDetail",
    "Proposal",
    "ProposalReceipt",
    "Provision",
    "Publication",
    "Revision",
    "SlugAlias",
]
