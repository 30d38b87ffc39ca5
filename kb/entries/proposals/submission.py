"""Handing a proposal in: the same finding twice is one proposal, a newer one takes its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from sqlmodel import Session, col, select

from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.core import audit, clock, ids
from kb.core.database import serialise_writers
from kb.core.errors import InvalidInput
from kb.entries import words
from kb.entries.diff import Change, diff
from kb.entries.documents import Document, document_hash, dump_document
from kb.entries.evidence import Evidence, evidence_json
from kb.entries.proposals.targets import (
    Data,
    base_revision,
    living_entry,
    name_of,
    require_free_name,
    require_same_entry,
    stored_data,
)
from kb.entries.tables import Entry, Proposal, ProposalReceipt, Revision

READER: Final = "a reader"  # the author of what visitors hand in
#: What handing in needs, by where the proposal comes from.
_ACTIONS: Final = {
    "reader": "propose",
    "contributor": "edit",
    "editor": "edit",
    "scraper": "propose",
    "import": "import-proposals",
}
#: Machines find the same again and again: what was rejected once stays rejected.
_MACHINES: Final = {"scraper", "import"}


class NothingToPropose(InvalidInput):
    """The candidate says what the entry says already, and there is no note."""


@dataclass(frozen=True)
class Submission:
    """What is handed in.

    With words only (`note`), the candidate is the entry's own document. `receipt` is a secret of
    the caller's making: who has it may follow the proposal (`proposal_by_receipt`).
    """

    document: Document
    reason: str
    origin: str  # one of kb.entries.tables.proposals.ORIGINS
    entry_id: int | None = None  # None: a new entry
    base_revision_id: int | None = None  # None: the entry's head
    note: str = ""
    contact: str | None = None
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None  # 0 to 1
    source_name: str | None = None
    #: What makes two findings the same, where the default (entry, changes, note) does not fit.
    fingerprint: str | None = None
    receipt: str | None = None


@dataclass(frozen=True)
class Prepared:
    """A submission that was checked against the entry it is about."""

    entry: Entry | None
    base: Revision | None
    changes: tuple[Change, ...]


def submit(session: Session, submission: Submission, *, actor: Actor) -> Proposal:
    """Put a proposal into the queue, or count the one that says the same once more.

    Raises `Forbidden` or `NotSignedIn`, `InvalidInput` for words or values that cannot be used,
    `NothingToPropose`, `NotFound`, and `Conflict` for a withdrawn entry or a name that is taken.
    """
    require(actor, _ACTIONS[submission.origin])
    serialise_writers(session)
    prepared = prepare(session, submission)
    mark = mark_of(submission, prepared.changes)
    proposal = same(session, submission.origin, mark)
    if proposal is None:
        proposal = _new(submission, prepared, mark, actor)
        session.add(proposal)
        session.flush()
        announce(session, proposal, actor=actor)
    if submission.receipt is not None:
        assert proposal.id is not None
        digest = sha256(submission.receipt.encode()).hexdigest()
        session.add(ProposalReceipt(sha256=digest, proposal_id=proposal.id))
    return proposal


def prepare(session: Session, submission: Submission) -> Prepared:
    """Check the candidate against the entry that it is to change."""
    document = submission.document
    entry: Entry | None = None
    base: Revision | None = None
    data: Data = {}
    if submission.entry_id is None:
        require_free_name(session, document.kind, document.slug)
    else:
        entry = living_entry(session, submission.entry_id)
        base = base_revision(session, entry, submission.base_revision_id)
        data = stored_data(base)
        require_same_entry(entry, data, document)
    changes = diff(data, dump_document(document))
    if not changes and not submission.note.strip():
        raise NothingToPropose("Nothing was changed.")
    return Prepared(entry, base, changes)


def announce(session: Session, proposal: Proposal, *, actor: Actor) -> None:
    """What follows when a proposal enters the queue: it supersedes, and is on record."""
    supersede(session, _older(session, proposal), by=proposal)
    detail = f"{name_of(proposal)}: {proposal.reason}"
    subject = f"proposal/{proposal.id}"
    audit.append(session, actor=actor.name, action="propose", subject=subject, detail=detail)


def supersede(session: Session, older: Iterable[Proposal], *, by: Proposal) -> None:
    """Close proposals whose place another one takes."""
    for proposal in older:
        proposal.state = "superseded"
        proposal.superseded_by = by.id
        proposal.updated_at = clock.now()
        session.add(proposal)
    session.flush()


def fingerprint(
    *,
    origin: str,
    entry: str,
    changes: Iterable[Change],
    note: str = "",
    source_name: str | None = None,
) -> str:
    """What makes two findings the same: where they come from, the entry, and what would change."""
    told = [[one.path, one.operation, one.before, one.after] for one in changes]
    return ids.digest(
        {"origin": origin, "entry": entry, "source": source_name, "changes": told, "note": note}
    )


def mark_of(submission: Submission, changes: Iterable[Change]) -> str:
    """The fingerprint of a submission: its own, or the usual one."""
    return submission.fingerprint or fingerprint(
        origin=submission.origin,
        entry=name_of(submission.document),
        changes=changes,
        note=" ".join(submission.note.split()),
        source_name=submission.source_name,
    )


def same(session: Session, origin: str, mark: str) -> Proposal | None:
    """The proposal that says the same already, which is counted once more."""
    states = ["open", "rejected"] if origin in _MACHINES else ["open"]
    query = (
        select(Proposal)
        .where(Proposal.fingerprint == mark, col(Proposal.state).in_(states))
        .order_by(col(Proposal.id).desc())
        .limit(1)
    )
    found = session.exec(query).first()
    if found is not None:
        found.seen_count += 1
        found.last_seen_at = clock.now()
        session.add(found)
    return found


def _older(session: Session, proposal: Proposal) -> list[Proposal]:
    """The open findings of the same source, or imports of the same person, for the same entry."""
    if proposal.origin not in _MACHINES:
        return []
    query = select(Proposal).where(
        Proposal.state == "open",
        Proposal.origin == proposal.origin,
        Proposal.kind == proposal.kind,
        Proposal.slug == proposal.slug,
        Proposal.author == proposal.author,
        col(Proposal.source_name).is_not_distinct_from(proposal.source_name),
        col(Proposal.id) != proposal.id,
    )
    return list(session.exec(query))


def _new(submission: Submission, prepared: Prepared, mark: str, actor: Actor) -> Proposal:
    document, now = submission.document, clock.now()
    contact = submission.contact
    return Proposal(
        entry_id=prepared.entry.id if prepared.entry else None,
        kind=document.kind,
        slug=prepared.entry.slug if prepared.entry else document.slug,
        origin=submission.origin,
        state="open",
        base_revision_id=prepared.base.id if prepared.base else None,
        document=json.dumps(dump_document(document), ensure_ascii=False),
        sha256=document_hash(document),
        reason=words.one_line(submission.reason, "The reason"),
        note=words.note(submission.note, "The note"),
        author=READER if actor.via == "visitor" else actor.name,
        account_id=actor.account_id,
        contact=words.one_line(contact, "The contact") if contact else None,
        evidence=evidence_json(submission.evidence),
        confidence=submission.confidence,
        source_name=submission.source_name,
        fingerprint=mark,
        last_seen_at=now,
        created_at=now,
        updated_at=now,
    )
