"""Proves that stored documents are sound and that the projected rows are theirs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.core.database import Database
from kb.core.errors import InvalidDocument
from kb.entries import projection
from kb.entries.documents import Document, check_links, document_hash, parse_document
from kb.entries.proposals.check import proposal_faults
from kb.entries.tables import Entry, Publication, Revision, SlugAlias


@dataclass(frozen=True)
class Fault:
    """Something that does not agree; `repairable` if the projection can be rebuilt from it."""

    entry: str
    text: str
    repairable: bool

    def __str__(self) -> str:
        return f"{self.entry}: {self.text}" if self.entry else self.text


def check_database(database: Database, *, repair: bool = False) -> list[Fault]:
    """Every fault that was found (and, with `repair`, every repairable one mended)."""
    with database.writing() if repair else database.reading() as session:
        return list(_faults(session, repair=repair))


def published_documents(session: Session) -> Iterator[tuple[Entry, Revision]]:
    """Every entry that the public sees, with the revision published last."""
    query = (
        select(Entry, Revision)
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(Entry.retracted_reason).is_(None))
        .order_by(col(Entry.id))
    )
    yield from session.exec(query)


def _faults(session: Session, *, repair: bool) -> Iterator[Fault]:
    documents: list[Document] = []
    for entry, revision in published_documents(session):
        name = f"{entry.kind}/{entry.slug}"
        try:
            document = parse_document(json.loads(revision.document), where=name)
        except InvalidDocument as error:
            yield Fault("", str(error), repairable=False)
            continue
        documents.append(document)
        if document_hash(document) != revision.sha256:
            yield Fault(name, "its published revision does not fit its hash", repairable=False)
        yield from _entry_faults(session, entry, document, repair=repair)
        yield from _history_faults(session, entry)
    for text in check_links(documents, also=_other_names(session)):
        yield Fault("", text, repairable=False)
    yield from _withdrawn_faults(session, repair=repair)
    for name, text in proposal_faults(session):
        yield Fault(name, text, repairable=False)


def _other_names(session: Session) -> list[tuple[str, str]]:
    """Former names, and the names of entries that were withdrawn: both answer."""
    former = session.exec(select(SlugAlias.kind, SlugAlias.slug)).all()
    withdrawn = select(Entry.kind, Entry.slug).where(col(Entry.retracted_reason).is_not(None))
    return [*former, *session.exec(withdrawn)]


def _withdrawn_faults(session: Session, *, repair: bool) -> Iterator[Fault]:
    """A withdrawn entry has no rows, so that nothing can count it."""
    for entry in session.exec(select(Entry).where(col(Entry.retracted_reason).is_not(None))):
        assert entry.id is not None
        if any(projection.stored_rows(session, entry.id).values()):
            name = f"{entry.kind}/{entry.slug}"
            yield Fault(name, "it is withdrawn and still has rows", repairable=True)
            if repair:
                projection.remove_rows(session, entry.id)


def _entry_faults(
    session: Session, entry: Entry, document: Document, *, repair: bool
) -> Iterator[Fault]:
    assert entry.id is not None
    name = f"{entry.kind}/{entry.slug}"
    columns = projection.entry_columns(document)
    wrong = [column for column, value in columns.items() if getattr(entry, column) != value]
    stored = projection.stored_rows(session, entry.id)
    wrong += [
        str(table.__tablename__)
        for table, wanted in projection.rows(document).items()
        if _sorted(stored[table]) != _sorted(wanted)
    ]
    if not wrong:
        return
    yield Fault(name, f"rows differ from the document: {', '.join(wrong)}", repairable=True)
    if repair:
        for column, value in columns.items():
            setattr(entry, column, value)
        session.add(entry)
        session.flush()
        projection.replace_rows(session, entry.id, document)


def _sorted(rows: list[projection.Row]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _history_faults(session: Session, entry: Entry) -> Iterator[Fault]:
    query = select(Publication.number, Publication.revision_id)
    query = query.where(Publication.entry_id == entry.id).order_by(col(Publication.number))
    found = list(session.exec(query))
    name = f"{entry.kind}/{entry.slug}"
    if [number for number, _ in found] != list(range(1, entry.version + 1)):
        yield Fault(name, f"its versions are not 1 to {entry.version}", repairable=False)
    elif found[-1][1] != entry.published_revision_id:
        yield Fault(name, "its newest version is not what is published", repairable=False)
