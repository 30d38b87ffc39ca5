"""Views of the knowledge base as parts of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from sqlmodel import Session

from kb.assistants.shapes import ArchivedCopy, EntryRef, RelationRef, SourceRef
from kb.entries import vocabulary
from kb.entries.documents import Document
from kb.entries.projection import entry_columns
from kb.entries.views import Card, EntryPage, Link
from kb.exports.entry_json import moment, version_url
from kb.sources.archive import Proof, best_proofs


def entry_ref(card: Card, *, base_url: str, page: EntryPage | None = None) -> EntryRef:
    """An entry as it stands, or in the version of the page."""
    version = page.version if page else card.version
    shown = entry_columns(page.document) if page else {}
    status = shown.get("status", card.status)
    labels = vocabulary.CASE_STATUSES if card.kind == "case" else vocabulary.LAW_STATUSES
    return EntryRef(
        kind=card.kind,
        slug=card.slug,
        title=shown.get("title", card.title),
        answer=shown.get("answer", card.answer),
        status=labels[status] if status else None,
        jurisdiction=vocabulary.JURISDICTIONS[shown.get("jurisdiction", card.jurisdiction)],
        as_of=shown.get("as_of", card.as_of),
        version=version,
        published_at=moment(page.published_at if page else card.published_at),
        url=base_url + card.url,
        version_url=base_url + version_url(card, version),
    )


def source_refs(session: Session, document: Document, *, base_url: str) -> list[SourceRef]:
    """The sources of a document, each with the copy that proves it best."""
    proofs = best_proofs(session, {(source.url, source.date) for source in document.sources})
    made = []
    for source in document.sources:
        proof = proofs.get((source.url, source.date))
        copy = _copy(proof, base_url=base_url) if proof else None
        made.append(
            SourceRef(
                id=source.id,
                title=source.title,
                publisher=source.publisher,
                kind=vocabulary.SOURCE_KINDS[source.kind],
                date=source.date,
                url=source.url,
                archived=copy,
            )
        )
    return made


def _copy(proof: Proof, *, base_url: str) -> ArchivedCopy:
    return ArchivedCopy(
        sha256=proof.sha256,
        captured_at=moment(proof.fetched_at),
        url=f"{base_url}/copies/{proof.sha256}",
    )


def relation_refs(links: Iterable[Link], *, base_url: str) -> list[RelationRef]:
    """Relations from both sides."""
    return [
        RelationRef(
            relation=link.label,
            effect=link.effect if link.inverse else None,
            title=link.card.heading,
            url=base_url + link.card.url,
        )
        for link in links
    ]


def warnings_of(links: Iterable[Link]) -> list[str]:
    """What later entries do to the one that has these links, where it is to be known."""
    return [
        f"{link.label}: {link.card.heading}"
        for link in links
        if link.inverse and (link.effect in {"undermines", "weakens"} or link.relation == "appeals")
    ]


def plain_words(snippet: str) -> str:
    """A snippet of the search without its marks."""
    return unescape(re.sub(r"</?mark>", "", snippet))
