"""Puts documents into a database the way the program does."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, select

from kb.core.database import Database
from kb.entries import history
from kb.entries.documents import Document, load_courts
from kb.entries.tables import Court, Entry
from tests.support.checkout import ROOT

EDITOR = history.Authorship(origin="editor", author="An editor", reason="For a test")


def add_courts(session: Session) -> None:
    """The courts of the seed, unless they are there."""
    if session.exec(select(Court.id).limit(1)).first() is None:
        session.connection().execute(insert(Court), _courts())


@cache
def _courts() -> list[dict[str, Any]]:
    courts = load_courts(ROOT / "seed_data" / "courts.json")
    return [court.model_dump(include=set(Court.model_fields)) for court in courts]


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
