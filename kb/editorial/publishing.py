"""The last step of every editorial deed: a document becomes a revision and is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session

from kb.core import audit
from kb.core.errors import InvalidDocument
from kb.entries import history
from kb.entries.documents import Document
from kb.entries.history import Authorship
from kb.entries.proposals.targets import name_of, require_free_name
from kb.entries.relations import link_faults
from kb.entries.tables import Entry, Publication


@dataclass(frozen=True)
class Deed:
    """Whose words are published, why, and by whom."""

    by: Authorship
    publisher: str
    override_reason: str | None = None


def publish_document(
    session: Session,
    entry: Entry | None,
    document: Document,
    deed: Deed,
    *,
    also: Collection[tuple[str, str]] = (),
) -> tuple[Entry, Publication]:
    """Publish the document as the entry's next version, or as a new entry.

    `also` are names (kind, slug) that relations may lead to before there are entries of them.
    `InvalidDocument` for relations and courts that lead nowhere or in a circle, `Conflict` for a
    name that is taken, a withdrawn entry or a head that moved.
    """
    faults = link_faults(session, document, also=also)
    if faults:
        raise InvalidDocument("\n".join(faults))
    if entry is None:
        require_free_name(session, document.kind, document.slug)
        entry = history.create_entry(session, document)
    revision = history.save_revision(session, entry, document, by=deed.by)
    publication = history.publish(
        session,
        entry,
        revision,
        document,
        actor=deed.publisher,
        override_reason=deed.override_reason,
    )
    if deed.override_reason is not None:
        audit.append(
            session,
            actor=deed.publisher,
            action="decide-alone",
            subject=name_of(entry),
            detail=deed.override_reason,
        )
    return entry, publication
