"""From findings to proposals: one open proposal for each source and entry.

What the source found before and nobody has decided yet is carried on into the new proposal,
which takes the place of the older one; nothing is proposed twice and nothing gets lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Select, bindparam
from sqlmodel import Session

from kb.accounts.actors import Actor
from kb.core import rows
from kb.core.errors import InvalidDocument
from kb.entries.documents import parse_document
from kb.entries.evidence import MAX_PIECES, Evidence, stored_evidence
from kb.entries.merging import three_way
from kb.entries.proposals import NothingToPropose, Submission, submit
from kb.entries.proposals.targets import base_data, base_revision, candidate_data, stored_data
from kb.entries.tables import Entry, Proposal
from kb.entries.words import MAX_LINE, MAX_NOTE
from kb.scraper import candidates, versions
from kb.scraper.candidates import Candidate
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import (
    NEEDS_NO_JUDGEMENT,
    CrawlerRules,
    DocketEvent,
    DocumentText,
    Finding,
    NewSource,
    Notice,
    RecordedText,
)
from kb.scraper.tables import Watch
from kb.scraper.versions import Captured
from kb.sources.bodies import BodyStore

#: How sure a finding is of what it proposes, 0 to 1: the queue sorts by it.
_CONFIDENCE: Final = {
    DocketEvent: 0.9, CrawlerRules: 0.8, DocumentText: 0.6, RecordedText: 0.5, NewSource: 0.5,
    Notice: 0.3,
}  # fmt: skip


@dataclass
class Proposed:
    """What became of the findings about one entry."""

    proposal: Proposal | None = None
    versions: int = 0
    #: Whether all of it may be published without a decision, where the source is trusted.
    needs_no_judgement: bool = True


@dataclass
class _Work:
    """The document as it grows, with what is said of it; `start` reads it when it is needed."""

    start: Callable[[], dict[str, Any]]
    data: dict[str, Any] | None = None
    sentences: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    confidence: float = 1.0

    def document(self) -> dict[str, Any]:
        """What findings are added to."""
        if self.data is None:
            self.data = self.start()
        return self.data

    def take(self, made: Candidate | None, finding: Finding) -> None:
        """Take over what a finding made of the document."""
        if made is None:
            return
        self.data = made.data
        self.sentences.append(made.sentence)
        self.evidence += made.evidence
        if made.note:
            self.notes.append(made.note)
        self.confidence = min(self.confidence, _CONFIDENCE[type(finding)])


def propose(
    session: Session,
    watch: Watch,
    entry: Entry,
    findings: Iterable[Finding],
    *,
    actor: Actor,
    store: BodyStore,
    copies: Mapping[str, int],
) -> Proposed:
    """Record the versions that were found and propose what findings change in an entry.

    `copies` are the ids of the archived copies of this look by hash.
    """
    assert entry.id is not None
    waiting = _waiting(session, watch, entry)
    # What waits for a person is carried on, and does not slip through with what is trusted.
    done = Proposed(needs_no_judgement=waiting is None)
    work = _Work(lambda: _start(session, entry, waiting))
    for finding in findings:
        captured = None
        if isinstance(finding, DocumentText | RecordedText):
            copy_id = copies.get(finding.sha256) if isinstance(finding, DocumentText) else None
            captured = versions.capture(
                session, store, finding, entry_id=entry.id, watch=watch.name, copy_id=copy_id
            )
            done.versions += captured is not None
        if not isinstance(finding, NEEDS_NO_JUDGEMENT):
            done.needs_no_judgement = False
        if not isinstance(finding, DocumentText | RecordedText) or (captured and captured.before):
            work.take(_candidate(work.document(), finding, captured, store), finding)
    if work.sentences:
        done.proposal = _submit(session, watch, entry, waiting, work, actor=actor)
    return done


def _candidate(
    data: dict[str, Any], finding: Finding, captured: Captured | None, store: BodyStore
) -> Candidate | None:
    match finding:
        case DocketEvent():
            return candidates.with_docket_event(data, finding)
        case CrawlerRules():
            return candidates.with_crawler_rules(data, finding)
        case NewSource():
            return candidates.with_new_source(data, finding)
        case Notice():
            return candidates.with_notice(data, finding)
        case DocumentText() | RecordedText():
            if captured is None:
                return None
            copy = finding.sha256 if isinstance(finding, DocumentText) else None
            return versions.with_version(data, captured, store, copy_sha256=copy)


def _waiting(session: Session, watch: Watch, entry: Entry) -> Proposal | None:
    """The open proposal of this source for this entry."""
    asked = {"entry_id": entry.id, "source_name": watch.name}
    return rows.first(session, Proposal, _open_proposal(), asked)


@cache  # built once, as every finding needs it
def _open_proposal() -> Select[*tuple[Any, ...]]:
    waiting = rows.table_of(Proposal)
    return (
        sqlalchemy.select(waiting)
        .where(waiting.c.entry_id == bindparam("entry_id"))
        .where(waiting.c.source_name == bindparam("source_name"))
        .where(waiting.c.origin == "scraper", waiting.c.state == "open")
    )


def _start(session: Session, entry: Entry, waiting: Proposal | None) -> dict[str, Any]:
    """The entry as it stands, with what waits for a decision where that still fits."""
    head = stored_data(base_revision(session, entry, None))
    if waiting is None:
        return head
    merged = three_way(base_data(session, waiting), head, candidate_data(waiting))
    return merged.document if not merged.conflicts else head


def _submit(
    session: Session,
    watch: Watch,
    entry: Entry,
    waiting: Proposal | None,
    work: _Work,
    *,
    actor: Actor,
) -> Proposal | None:
    if waiting is not None:
        work.evidence += stored_evidence(waiting.evidence)
        work.notes += [waiting.note] if waiting.note else []
    try:
        document = parse_document(work.document(), where=f"{entry.kind}/{entry.slug}")
    except InvalidDocument as error:
        raise SourceFailure(
            "unreadable", f"What was found does not fit the entry: {error}"
        ) from error
    count = len(work.sentences)
    reason = work.sentences[0] if count == 1 else f"{count} findings: {'; '.join(work.sentences)}"
    submission = Submission(
        document=document,
        reason=_cut(reason, MAX_LINE),
        origin="scraper",
        entry_id=entry.id,
        note=_cut("\n".join(work.notes), MAX_NOTE),
        evidence=tuple(work.evidence[:MAX_PIECES]),
        confidence=work.confidence,
        source_name=watch.name,
    )
    try:
        return submit(session, submission, actor=actor)
    except NothingToPropose:
        return None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
