"""Proposes “cites” relations: what an entry and its captured texts cite, as ordinary proposals.

One proposal an entry, with each passage and the place of the citation in it. What was proposed
once is left to its decision: a citation that was rejected, or accepted and removed later, does not
come back. Nothing is proposed that the entry states already in any other way.
"""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from sqlmodel import Session, col, select

from kb.accounts.actors import machine
from kb.citations import LONGEST, Citation, recognise, resolve
from kb.core import ids
from kb.core.dates import earliest, latest
from kb.core.errors import IntegrityFault, NotFound
from kb.editorial.case_names import named_cases
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    dump_document,
    parse_document,
)
from kb.entries.evidence import MAX_PIECES, Evidence
from kb.entries.proposals import Submission, submit
from kb.entries.queries.captures import captured_documents
from kb.entries.queries.stored import stored_document
from kb.entries.statements import statements
from kb.entries.tables import Entry, Proposal, Revision
from kb.entries.views import Card
from kb.entries.vocabulary import EFFECTS
from kb.entries.words import MAX_LINE
from kb.sources.bodies import BodyStore

#: The name under which these proposals stand in the queue.
SOURCE: Final = "citations in its text"
ACTOR: Final = machine(f"recogniser: {SOURCE}")
CONFIDENCE: Final = 0.7
#: Relations beside which a citation says nothing new: the cases are one dispute.
_JOINED: Final = frozenset({"consolidated-with"})
_UNFIT: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
_AROUND: Final = 160  # characters on each side of a citation in a captured text
_BETWEEN: Final = "\n\n"

Name = tuple[str, str]  # kind and slug


@dataclass(frozen=True)
class Passage:
    """A text of an entry: `label` says which; a statement has its source, a capture its copy."""

    label: str
    text: str
    source: str | None = None
    text_sha256: str | None = None


@dataclass(frozen=True)
class Found:
    """A citation of another entry: characters `start` to `end` of the passage."""

    card: Card
    passage: Passage
    start: int
    end: int


def citations_of(session: Session, entry_id: int, store: BodyStore) -> tuple[Found, ...]:
    """What the entry cites, in the order of its text; itself and what it states are left out."""
    entry = session.get_one(Entry, entry_id)
    if entry.head_revision_id is None or entry.retracted_reason is not None:
        return ()
    document = _head(session, entry)
    stated = {
        (link.kind, link.slug)
        for link in document.related
        if link.relation in EFFECTS or link.relation in _JOINED
    }
    passages = [*_own_passages(document), *_captured(session, entry_id, store)]
    return tuple(
        found
        for found in _recognised(session, passages)
        if found.card.id != entry_id
        and (found.card.kind, found.card.slug) not in stated
        and _existed(found.card, document)
    )


def propose(session: Session, entry_id: int, found: Collection[Found]) -> Proposal | None:
    """Put what was found into the queue; None where all of it was proposed before.

    `session` is one of `database.writing()`; whatever waits already is carried on.
    """
    entry = session.get_one(Entry, entry_id)
    decided, waiting = _proposed(session, entry_id)
    wanted = [one for one in found if (one.card.kind, one.card.slug) not in decided]
    names = sorted({(one.card.kind, one.card.slug) for one in wanted})
    if not names or set(names) <= waiting:
        return None
    document = _with_citations(_head(session, entry), wanted)
    listed = ", ".join(dict.fromkeys(one.card.name for one in wanted))
    reason = f"Cited in its text: {listed}"
    submission = Submission(
        document=document,
        reason=reason if len(reason) <= MAX_LINE else f"{reason[: MAX_LINE - 1]}…",
        origin="scraper",
        entry_id=entry_id,
        evidence=tuple(_evidence(one) for one in wanted[:MAX_PIECES]),
        confidence=CONFIDENCE,
        source_name=SOURCE,
        fingerprint=ids.digest({"source": SOURCE, "entry": entry_id, "cites": names}),
    )
    return submit(session, submission, actor=ACTOR)


def _head(session: Session, entry: Entry) -> Document:
    return stored_document(session.get_one(Revision, entry.head_revision_id).document)


def _existed(card: Card, document: Document) -> bool:
    """Whether the other entry had begun when this one ended: what an old decision is told to have
    led to, it does not cite.
    """
    match document:
        case CaseDocument():
            end = document.closed
        case LawDocument():
            end = document.adopted
        case LicenceDocument():
            end = document.published
        case _:
            end = None
    return card.date is None or earliest(card.date) <= latest(end or document.as_of)


