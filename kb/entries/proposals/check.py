"""Proves that stored proposals are whole: documents, hashes and what was decided."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlmodel import Session, col, select

from kb.core.errors import InvalidDocument
from kb.entries.documents import document_hash, parse_document
from kb.entries.tables import Proposal, Revision


def proposal_faults(session: Session) -> Iterator[tuple[str, str]]:
    """(which proposal, what is wrong) for everything but drafts, which may be anything."""
    query = select(Proposal).where(col(Proposal.state) != "draft").order_by(col(Proposal.id))
    for proposal in session.exec(query.execution_options(yield_per=200)):
        name = f"proposal/{proposal.id}"
        for text in (*_document_faults(proposal), *_state_faults(session, proposal)):
            yield name, text


def _document_faults(proposal: Proposal) -> Iterator[str]:
    try:
        document = parse_document(json.loads(proposal.document))
    except (InvalidDocument, json.JSONDecodeError) as error:
        yield f"its document cannot be read: {error}"
        return
    if document_hash(document) != proposal.sha256:
        yield "its document does not fit its hash"
    if document.kind != proposal.kind:
        yield f"its document is a {document.kind}, not a {proposal.kind}"


def _state_faults(session: Session, proposal: Proposal) -> Iterator[str]:
    decided = proposal.state in {"accepted", "partly accepted", "rejected"}
    if decided != (proposal.decided_at is not None):
        yield f"it is {proposal.state}, which does not fit the day of its decision"
    if (proposal.state == "superseded") != (proposal.superseded_by is not None):
        yield f"it is {proposal.state}, which does not fit what took its place"
    for revision_id in (proposal.base_revision_id, proposal.result_revision_id):
        revision = session.get(Revision, revision_id) if revision_id else None
        if revision is not None and revision.entry_id != proposal.entry_id:
            yield f"its revision {revision_id} is one of another entry"
