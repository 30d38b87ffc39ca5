"""The queue of proposals, and one proposal with everything that deciding on it needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, func, select

from kb.accounts.actors import Actor
from kb.accounts.permissions import can, require
from kb.core import clock
from kb.core.errors import InvalidInput, NotFound
from kb.editorial.pending import Pending, pending
from kb.editorial.rules import PROTECTED, protected_changes
from kb.entries import vocabulary
from kb.entries.diff import Change
from kb.entries.evidence import Evidence, stored_evidence
from kb.entries.merging import FieldConflict
from kb.entries.proposals import is_own, proposal_for
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import Entry, Proposal
from kb.entries.tables.proposals import ORIGINS
from kb.entries.views import Card

SHOWN_CHANGES = 5  # of an item of the queue


@dataclass(frozen=True)
class QueueFilter:
    """What of the queue is shown; None: all."""

    kind: str | None = None
    origin: str | None = None
    min_age: int | None = None  # whole days
    confidence: float | None = None  # at least, 0 to 1; leaves out what says none
    entry: tuple[str, str] | None = None  # kind and slug
    assigned_to: str | None = None  # the name of an account; an empty text: nobody
    state: str = "open"


@dataclass(frozen=True)
class QueueItem:
    """One proposal in the queue."""

    id: int
    kind: str
    slug: str
    title: str  # of the entry, or of the candidate where it is new
    is_new: bool
    origin: str
    origin_label: str
    author: str
    reason: str
    note: str
    state: str
    confidence: float | None
    seen_count: int
    assigned_to: str | None
    created_at: dt.datetime
    age: int  # whole days
    changes: tuple[str, ...]  # the first few, in words
    change_count: int


@dataclass(frozen=True)
class QueuePage:
    """A page of the queue, oldest first; `after` is what to pass for the next one."""

    items: tuple[QueueItem, ...]
    total: int
    counts: Mapping[str, Mapping[str, int]]  # by `kind` and `origin`, of the filter's state
    after: int | None


@dataclass(frozen=True)
class ReviewView:
    """A proposal beside the entry as it stands today.

    `changes` are what accepting would do now; a decision names them by `path`. `conflicts` are
    those that overrule what was published since; `protected` the paths that need two persons.
    """

    proposal: Proposal
    card: Card | None
    title: str
    retracted_reason: str | None
    changes: tuple[Change, ...]
    conflicts: tuple[FieldConflict, ...]
    protected: frozenset[str]
    is_own: bool
    evidence: tuple[Evidence, ...]
    base_revision_id: int | None  # what an amendment is made on: the entry's head
    document: Mapping[str, Any]  # what accepting everything would publish
    next_id: int | None

    @property
    def is_remark(self) -> bool:
        """Whether it changes nothing and asks for an answer only."""
        return not self.changes

    @property
    def needs_second_person(self) -> bool:
        """Whether somebody else has to accept it."""
        return self.is_own and bool(self.protected)


def queue(
    session: Session,
    wanted: QueueFilter,
    *,
    actor: Actor,
    after: int | None = None,
    limit: int = 50,
) -> QueuePage:
    """The proposals that the filter lets through, oldest first, behind the number `after`."""
    require(actor, "review")
    if wanted.state == "draft":
        raise InvalidInput("Drafts are their authors’ own and stand in no queue.")
    query = _filtered(select(Proposal), wanted).order_by(col(Proposal.id))
    if after is not None:
        query = query.where(col(Proposal.id) > after)
    found = list(session.exec(query.limit(limit + 1)))
    total = session.exec(_filtered(select(func.count()).select_from(Proposal), wanted)).one()
    return QueuePage(
        items=tuple(_item(session, proposal) for proposal in found[:limit]),
        total=total,
        counts={name: _counts(session, name, wanted.state) for name in ("kind", "origin")},
        after=found[limit - 1].id if len(found) > limit else None,
    )


def proposals(
    session: Session,
    *,
    actor: Actor,
    state: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Proposal]:
    """Proposals of every state but drafts, newest first, below the number `before`: all of them
    for editors, for others their own.
    """
    require(actor, "see-own")
    query = select(Proposal).where(col(Proposal.state) != "draft")
    if not can(actor, "review"):
        query = query.where(col(Proposal.account_id) == actor.account_id)
    if state is not None:
        query = query.where(col(Proposal.state) == state)
    if before is not None:
        query = query.where(col(Proposal.id) < before)
    return list(session.exec(query.order_by(col(Proposal.id).desc()).limit(limit)))


def next_after(session: Session, proposal_id: int, wanted: QueueFilter) -> int | None:
    """The proposal that follows in the filtered queue, the first one after the last."""
    query = _filtered(select(Proposal.id), wanted).where(col(Proposal.id) != proposal_id)
    behind = query.where(col(Proposal.id) > proposal_id).order_by(col(Proposal.id)).limit(1)
    first = query.order_by(col(Proposal.id)).limit(1)
    found: int | None = session.exec(behind).first() or session.exec(first).first()
    return found


def review_view(
    session: Session,
    proposal_id: int,
    *,
    actor: Actor,
    wanted: QueueFilter | None = None,
    protected: Collection[str] = PROTECTED,
) -> ReviewView:
    """Everything that the page of a proposal shows; `NotFound` for what the actor may not see."""
    proposal = proposal_for(session, proposal_id, actor)
    if proposal.state == "draft":
        raise NotFound("This draft was not handed in yet.")
    held = pending(session, proposal)
    changes = held.changes if proposal.state == "open" else held.proposed
    entry = held.entry
    cards = cards_by_id(session, [entry.id] if entry and entry.id else [])
    return ReviewView(
        proposal=proposal,
        card=next(iter(cards.values()), None),
        title=_title(entry, held),
        retracted_reason=entry.retracted_reason if entry else None,
        changes=changes,
        conflicts=held.conflicts if proposal.state == "open" else (),
        protected=frozenset(change.path for change in protected_changes(changes, protected)),
        is_own=is_own(proposal, actor),
        evidence=stored_evidence(proposal.evidence),
        base_revision_id=held.head_revision_id,
        document=held.document,
        next_id=next_after(session, proposal_id, wanted or QueueFilter()),
    )


def _filtered(query: Select[Any], wanted: QueueFilter) -> Any:
    query = query.where(col(Proposal.state) == wanted.state)
    if wanted.kind:
        query = query.where(col(Proposal.kind) == wanted.kind)
    if wanted.origin:
        query = query.where(col(Proposal.origin) == wanted.origin)
    if wanted.min_age is not None:
        oldest = clock.now() - dt.timedelta(days=wanted.min_age)
        query = query.where(col(Proposal.created_at) <= oldest)
    if wanted.confidence is not None:
        query = query.where(col(Proposal.confidence) >= wanted.confidence)
    if wanted.entry is not None:
        kind, slug = wanted.entry
        query = query.where(col(Proposal.kind) == kind, col(Proposal.slug) == slug)
    if wanted.assigned_to is not None:
        query = query.where(
            col(Proposal.assigned_to).is_not_distinct_from(wanted.assigned_to or None)
        )
    return query


def _counts(session: Session, name: str, state: str) -> dict[str, int]:
    column = {"kind": col(Proposal.kind), "origin": col(Proposal.origin)}[name]
    labels = {"kind": vocabulary.KINDS, "origin": ORIGINS}[name]
    query = select(column, func.count()).where(col(Proposal.state) == state).group_by(column)
    found: dict[str, int] = dict(session.connection().execute(query).all())
    return {value: found[value] for value in labels if value in found}


def _item(session: Session, proposal: Proposal) -> QueueItem:
    held = pending(session, proposal)
    changes = held.changes if proposal.state == "open" else held.proposed
    assert proposal.id is not None
    return QueueItem(
        id=proposal.id,
        kind=proposal.kind,
        slug=proposal.slug,
        title=_title(held.entry, held),
        is_new=held.entry is None,
        origin=proposal.origin,
        origin_label=ORIGINS[proposal.origin],
        author=proposal.author,
        reason=proposal.reason,
        note=proposal.note,
        state=proposal.state,
        confidence=proposal.confidence,
        seen_count=proposal.seen_count,
        assigned_to=proposal.assigned_to,
        created_at=proposal.created_at,
        age=(clock.now() - proposal.created_at).days,
        changes=tuple(change.sentence for change in changes[:SHOWN_CHANGES]),
        change_count=len(changes),
    )


def _title(entry: Entry | None, held: Pending) -> str:
    if entry is not None:
        return entry.short_name if entry.kind == "case" and entry.short_name else entry.title
    return str(held.candidate.get("title") or "Untitled")
