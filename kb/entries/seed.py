"""Loads `seed_data/` into the database: all of it or, if one file is wrong, nothing.

Running it again changes nothing. A seed file that changed becomes a new revision; where
an editor has changed or withdrawn the entry since, the seed's text is held back, never laid
over it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from kb.core.database import Database
from kb.core.errors import InvalidDocument
from kb.entries import history, vocabulary
from kb.entries.documents import (
    Court,
    Document,
    check_links,
    document_hash,
    load_courts,
    load_documents,
    load_service_changes,
)
from kb.entries.reference import check_reference, load_reference
from kb.entries.tables import Court as CourtRow
from kb.entries.tables import Fact

SEED_DIGEST = "seed_digest"
AUTHOR = "Artdocket seed data"
FIRST_REASON = "First publication, from the seed data"
CHANGED_REASON = "The seed data changed"


@dataclass
class SeedReport:
    """What loading did, by entry (`case/andersen-v-stability-ai`)."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    unchanged: int = 0


@dataclass(frozen=True)
class Seed:
    """Everything that the seed folder holds, validated."""

    documents: tuple[Document, ...]
    courts: tuple[Court, ...]
    digest: str


def read_seed(root: Path) -> Seed:
    """Read and validate the folder; `InvalidDocument` lists every fault, one a line."""
    documents = load_documents(root)
    courts = load_courts(root / "courts.json")
    faults = check_links(documents, courts=courts)
    faults += check_reference(load_reference(root), documents)
    load_service_changes(root / "policy-changes-elsewhere.json")
    if faults:
        raise InvalidDocument("\n".join(faults))
    return Seed(documents=tuple(documents), courts=tuple(courts), digest=seed_digest(root))


def seed_files(root: Path) -> Iterator[Path]:
    """Every entry file, in a fixed order."""
    for plural in vocabulary.KIND_PLURALS.values():
        yield from sorted((root / plural).glob("*.json"))


def seed_digest(root: Path) -> str:
    """A hash over names and bytes of every file of the folder."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.json")):
        digest.update(str(path.relative_to(root)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def load_seed(
    database: Database, root: Path, *, progress: Callable[[str], None] | None = None
) -> SeedReport | None:
    """Bring the database to the seed; None if this very seed was loaded before."""
    with database.reading() as session:
        loaded = session.get(Fact, SEED_DIGEST)
        if loaded is not None and loaded.value == seed_digest(root):
            return None
    seed = read_seed(root)
    report = SeedReport()
    with database.writing() as session:
        for court in seed.courts:
            columns = court.model_dump(include=set(CourtRow.model_fields))
            session.merge(CourtRow(**columns))
        session.flush()
        for document in seed.documents:
            _load_document(session, document, report)
            if progress is not None:
                progress(f"{document.kind}/{document.slug}")
        session.merge(Fact(name=SEED_DIGEST, value=seed.digest))
    return report


def _load_document(session: Session, document: Document, report: SeedReport) -> None:
    name = f"{document.kind}/{document.slug}"
    entry = history.find_entry(session, document.kind, document.slug)
    if entry is None:
        entry = history.create_entry(session, document)
        reason, listed = FIRST_REASON, report.created
    else:
        ours = history.latest_from(session, entry, "seed")
        if ours is not None and ours.sha256 == document_hash(document):
            report.unchanged += 1
            return
        is_ours = ours is not None and ours.id == entry.head_revision_id
        if not is_ours or entry.retracted_reason is not None:
            report.held_back.append(name)
            return
        reason, listed = CHANGED_REASON, report.changed
    authorship = history.Authorship(origin="seed", author=AUTHOR, reason=reason)
    revision = history.save_revision(session, entry, document, by=authorship)
    history.publish(session, entry, revision, document, actor=AUTHOR)
    listed.append(name)
