"""What a proposal is about: the entry it changes, the document it was made from."""

from __future__ import annotations

import json
from typing import Any

from sqlmodel import Session

from kb.core.errors import Conflict, InvalidInput, NotFound
from kb.entries import history, vocabulary
from kb.entries.documents import Document, dump_document, parse_document
from kb.entries.tables import Entry, Proposal, Revision
from kb.entries.tables.proposals import STATES
from kb.entries.upgrade import SCHEMA_VERSION

Data = dict[str, Any]


def name_of(entry: Entry | Proposal | Document) -> str:
    """`case/andersen-v-stability-ai`, the way messages and the audit record name an entry."""
    return f"{entry.kind}/{entry.slug}"


def living_entry(session: Session, entry_id: int) -> Entry:
    """The entry that a proposal is to change.

    `NotFound` if there is none or it was never published, `Conflict` if it was withdrawn.
    """
    entry = session.get(Entry, entry_id, populate_existing=True)
    if entry is None or entry.published_revision_id is None:
        raise NotFound("There is no such entry.")
    history.require_living(entry)
    return entry


def require_free_name(session: Session, kind: str, slug: str) -> None:
    """`Conflict` if an entry has, or once had, that name."""
    entry = history.find_entry(session, kind, slug)
    if entry is None:
        return
    label = vocabulary.KINDS[kind].lower()
    if entry.slug != slug:
        raise Conflict(f"“{slug}” is a former name of the {label} “{entry.slug}”.")
    if entry.retracted_reason is not None:
        raise Conflict(f"The {label} “{slug}” exists and was withdrawn: {entry.retracted_reason}")
    raise Conflict(f"There is already a {label} with the name “{slug}”.")


def base_revision(session: Session, entry: Entry, revision_id: int | None) -> Revision:
    """The revision that a candidate was made from: the entry's head unless another is named."""
    revision = session.get(Revision, revision_id or entry.head_revision_id)
    if revision is None or revision.entry_id != entry.id:
        raise InvalidInput(f"{name_of(entry)} has no revision with the number {revision_id}.")
    return revision


def stored_data(revision: Revision) -> Data:
    """A revision's document in the present form, as dumped data."""
    data: Data = json.loads(revision.document)
    if revision.schema_version == SCHEMA_VERSION:
        return data  # it was dumped when it was stored
    return dump_document(parse_document(data))


def base_data(session: Session, proposal: Proposal) -> Data:
    """The document that the candidate was made from, as dumped data; empty for a new entry."""
    if proposal.base_revision_id is None:
        return {}
    return stored_data(session.get_one(Revision, proposal.base_revision_id))


def candidate_data(proposal: Proposal) -> Data:
    """The candidate as dumped data; of a draft whatever its form held."""
    data: Data = json.loads(proposal.document)
    return data


def require_same_entry(entry: Entry, base: Data, document: Document) -> None:
    """`InvalidInput` if the candidate would be another entry than the one it changes."""
    if document.kind != entry.kind:
        raise InvalidInput(f"{name_of(entry)} cannot become a {document.kind}.")
    if document.slug not in {entry.slug, base["slug"]}:
        raise InvalidInput(
            f"slug: {document.slug!r} is not the name of {name_of(entry)}; "
            "renaming is a step of its own."
        )


def require_open(proposal: Proposal) -> None:
    """`Conflict` unless the proposal still waits for a decision."""
    if proposal.state == "open":
        return
    by = f" by {proposal.decided_by}" if proposal.decided_by else ""
    raise Conflict(f"Proposal {proposal.id} is no longer open: {STATES[proposal.state]}{by}.")
