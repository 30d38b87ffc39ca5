"""What somebody or something proposes to publish, and how far an import has come.

A proposal's `account_id` has no foreign key: it says who proposed it for as long as the
proposal lasts, whatever becomes of the account.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Column, Index
from sqlmodel import Field, SQLModel

from kb.core.checks import one_of
from kb.core.database import UtcDateTime
from kb.entries import vocabulary

#: Where a proposal comes from, in words.
ORIGINS = {
    "reader": "a reader’s report",
    "contributor": "a contributor",
    "editor": "an editor",
    "scraper": "a watched source",
    "import": "an import",
}
#: How a proposal stands, in words.
STATES = {
    "draft": "draft",
    "open": "waiting for a decision",
    "accepted": "accepted",
    "partly accepted": "accepted in part",
    "rejected": "rejected",
    "superseded": "superseded by a newer one",
    "withdrawn": "withdrawn",
}
#: What an import does with its documents, and whether it is through.
IMPORT_MODES = ("proposals", "published")
IMPORT_STATES = ("running", "done")


class Proposal(SQLModel, table=True):
    """A candidate document with its evidence, and what was decided about it."""

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("kind", vocabulary.KINDS),
        one_of("origin", ORIGINS),
        one_of("state", STATES),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_range"),
        Index("ix_proposal_state_id", "state", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    #: None: a new entry.
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    kind: str
    slug: str
    origin: str
    state: str
    #: The revision that the candidate was made from; None for a new entry.
    base_revision_id: int | None = Field(default=None, foreign_key="revision.id")
    document: str  # JSON: the candidate; of a draft whatever the form held
    sha256: str = Field(max_length=64)  # of the candidate's canonical JSON
    reason: str  # one line
    note: str = ""  # a reader's free text
    author: str
    account_id: int | None = Field(default=None, index=True)
    contact: str | None = None  # a visitor's, to be answered at; never shown in public
    evidence: str = "[]"  # JSON list of kb.entries.evidence.Evidence
    confidence: float | None = None  # 0 to 1, of a finding
    source_name: str | None = None  # of the watched source
    #: What makes two findings the same; see kb.entries.proposals.fingerprint.
    fingerprint: str = Field(max_length=64, index=True)
    seen_count: int = 1
    last_seen_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    assigned_to: str | None = None  # the name of an editor's account
    created_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    row_version: int = 1  # guards a draft against an older copy of its form
    decided_at: dt.datetime | None = Field(default=None, sa_column=Column(UtcDateTime))
    decided_by: str | None = None
    decision_reason: str | None = None
    override_reason: str | None = None  # why one person decided where two were asked for
    result_revision_id: int | None = Field(default=None, foreign_key="revision.id")
    superseded_by: int | None = Field(default=None, foreign_key="proposal.id")


class ProposalReceipt(SQLModel, table=True):
    """Lets a visitor follow a report: only the hash of the secret in the address is kept."""

    __tablename__ = "proposal_receipt"

    sha256: str = Field(primary_key=True, max_length=64)
    proposal_id: int = Field(foreign_key="proposal.id", index=True)


class ImportRun(SQLModel, table=True):
    """How far an import has come: written with each batch, so that it resumes there."""

    __tablename__ = "import_run"
    __table_args__ = (
        one_of("mode", IMPORT_MODES),
        one_of("state", IMPORT_STATES),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(max_length=64, index=True)  # of everything that is imported
    name: str  # of the file or folder
    mode: str
    state: str
    actor: str
    total: int  # documents
    done: int = 0
    created: int = 0  # new entries published
    changed: int = 0  # new versions published
    proposed: int = 0
    unchanged: int = 0
    started_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
    updated_at: dt.datetime = Field(sa_column=Column(UtcDateTime, nullable=False))
