"""The texts that are held of an entry: captured versions and archived copies of its sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session, col, select

from kb.citations.quotations import Quotable
from kb.core.errors import KbError
from kb.entries.queries.captures import captured_documents
from kb.entries.tables import EntrySource
from kb.entries.views import Card
from kb.scraper.errors import SourceFailure
from kb.scraper.extract.decode import decode
from kb.scraper.extract.html import body_text, parsed
from kb.scraper.extract.pdf import pdf_text
from kb.sources.bodies import BodyStore
from kb.sources.tables import ArchivedCopy, Source

MOST_TEXTS: Final = 40  # of one entry
MOST_BYTES: Final = 5 << 20  # of one text
MOST_PDFS: Final = 10  # that one brief has read anew
PDF_SECONDS: Final = 10


@dataclass(frozen=True)
class HeldText:
    """A text with its name and the page where it is read."""

    label: str
    url: str
    text: Quotable


class HeldTexts:
    """The texts of entries, each read once for a brief."""

    def __init__(self, session: Session, store: BodyStore) -> None:
        self._session = session
        self._store = store
        self._read: dict[int, tuple[HeldText, ...]] = {}
        self._pdfs_left = MOST_PDFS

    def of(self, card: Card) -> tuple[HeldText, ...]:
        """The texts that are held of the entry, the newest versions first."""
        if card.id not in self._read:
            texts = [*self._captured(card), *self._copies(card)]
            self._read[card.id] = tuple(texts[:MOST_TEXTS])
        return self._read[card.id]

    def _captured(self, card: Card) -> Iterator[HeldText]:
        for document in captured_documents(self._session, card.id):
            for version in reversed(document.versions[-MOST_TEXTS:]):
                body = self._body(version.text_sha256)
                if body is not None:
                    url = f"{card.url}/documents/{document.slug}/v/{version.number}"
                    label = f"{document.name}, version {version.number}"
                    yield HeldText(label, url, Quotable(body.decode("utf-8", "replace")))

    def _copies(self, card: Card) -> Iterator[HeldText]:
        """The newest copy of each source."""
        query = (
            select(EntrySource.title, Source.id, ArchivedCopy)
            .join(Source, col(Source.id) == col(EntrySource.source_id))
            .join(ArchivedCopy, col(ArchivedCopy.url) == col(Source.url))
            .where(EntrySource.entry_id == card.id, col(ArchivedCopy.thinned_at).is_(None))
            .order_by(col(ArchivedCopy.fetched_at))
        )
        newest = {source: (title, copy) for title, source, copy in self._session.exec(query)}
        for source, (title, copy) in [*newest.items()][:MOST_TEXTS]:
            text = self._text(copy) if copy.size <= MOST_BYTES else None
            if text:
                yield HeldText(title, f"/sources/{source}", Quotable(text))

    def _text(self, copy: ArchivedCopy) -> str | None:
        body = self._body(copy.sha256)
        if body is None:
            return None
        try:
            if body.startswith(b"%PDF"):
                self._pdfs_left -= 1
                return pdf_text(body, seconds=PDF_SECONDS) if self._pdfs_left >= 0 else None
            return body_text(parsed(decode(body, copy.media_type)))
        except SourceFailure:
            return None

    def _body(self, name: str) -> bytes | None:
        try:
            return self._store.get(name)
        except KbError:
            return None  # thinned out or damaged: `kb check` tells
