"""Links that leave a document: related entries and courts must exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from kb.entries.documents.kinds import CaseDocument, Document
from kb.entries.documents.parts import Court
from kb.entries.vocabulary import KIND_PLURALS


def check_links(
    documents: Iterable[Document],
    *,
    courts: Iterable[Court] | None = None,
    also: Iterable[tuple[str, str]] = (),
) -> list[str]:
    """Every link that leads nowhere, as `cases/x: path: reason`; an empty list is good.

    Courts are checked only where they are given; `also` are names (kind, slug) that lead
    somewhere without being that of one of the documents.
    """
    documents = list(documents)
    known: set[tuple[str, str]] = {(item.kind, item.slug) for item in documents}.union(also)
    court_ids = None if courts is None else {court.id for court in courts}
    return [
        *_repeated_slugs(documents),
        *(fault for document in documents for fault in _relations(document, known)),
        *(
            fault
            for document in documents
            if court_ids is not None and isinstance(document, CaseDocument)
            for fault in court_faults(document, court_ids)
        ),
    ]


def place_of(document: Document) -> str:
    """`cases/x`, the way messages name an entry."""
    return f"{KIND_PLURALS[document.kind]}/{document.slug}"


def _repeated_slugs(documents: list[Document]) -> Iterator[str]:
    seen: set[str] = set()
    for document in documents:
        place = place_of(document)
        if place in seen:
            yield f"{place}: slug: another document has it too"
        seen.add(place)


def _relations(document: Document, known: set[tuple[str, str]]) -> Iterator[str]:
    for n, link in enumerate(document.related):
        if (link.kind, link.slug) not in known:
            reason = f"no {link.kind} has the slug {link.slug!r}"
            yield f"{place_of(document)}: related[{n}].slug: {reason}"


def court_faults(document: CaseDocument, court_ids: Collection[str]) -> Iterator[str]:
    """Every court that the case names and nobody knows, as `cases/x: path: reason`."""
    named = [("court_id", document.court_id), ("appeal_court_id", document.appeal_court_id)]
    named += [(f"judges[{n}].court_id", judge.court_id) for n, judge in enumerate(document.judges)]
    named += [
        (f"other_dockets[{n}].court_id", docket.court_id)
        for n, docket in enumerate(document.other_dockets)
    ]
    for path, court_id in named:
        if court_id is not None and court_id not in court_ids:
            yield f"{place_of(document)}: {path}: no court has the id {court_id!r}"
