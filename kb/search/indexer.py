"""Keeps an engine's index equal to what is published.

The database is the truth, and the archive of captured texts. Every publication, retraction and
captured version has a number in the outbox; the index remembers the last one applied, and
applying one again changes nothing. So a crash at any moment costs repetition only, and an index
that is lost or damaged is built anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Final

from sqlmodel import Session, col, select

from kb.core import outbox
from kb.core.database import Database
from kb.core.settings import Settings
from kb.entries.documents import parse_document
from kb.entries.tables import Court, Entry, Revision, SlugAlias
from kb.search import open_engine
from kb.search.captures import captured_passages
from kb.search.documents import Courts, index_document
from kb.search.engine import IndexDocument, IndexUnavailable, Key, SearchEngine
from kb.sources.bodies import BodyStore

BATCH: Final = 200


class Indexer:
    """Reads the database, writes the index. Any process may have one; the engine lets one write."""

    def __init__(self, database: Database, engine: SearchEngine, store: BodyStore) -> None:
        """`store` has the captured texts."""
        self.database = database
        self.engine = engine
        self.store = store

    def catch_up(self) -> int:
        """Apply what was published since; the number of entries that were indexed or removed.

        An index that is absent, damaged or ahead of the database is rebuilt.
        """
        state = self.engine.state()
        with self.database.reading() as session:
            newest = outbox.newest_id(session)
        if state.status != "ready" or state.last_outbox_id > newest:
            return self.rebuild()
        applied = 0
        reached = state.last_outbox_id
        while reached < newest:
            reached, changed = self._apply_batch(reached)
            applied += changed
        return applied

    def _apply_batch(self, reached: int) -> tuple[int, int]:
        with self.database.reading() as session:
            events = outbox.after(session, reached, limit=BATCH)
            if not events:
                return outbox.newest_id(session), 0
            put: list[IndexDocument] = []
            gone: list[Key] = []
            courts = court_names(session)
            for entry_id in dict.fromkeys(event.entry_id for event in events):
                entry = session.get(Entry, entry_id)
                if entry is None:
                    continue
                gone += _former_keys(session, entry)
                if is_public(entry):
                    put.append(_published(session, self.store, entry, courts))
                else:
                    gone.append((entry.kind, entry.slug))
            last = events[-1].id
            assert last is not None
        self.engine.apply(put=put, delete=gone, last_outbox_id=last)
        return last, len({document.key for document in put} | set(gone))

    def rebuild(self, progress: Callable[[], object] | None = None) -> int:
        """Build the index anew beside the old one; the number of entries in it."""
        count = 0

        def counted(documents: Iterable[IndexDocument]) -> Iterator[IndexDocument]:
            nonlocal count
            for document in documents:
                count += 1
                yield document
                if progress is not None:
                    progress()

        with self.database.reading() as session:
            newest = outbox.newest_id(session)
            found = counted(published_documents(session, self.store))
            self.engine.rebuild(found, last_outbox_id=newest)
        return count

    def verify(self) -> list[str]:
        """One sentence for every difference between the index and what is published."""
        try:
            with self.database.reading() as session:
                return self.engine.verify(published_documents(session, self.store))
        except IndexUnavailable as error:
            return [str(error)]


def open_indexer(settings: Settings, database: Database) -> Indexer:
    """The indexer of an installation, with the engine that its settings name."""
    engine = open_engine(settings, database)
    return Indexer(database, engine, BodyStore(settings.archive_dir))


def is_public(entry: Entry) -> bool:
    """Whether the public sees the entry: published, and not withdrawn since."""
    return entry.published_revision_id is not None and entry.retracted_reason is None


def published_documents(session: Session, store: BodyStore) -> Iterator[IndexDocument]:
    """Every published entry as the engine is to have it, in the order of the entries."""
    courts = court_names(session)
    query = (
        select(Entry)
        .where(col(Entry.published_revision_id).is_not(None))
        .where(col(Entry.retracted_reason).is_(None))
        .order_by(col(Entry.id))
    )
    for entry in session.exec(query):
        yield _published(session, store, entry, courts)


def court_names(session: Session) -> Courts:
    """The names by which each court is found."""
    return {court.id: (court.name, court.short_name) for court in session.exec(select(Court)).all()}


def _published(session: Session, store: BodyStore, entry: Entry, courts: Courts) -> IndexDocument:
    revision = session.get_one(Revision, entry.published_revision_id)
    where = f"{entry.kind}/{entry.slug}"
    document = parse_document(json.loads(revision.document), where=where)
    assert entry.id is not None
    made = index_document(document, courts=courts)
    captured = captured_passages(session, store, entry.id)
    return replace(made, captured=captured) if captured else made


def _former_keys(session: Session, entry: Entry) -> list[Key]:
    """The names that the entry had before: nothing must be found under them."""
    aliases = session.exec(select(SlugAlias).where(SlugAlias.entry_id == entry.id)).all()
    return [(alias.kind, alias.slug) for alias in aliases]
