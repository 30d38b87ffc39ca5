"""Documents into the database, batch by batch, each with its checkpoint in one transaction."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields
from typing import Final

from sqlmodel import Session, col, select

from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.core import audit, clock
from kb.core.database import Database, serialise_writers
from kb.core.errors import InvalidInput, KbError
from kb.editorial.bulk.answers import with_answers
from kb.editorial.bulk.reading import Incoming, Item
from kb.editorial.pending import head_data
from kb.editorial.publishing import Deed, publish_document
from kb.editorial.rules import PROTECTED, protected_changes
from kb.entries import history, words
from kb.entries.diff import diff
from kb.entries.documents import Document, dump_document
from kb.entries.history import Authorship
from kb.entries.proposals import Submission, submit
from kb.entries.tables import Entry, ImportRun

BATCH: Final = 100  # documents

Progress = Callable[[str], None]


@dataclass
class Outcome:
    """What became of the documents; of a dry run what would become of them."""

    created: int = 0
    changed: int = 0
    proposed: int = 0
    unchanged: int = 0
    skipped: int = 0  # done already when an import that was killed went on

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def run_import(
    database: Database,
    incoming: Incoming,
    *,
    actor: Actor,
    publish: bool = False,
    dry_run: bool = False,
    reason: str = "",
    progress: Progress | None = None,
    protected: Collection[str] = PROTECTED,
) -> Outcome:
    """Bring the documents in: as proposals or, with `publish`, as published versions.

    Documents that say what is published already are left out. An import with the same content
    that was cut short goes on where it stopped. With `dry_run` everything is done and undone.
    Raises `Forbidden`, and `InvalidInput` that names the document at fault; the batches before
    it stay. Where published changes touch `protected` fields, the reason is also noted as the one
    for which no second person decided.
    """
    require(actor, "import-published" if publish else "import-proposals")
    why = words.one_line(reason or f"Imported from {incoming.name}", "The reason")
    importing = _Import(incoming, actor, publish=publish, reason=why, protected=protected)
    if dry_run:
        return importing.rehearse(database, progress)
    return importing.run(database, progress)


class _Undo(Exception):
    """Ends a dry run, so that nothing of it is kept."""


@dataclass
class _Import:
    incoming: Incoming
    actor: Actor
    publish: bool
    reason: str
    protected: Collection[str]

    def run(self, database: Database, progress: Progress | None) -> Outcome:
        with database.writing() as session:
            run = self._begin(session)
        done = Outcome(skipped=run.done)
        items = itertools.islice(self.incoming.items(), run.done, None)
        for batch in iter(lambda: list(itertools.islice(items, BATCH)), []):
            with database.writing() as session:
                serialise_writers(session)
                part = self._batch(session, batch, progress)
                self._checkpoint(session, run.id, len(batch), part)
            done += part
        return done

    def rehearse(self, database: Database, progress: Progress | None) -> Outcome:
        done = Outcome()
        try:
            with database.writing() as session:
                serialise_writers(session)
                done = self._batch(session, self.incoming.items(), progress)
                raise _Undo
        except _Undo:
            return done

    def _begin(self, session: Session) -> ImportRun:
        """The run that was cut short, or a new one."""
        serialise_writers(session)
        mode = "published" if self.publish else "proposals"
        query = select(ImportRun).where(
            ImportRun.digest == self.incoming.digest,
            ImportRun.mode == mode,
            ImportRun.state == "running",
        )
        run = session.exec(query.order_by(col(ImportRun.id).desc()).limit(1)).first()
        if run is None:
            now = clock.now()
            run = ImportRun(
                digest=self.incoming.digest,
                name=self.incoming.name,
                mode=mode,
                state="running",
                actor=self.actor.name,
                total=self.incoming.total,
                started_at=now,
                updated_at=now,
            )
            session.add(run)
            session.flush()
        return run

    def _checkpoint(self, session: Session, run_id: int | None, batch: int, part: Outcome) -> None:
        run = session.get_one(ImportRun, run_id)
        run.done += batch
        for name in ("created", "changed", "proposed", "unchanged"):
            setattr(run, name, getattr(run, name) + getattr(part, name))
        run.updated_at = clock.now()
        if run.done == run.total:
            run.state = "done"
            audit.append(
                session,
                actor=self.actor.name,
                action="import",
                subject=f"import/{run.id}",
                detail=f"{run.name}: {run.created} created, {run.changed} changed, "
                f"{run.proposed} proposed, {run.unchanged} unchanged",
            )
        session.add(run)

    def _batch(self, session: Session, items: Iterable[Item], progress: Progress | None) -> Outcome:
        done = Outcome()
        for item in items:
            where, deed = self._one(session, item)
            setattr(done, deed, getattr(done, deed) + 1)
            if progress is not None:
                progress(where)
        return done

    def _one(self, session: Session, item: Item) -> tuple[str, str]:
        """The name of the entry and what became of it, as a field of `Outcome`."""
        first = item[0] if isinstance(item, tuple) else item
        where = f"{first.kind}/{first.slug}"
        entry = history.find_entry(session, first.kind, first.slug)
        try:
            if not isinstance(item, tuple):
                return where, self._bring(session, entry, item)
            if entry is None:
                raise InvalidInput(f"{item[0].where}: there is no entry of this name")
            document = with_answers(head_data(session, entry), item)
            return where, self._bring(session, entry, document)
        except KbError as error:
            raise InvalidInput(f"{where}: {error}") from error

    def _bring(self, session: Session, entry: Entry | None, document: Document) -> str:
        head = {}
        if entry is not None:
            head = head_data(session, entry)
            document = document.model_copy(update={"slug": entry.slug})  # given by a former name
        changes = diff(head, dump_document(document))
        if not changes:
            return "unchanged"
        if not self.publish:
            submission = Submission(
                document=document,
                reason=self.reason,
                origin="import",
                entry_id=entry.id if entry else None,
                source_name=self.incoming.name,
            )
            submit(session, submission, actor=self.actor)
            return "proposed"
        by = Authorship(origin="import", author=self.actor.name, reason=self.reason)
        alone = self.reason if entry and protected_changes(changes, self.protected) else None
        deed = Deed(by, self.actor.name, alone)
        publish_document(session, entry, document, deed, also=self.incoming.names)
        return "changed" if entry else "created"
