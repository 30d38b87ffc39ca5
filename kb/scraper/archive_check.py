"""Proves that the archive has what the rows speak of: every body, fitting its hash.

Nothing here can be repaired: what was received once cannot be received again. A body that no
row needs is an orphan; a run that was cut short leaves such, and they do no harm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session, col, select

from kb.core.database import Database
from kb.core.errors import IntegrityFault, NotFound
from kb.entries.tables import CapturedVersion, Entry
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy


@dataclass(frozen=True)
class ArchiveState:
    """What was proven: a sentence for each lost or damaged body, and how many there are."""

    faults: tuple[str, ...]
    bodies: int  # that rows need
    orphans: int


def check_archive(database: Database, store: BodyStore) -> ArchiveState:
    """Read every body that a copy or a captured version needs, each once."""
    with database.reading() as session:
        needed = _needed(session)
    faults = tuple(
        f"{what}: {fault}"
        for name, what in needed.items()
        if (fault := _fault(store, name)) is not None
    )
    orphans = sum(name not in needed for name in store.names())
    return ArchiveState(faults, len(needed), orphans)


def _needed(session: Session) -> dict[str, str]:
    """What each body is, by its hash; the text of a version goes before the page around it."""
    needed: dict[str, str] = {}
    for name, what in (*_texts(session), *_copies(session)):
        needed.setdefault(name, what)
    return needed


def _texts(session: Session) -> Iterator[tuple[str, str]]:
    query = (
        select(Entry, CapturedVersion)
        .join(CapturedVersion, col(CapturedVersion.entry_id) == col(Entry.id))
        .order_by(col(CapturedVersion.id))
    )
    for entry, one in session.exec(query):
        version = f"{entry.kind}/{entry.slug}, {one.document}, captured version {one.number}"
        yield one.text_sha256, f"{version}, its text"
        if one.body_sha256 is not None:
            yield one.body_sha256, f"{version}, the page around it"


def _copies(session: Session) -> Iterator[tuple[str, str]]:
    query = (
        select(ArchivedCopy.sha256, ArchivedCopy.url, ArchivedCopy.fetched_at)
        .where(col(ArchivedCopy.thinned_at).is_(None))
        .order_by(col(ArchivedCopy.id))
    )
    for name, url, at in session.exec(query):
        yield name, f"Copy of {url} of {at:%Y-%m-%d %H:%M}"


def _fault(store: BodyStore, name: str) -> str | None:
    try:
        store.get(name)
    except NotFound:
        return f"the body {name} is lost."
    except IntegrityFault as error:
        return str(error)
    return None
