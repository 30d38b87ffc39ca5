"""Revisions and publications: the only writer of entries.

`save_revision` appends a whole document; `publish` makes a revision what the public
sees. Publishing does everything in the caller's transaction: the publication, the
projected rows, the outbox row and the audit row. Nothing here commits.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select, update
from sqlmodel.sql.expression import SelectOfScalar

from kb.core import audit, clock, outbox
from kb.core.errors import Conflict, NotFound
from kb.entries import projection
from kb.entries.diff import Change, diff
from kb.entries.documents import Document, document_hash, dump_document
from kb.entries.tables import Entry, Publication, Revision, SlugAlias


@dataclass(frozen=True)
class Authorship:
    """Who made a revision and why; `origin` is `seed` or that of a proposal."""

    origin: str
    author: str
    reason: str


def find_entry(session: Session, kind: str, slug: str) -> Entry | None:
    """The entry of that name, a former name included."""
    found = session.exec(_named(), params={"kind": kind, "slug": slug}).first()
    if found is None:
        alias = session.get(SlugAlias, (kind, slug))
        found = session.get(Entry, alias.entry_id) if alias else None
    return found


@cache  # built once, as much is found by name
def _named() -> SelectOfScalar[Entry]:
    named = col(Entry.kind) == bindparam("kind"), col(Entry.slug) == bindparam("slug")
    return select(Entry).where(*named)


def require_living(entry: Entry) -> None:
    """`Conflict` with the reason if the entry was withdrawn."""
    if entry.retracted_reason is not None:
        raise Conflict(
            f"{entry.kind}/{entry.slug} was withdrawn and cannot be changed: "
            f"{entry.retracted_reason}"
        )


def create_entry(session: Session, document: Document) -> Entry:
    """An entry without a revision yet; it is public only once one is published."""
    head = projection.entry_columns(document)
    entry = Entry(kind=document.kind, slug=document.slug, **head)
    session.add(entry)
    session.flush()
    return entry


def save_revision(
    session: Session, entry: Entry, document: Document, *, by: Authorship
) -> Revision:
    """Append a revision on top of the entry's head.

    `Conflict` if the head moved since the entry was read: the update names the head it
    expects, so that the second of two savers changes nothing.
    """
    assert entry.id is not None
    base_id = entry.head_revision_id
    newest = select(func.max(Revision.number)).where(Revision.entry_id == entry.id)
    number = (session.exec(newest).one() or 0) + 1
    revision = Revision(
        entry_id=entry.id,
        number=number,
        base_id=base_id,
        document=json.dumps(dump_document(document), ensure_ascii=False),
        sha256=document_hash(document),
        schema_version=document.schema_version,
        origin=by.origin,
        author=by.author,
        reason=by.reason,
        created_at=clock.now(),
    )
    session.add(revision)
    session.flush()
    moved = session.connection().execute(
        update(Entry)
        .where(col(Entry.id) == entry.id, col(Entry.head_revision_id).is_not_distinct_from(base_id))
        .values(head_revision_id=revision.id)
    )
    if moved.rowcount != 1:
        raise Conflict(f"{entry.kind}/{entry.slug} was changed by somebody else meanwhile.")
    session.refresh(entry)
    return revision


def publish(
    session: Session,
    entry: Entry,
    revision: Revision,
    document: Document,
    *,
    actor: str,
    override_reason: str | None = None,
) -> Publication:
    """Make the revision what the public sees; `Conflict` if the entry was withdrawn.

    `override_reason` says in public why one person decided where two are asked for.
    """
    require_living(entry)
    assert entry.id is not None
    assert revision.id is not None
    is_first = entry.published_revision_id is None
    changes = () if is_first else _changes(session, entry, document)
    publication = Publication(
        entry_id=entry.id,
        number=entry.version + 1,
        revision_id=revision.id,
        actor=actor,
        reason=revision.reason,
        changes=json.dumps([change.sentence for change in changes], ensure_ascii=False),
        fields=json.dumps(list(dict.fromkeys(change.field for change in changes))),
        override_reason=override_reason,
        published_at=clock.now(),
    )
    session.add(publication)
    entry.version = publication.number
    entry.published_revision_id = revision.id
    entry.published_at = publication.published_at
    for column, value in projection.entry_columns(document).items():
        setattr(entry, column, value)
    session.add(entry)
    session.flush()
    write = projection.insert_rows if is_first else projection.replace_rows
    write(session, entry.id, document)
    outbox.append(session, kind="published", entry_id=entry.id)
    audit.append(
        session,
        actor=actor,
        action="publish",
        subject=f"{entry.kind}/{entry.slug}",
        detail=f"version {publication.number}, revision {revision.number}, {revision.sha256}",
    )
    return publication


def _changes(session: Session, entry: Entry, document: Document) -> tuple[Change, ...]:
    """What the document changes in what is published."""
    published = session.get_one(Revision, entry.published_revision_id)
    return diff(json.loads(published.document), dump_document(document))


def latest_from(session: Session, entry: Entry, origin: str) -> Revision | None:
    """The newest revision of that origin."""
    query = select(Revision).where(Revision.entry_id == entry.id, Revision.origin == origin)
    return session.exec(query.order_by(col(Revision.number).desc()).limit(1)).first()


def require_entry(session: Session, kind: str, slug: str) -> Entry:
    """Like `find_entry`, but `NotFound` where there is none or nothing was published."""
    entry = find_entry(session, kind, slug)
    if entry is None or entry.published_revision_id is None:
        raise NotFound(f"There is no {kind} with the name {slug}.")
    return entry
