"""The captured texts of an entry's documents as passages, each where it first appeared.

Versions of one document are nearly equal, so a paragraph counts once: it leads to the first
version that has it. Of very long records the paragraphs that still stand and the newest of the
others are kept. Texts that retention removed are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from sqlmodel import Session

from kb.core.errors import IntegrityFault, NotFound
from kb.entries.queries.captures import CapturedDocument, captured_documents
from kb.search.engine import Passage
from kb.sources.bodies import BodyStore

#: Characters of captured text of one entry that are indexed: some 300,000 words.
MOST_CHARACTERS: Final = 2_000_000


@dataclass
class _Paragraph:
    """A paragraph, where it first appeared, and the place and number of the last version of it."""

    passage: Passage
    document: int
    last: int

    @property
    def rank(self) -> tuple[int, int]:
        return self.last, -self.document


def captured_passages(
    session: Session, store: BodyStore, entry_id: int, *, most: int = MOST_CHARACTERS
) -> tuple[Passage, ...]:
    """The paragraphs of the captured texts, by document and first version."""
    found = [
        paragraph
        for number, document in enumerate(captured_documents(session, entry_id))
        for paragraph in _paragraphs(document, number, store)
    ]
    newest = sorted(found, key=lambda one: one.rank, reverse=True)
    lengths = accumulate(len(one.passage.text) for one in newest)
    kept = {id(one) for one, length in zip(newest, lengths, strict=True) if length <= most}
    return tuple(one.passage for one in found if id(one) in kept)


def _paragraphs(document: CapturedDocument, number: int, store: BodyStore) -> list[_Paragraph]:
    """Each paragraph once; `last` counts the versions back from the newest."""
    known: dict[str, _Paragraph] = {}
    for version in document.versions:
        label = f"{document.name}, version {version.number}"
        anchor = f"documents/{document.slug}/v/{version.number}"
        back = version.number - document.newest.number
        for text in _lines(store, version.text_sha256):
            held = known.get(text)
            if held is not None:
                held.last = back
                continue
            day = version.first_seen_at.date().isoformat()
            passage = Passage("capture", text, anchor, label, day)
            known[text] = _Paragraph(passage, number, back)
    return list(known.values())


def _lines(store: BodyStore, sha256: str) -> Iterator[str]:
    try:
        text = store.get(sha256).decode()
    except (NotFound, IntegrityFault):
        return
    for line in text.splitlines():
        told = " ".join(line.split())
        if told:
            yield told
