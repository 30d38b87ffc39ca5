"""What needs a look: entries, sources and statements that may no longer be true or never were.

Each finding is read from what is stored; nothing is fetched. A group says in one sentence why
its entries are in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Row, and_, func, literal, select, union_all
from sqlmodel import Session, SQLModel, col

from kb.accounts.actors import Actor
from kb.accounts.permissions import require
from kb.core.dates import day_in_words, latest
from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_id, public
from kb.entries.tables import (
    Answer,
    Claim,
    Entry,
    EntrySource,
    Event,
    FairUseRuling,
    Holding,
    Provision,
)
from kb.entries.views import Card
from kb.sources.tables import Observation, Source

QUIET: Final = dt.timedelta(days=183)  # of a pending case without an event
#: After how long without a newer source an entry asks for a look, by kind and status.
FRESH_FOR: Final = {
    ("case", "pending"): dt.timedelta(days=183),
    ("case", "on-appeal"): dt.timedelta(days=183),
    ("case", "stayed"): dt.timedelta(days=365),
    ("policy", None): dt.timedelta(days=365),
    ("law", "proposed"): dt.timedelta(days=183),
}
_STATEMENTS: Final[dict[str, type[SQLModel]]] = {
    "holding": Holding,
    "fair use ruling": FairUseRuling,
    "claim": Claim,
    "answer": Answer,
    "provision": Provision,
    "event": Event,
}
_LIVE: Final = ("pending", "on-appeal", "stayed")


@dataclass(frozen=True)
class StaleItem:
    """An entry that needs a look, and what about it."""

    card: Card
    detail: str


@dataclass(frozen=True)
class StaleGroup:
    """Entries that need a look for one reason, the most urgent first."""

    key: str
    label: str
    why: str
    items: tuple[StaleItem, ...]


def findings(session: Session, *, today: dt.date, actor: Actor) -> tuple[StaleGroup, ...]:
    """Every group, empty ones included; for editors."""
    require(actor, "stale")
    return (
        StaleGroup(
            "old-sources",
            "Newest source is old",
            "What an entry rests on is older than its status lets one expect.",
            _items(session, _old_sources(session, today)),
        ),
        StaleGroup(
            "changed-sources",
            "Source changed or vanished",
            "The live page was changed after the entry was published, or no longer answers.",
            _items(session, _changed_sources(session)),
        ),
        StaleGroup(
            "quiet-cases",
            "No event for six months",
            "The case is not over, and nothing is noted for more than six months.",
            _items(session, _quiet_cases(session, today)),
        ),
        StaleGroup(
            "secondary-only",
            "Rests on secondary sources",
            "A statement has no judgment, law or terms behind it, only what others say of them.",
            _items(session, _secondary_only(session)),
        ),
        StaleGroup(
            "unanswered",
            "Questions without an answer",
            "The entry does not say what an artist asks of a platform, or calls it unclear.",
            _items(session, _unanswered(session)),
        ),
    )


Found = Iterable[tuple[int, str]]


def _items(session: Session, found: Found) -> tuple[StaleItem, ...]:
    listed = list(found)
    cards = cards_by_id(session, (entry_id for entry_id, _ in listed))
    return tuple(StaleItem(cards[key], detail) for key, detail in listed if key in cards)


def _old_sources(session: Session, today: dt.date) -> Found:
    rows = _rows(
        session,
        public(
            select(
                col(Entry.id),
                col(Entry.kind),
                col(Entry.status),
                func.max(func.coalesce(col(EntrySource.date), "")).label("newest"),
            ).join(EntrySource, col(EntrySource.entry_id) == col(Entry.id))
        ).group_by(col(Entry.id), col(Entry.kind), col(Entry.status)),
    )
    old = []
    for row in rows:
        fresh_for = FRESH_FOR.get((row.kind, row.status))
        if fresh_for is not None and row.newest and today - latest(row.newest) > fresh_for:
            old.append((row.newest, row.id))
    for newest, entry_id in sorted(old):
        yield entry_id, f"newest source of {day_in_words(newest)}"


def _changed_sources(session: Session) -> Found:
    newest = select(func.max(col(Observation.id))).group_by(col(Observation.url))
    seen = (
        select(
            col(Entry.id),
            col(Entry.published_at),
            col(EntrySource.title),
            col(Observation.at),
            col(Observation.outcome),
            col(Observation.failure),
        )
        .join(EntrySource, col(EntrySource.entry_id) == col(Entry.id))
        .join(Source, col(Source.id) == col(EntrySource.source_id))
        .join(Observation, col(Observation.url) == col(Source.url))
    )
    failed = and_(col(Observation.id).in_(newest), col(Observation.outcome) == "failed")
    changed = and_(
        col(Observation.outcome) == "changed", col(Observation.at) > col(Entry.published_at)
    )
    query = public(seen.where(failed | changed)).order_by(col(Observation.id).desc())
    for row in _rows(session, query):
        deed = "changed" if row.outcome == "changed" else f"does not answer ({row.failure})"
        yield row.id, f"{row.title} {deed}, {day_in_words(row.at.date().isoformat())}"


def _quiet_cases(session: Session, today: dt.date) -> Found:
    newest = func.max(col(Event.date_latest)).label("newest")
    query = public(
        select(col(Entry.id), newest)
        .join(Event, col(Event.entry_id) == col(Entry.id))
        .where(col(Entry.kind) == "case", col(Entry.status).in_(_LIVE))
    ).group_by(col(Entry.id))
    query = query.having(newest < today - QUIET).order_by(newest, col(Entry.id))
    for row in _rows(session, query):
        yield row.id, f"last event by {day_in_words(row.newest.isoformat())}"


def _secondary_only(session: Session) -> Found:
    parts = [
        select(
            _column(table, "entry_id").label("entry_id"),
            _column(table, "source").label("source"),
            literal(rank).label("rank"),
        )
        for rank, table in enumerate(_STATEMENTS.values(), start=1)
    ]
    said = union_all(*parts).subquery()
    query = public(
        select(col(Entry.id), said.c.rank, func.count().label("many"))
        .join(said, said.c.entry_id == col(Entry.id))
        .join(
            EntrySource,
            and_(col(EntrySource.entry_id) == col(Entry.id), col(EntrySource.key) == said.c.source),
        )
        .where(col(EntrySource.kind) == "secondary")
    ).group_by(col(Entry.id), said.c.rank)
    names = list(_STATEMENTS)
    told: dict[int, list[tuple[int, int]]] = {}
    for row in _rows(session, query):
        told.setdefault(row.id, []).append((row.rank, row.many))
    for entry_id, counts in sorted(told.items(), key=lambda item: (min(item[1]), item[0])):
        words = (_counted(count, names[rank - 1]) for rank, count in sorted(counts))
        yield entry_id, ", ".join(words)


def _unanswered(session: Session) -> Found:
    query = public(
        select(col(Entry.id), col(Answer.question), col(Answer.value))
        .outerjoin(Answer, col(Answer.entry_id) == col(Entry.id))
        .where(col(Entry.kind) == "policy")
    ).order_by(col(Entry.id))
    answers: dict[int, dict[str, str]] = {}
    for row in _rows(session, query):
        found = answers.setdefault(row.id, {})
        if row.question is not None:
            found[row.question] = row.value
    missing = {
        entry_id: [
            question.label
            for key, question in vocabulary.POLICY_QUESTIONS.items()
            if found.get(key, "unclear") == "unclear"
        ]
        for entry_id, found in answers.items()
    }
    for entry_id, labels in sorted(missing.items(), key=lambda item: (-len(item[1]), item[0])):
        if labels:
            yield entry_id, "; ".join(labels)


def _column(table: type[SQLModel], name: str) -> Any:
    return table.__table__.c[name]  # type: ignore[attr-defined]  # SQLModel hides it


def _rows(session: Session, query: Any) -> list[Row[Any]]:
    return list(session.connection().execute(query))


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" + ("" if count == 1 else "s")