def _own_passages(document: Document) -> Iterator[Passage]:
    yield Passage("Summary", document.summary)
    seen: set[str] = set()
    for source in document.sources:
        for statement in statements(document, source.id):
            if statement.text not in seen:
                seen.add(statement.text)
                yield Passage(statement.label, statement.text, source.id)


def _captured(session: Session, entry_id: int, store: BodyStore) -> Iterator[Passage]:
    """The newest text of each watched document; one whose body is gone is left out."""
    for document in captured_documents(session, entry_id):
        try:
            text = store.get(document.newest.text_sha256).decode("utf-8", "replace")
        except (NotFound, IntegrityFault):
            continue
        label = f"{document.name}, captured version {document.newest.number}"
        yield Passage(label, text[:LONGEST], text_sha256=document.newest.text_sha256)


def _recognised(session: Session, passages: Iterable[Passage]) -> Iterator[Found]:
    """Citations that lead to one entry: by number or by the full name of a case."""
    own = [passage for passage in passages if passage.text_sha256 is None]
    for group in (own, *([one] for one in passages if one.text_sha256 is not None)):
        text = _BETWEEN.join(passage.text for passage in group)[:LONGEST]
        starts = [0, *accumulate(len(passage.text) + len(_BETWEEN) for passage in group)]
        citations = recognise(text)
        for start, end, card in sorted(
            [*_single(session, citations), *named_cases(session, text)], key=lambda one: one[0]
        ):
            place = bisect_right(starts, start) - 1
            yield Found(card, group[place], start - starts[place], end - starts[place])


def _single(session: Session, citations: list[Citation]) -> Iterator[tuple[int, int, Card]]:
    for citation, cards in zip(citations, resolve(session, citations), strict=True):
        if len(cards) == 1:
            yield citation.start, citation.end, cards[0]


def _proposed(session: Session, entry_id: int) -> tuple[set[Name], set[Name]]:
    """The citations of this entry that were decided on, and those that wait for a decision."""
    query = select(Proposal).where(
        Proposal.entry_id == entry_id,
        Proposal.origin == "scraper",
        Proposal.source_name == SOURCE,
        col(Proposal.state) != "superseded",
    )
    decided: set[Name] = set()
    waiting: set[Name] = set()
    for proposal in session.exec(query):
        base = session.get_one(Revision, proposal.base_revision_id).document
        added = _cited(proposal.document) - _cited(base)
        (waiting if proposal.state == "open" else decided).update(added)
    return decided, waiting


def _cited(document: str) -> set[Name]:
    related = json.loads(document).get("related", [])
    return {(item["kind"], item["slug"]) for item in related if item["relation"] == "cites"}


def _with_citations(document: Document, found: Iterable[Found]) -> Document:
    """The document with a relation for each entry that is cited, proved where a source does."""
    data = dump_document(document)
    sources: dict[Name, str | None] = {}
    for one in found:
        name = (one.card.kind, one.card.slug)
        sources[name] = sources.get(name) or one.passage.source
    data["related"] = [
        *data.get("related", []),
        *(
            {"kind": kind, "slug": slug, "relation": "cites"} | ({"source": key} if key else {})
            for (kind, slug), key in sources.items()
        ),
    ]
    return parse_document(data)


def _evidence(found: Found) -> Evidence:
    """The passage and where in it the citation stands; of a captured text what is around it."""
    passage = found.passage
    first, last = 0, len(passage.text)
    if passage.text_sha256 is not None:
        first, last = max(0, found.start - _AROUND), min(last, found.end + _AROUND)
    words = _one_line(passage.text[first:last])
    cited = _one_line(passage.text[found.start : found.end])
    # What stands before it, on one line, ends where it begins or with the blank that was between.
    before = len(_one_line(passage.text[first : found.start]))
    start = max(0, words.find(cited, max(0, before - 1)))
    return Evidence(
        source_id=passage.source,
        title=f"{passage.label}: cites {found.card.name}",
        quotation=words,
        start=start,
        end=start + len(cited),
    )


def _one_line(text: str) -> str:
    """The text as a document may hold it: without control characters, composed, on one line."""
    kept = (" " if unicodedata.category(char) in _UNFIT else char for char in text)
    return unicodedata.normalize("NFC", " ".join("".join(kept).split()))
