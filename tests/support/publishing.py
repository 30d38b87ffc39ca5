"""Puts documents into a database the way the program does."""

from __future__ import annotations

from sqlmodel import Session

from kb.core.database import Database
from kb.entries import history
from kb.entries.documents import Document, load_courts
from kb.entries.tables import Court, Entry
from tests.support.checkout import ROOT

EDITOR = history.Authorship(origin="editor", author="An editor", reason="For a test")


def add_courts(session: Session) -> None:
    """The courts of the seed."""
    for court in load_courts(ROOT / "seed_data" / "courts.json"):
        session.merge(Court(**court.model_dump(include=set(Court.model_fields))))
    session.flush()


def publish(
    database: Database, document: Document, *, by: history.Authorship = EDITOR
) -> tuple[int, int]:
    """Publish the document as a new version of its entry; returns entry id and version."""
    with database.writing() as session:
        add_courts(session)
        entry = history.find_entry(session, document.kind, document.slug)
        if entry is None:
            entry = history.create_entry(session, document)
        revision = history.save_revision(session, entry, document, by=by)
        publication = history.publish(session, entry, revision, document, actor=by.author)
        assert entry.id is not None
        return entry.id, publication.number


def entry_of(session: Session, kind: str, slug: str) -> Entry:
    """The entry; fails if there is none."""
    entry = history.find_entry(session, kind, slug)
    assert entry is not None
    return entry
