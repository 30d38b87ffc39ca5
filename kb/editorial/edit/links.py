"""Whether what a document points at exists: related entries, courts, and a name that is free."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from kb.editorial.edit.checking import FieldError
from kb.entries import history, vocabulary
from kb.entries.documents import CaseDocument, Document
from kb.entries.tables import Court


def link_errors(
    session: Session, document: Document, *, is_new: bool = False
) -> tuple[FieldError, ...]:
    """A sentence for each link of the document that leads nowhere.

    A related entry may be named by a former name. A new entry needs a name that is free.
    """
    return (
        *_names(session, document, is_new),
        *_related(session, document),
        *_courts(session, document),
    )


def _names(session: Session, document: Document, is_new: bool) -> Iterator[FieldError]:
    if is_new and history.find_entry(session, document.kind, document.slug) is not None:
        label = vocabulary.KINDS[document.kind].lower()
        yield FieldError("slug", f"A {label} has, or had, this name already: choose another.")


def _related(session: Session, document: Document) -> Iterator[FieldError]:
    for n, link in enumerate(document.related):
        entry = history.find_entry(session, link.kind, link.slug)
        label = vocabulary.KINDS[link.kind].lower()
        if entry is None or entry.published_revision_id is None:
            yield FieldError(f"related.{n}.slug", f"There is no {label} with this name.")
        elif entry.retracted_reason is not None:
            yield FieldError(f"related.{n}.slug", f"This {label} was withdrawn: choose another.")


def _courts(session: Session, document: Document) -> Iterator[FieldError]:
    if not isinstance(document, CaseDocument):
        return
    named = [("court_id", document.court_id), ("appeal_court_id", document.appeal_court_id)]
    named += [(f"judges.{n}.court_id", one.court_id) for n, one in enumerate(document.judges)]
    named += [
        (f"other_dockets.{n}.court_id", one.court_id)
        for n, one in enumerate(document.other_dockets)
    ]
    for name, court_id in named:
        if court_id is not None and session.get(Court, court_id) is None:
            yield FieldError(name, "No court has this id: choose one of the suggestions.")
