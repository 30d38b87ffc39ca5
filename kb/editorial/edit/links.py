"""Whether what a document points at exists: related entries, courts, and a name that is free."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from kb.editorial.edit.checking import FieldError, field_name, plain
from kb.entries import history, vocabulary
from kb.entries.documents import Document
from kb.entries.documents.links import place_of
from kb.entries.relations import link_faults


def link_errors(
    session: Session, document: Document, *, is_new: bool = False
) -> tuple[FieldError, ...]:
    """A sentence for each link of the document that leads nowhere or in a circle.

    A related entry may be named by a former name. A new entry needs a name that is free.
    """
    return (*_taken(session, document, is_new), *_links(session, document))


def _taken(session: Session, document: Document, is_new: bool) -> Iterator[FieldError]:
    if is_new and history.find_entry(session, document.kind, document.slug) is not None:
        label = vocabulary.KINDS[document.kind].lower()
        yield FieldError("slug", f"A {label} has, or had, this name already: choose another.")


def _links(session: Session, document: Document) -> Iterator[FieldError]:
    for fault in link_faults(session, document):
        path, _, reason = fault.removeprefix(place_of(document) + ": ").partition(": ")
        yield FieldError(field_name(path), plain(reason))
