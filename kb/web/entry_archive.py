"""What the archive has for an entry page: copies of its sources, texts of its documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session

from kb.entries.queries.captured_pages import DocumentSummary, document_summaries
from kb.entries.views import EntryPage
from kb.sources.archive import best_copies


@dataclass(frozen=True)
class EntryArchive:
    """Addresses of copies by the sources' ids inside the document, and captured documents."""

    copies: Mapping[str, str] = field(default_factory=dict)
    documents: tuple[DocumentSummary, ...] = ()


#: Of an entry whose archive nobody asked for, such as a preview.
NO_ARCHIVE: Final = EntryArchive()


def entry_archive(session: Session, page: EntryPage) -> EntryArchive:
    """What the archive has for this entry."""
    sources = page.document.sources
    best = best_copies(session, {(source.url, source.date) for source in sources})
    return EntryArchive(
        copies={
            source.id: f"/copies/{best[source.url, source.date]}"
            for source in sources
            if (source.url, source.date) in best
        },
        documents=document_summaries(session, page.card.id),
    )
