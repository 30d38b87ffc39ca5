"""What happened to an entry, read from the outbox: a publication, or what became of the entry.

A happening holds everything that subscriptions ask of it, so that it is worked out once,
however many they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, func, select

from kb.alerts.meaning import Meaning, meanings, new_references
from kb.core.outbox import OutboxEvent
from kb.entries import history, vocabulary
from kb.entries.tables import Entry, Publication, Revision
from kb.entries.views import entry_url

#: Kinds of the outbox that are told beside publications, with how the sentence begins.
_DEEDS: Final = {
    "renamed": "Renamed",
    "merged": "Withdrawn",
    "retracted": "Withdrawn",
    "restored": "Brought back",
}


@dataclass(frozen=True)
class Heard:
    """What another entry, by its number and title, hears of a change."""

    entry_id: int
    title: str
    meaning: Meaning


@dataclass(frozen=True)
class Happening:
    """What a change of one entry means.

    `name` makes it one of a kind: the entry with its version, or the number in the outbox.
    `references` are what entries hear that it refers to. `topics` and `questions` are
    those that the entry has now, `new_topics` those that it had not before.
    """

    number: int  # in the outbox
    entry_id: int
    name: str
    title: str
    path: str
    is_new: bool
    meanings: tuple[Meaning, ...]
    references: tuple[Heard, ...] = ()
    topics: frozenset[str] = frozenset()
    new_topics: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()


def happening(session: Session, event: OutboxEvent) -> Happening | None:
    """What an event of the outbox means; None where that is nothing for subscriptions."""
    entry = session.get(Entry, event.entry_id)
    if entry is None or event.id is None:
        return None
    if event.kind == "published":
        return _publication(session, event.id, entry)
    if event.kind in _DEEDS:
        return _deed(session, event.id, event.kind, entry)
    return None


def _publication(session: Session, number: int, entry: Entry) -> Happening | None:
    """None for an entry that was withdrawn since, of which nothing more is told than that."""
    assert entry.id is not None
    version = session.exec(
        select(func.count())
        .select_from(OutboxEvent)
        .where(OutboxEvent.entry_id == entry.id, OutboxEvent.kind == "published")
        .where(col(OutboxEvent.id) <= number)
    ).one()
    documents = _documents(session, entry.id, version)
    after, before = documents.get(version), documents.get(version - 1)
    if after is None or entry.retracted_reason is not None:
        return None
    url = entry_url(entry.kind, entry.slug)
    is_new = before is None
    return Happening(
        number=number,
        entry_id=entry.id,
        name=f"{entry.id}/{version}",
        title=after["title"],
        path=url if is_new else f"{url}/compare?from={version - 1}&to={version}",
        is_new=is_new,
        meanings=meanings(before, after),
        references=tuple(_references(session, before, after)),
        topics=frozenset(after["topics"]).union((before or after)["topics"]),
        new_topics=frozenset(after["topics"]).difference((before or after)["topics"]),
        questions=_questions(after) | _questions(before or {}),
    )


def _deed(session: Session, number: int, kind: str, entry: Entry) -> Happening | None:
    assert entry.id is not None
    revision = session.get(Revision, entry.published_revision_id)
    if revision is None:
        return None
    document = json.loads(revision.document)
    url = entry_url(entry.kind, entry.slug)
    said = entry.retracted_reason if kind in {"merged", "retracted"} else None
    sentence = f"{_DEEDS[kind]}: {said or f'its address is now {url}'}"
    return Happening(
        number=number,
        entry_id=entry.id,
        name=f"outbox/{number}",
        title=document["title"],
        path=url,
        is_new=False,
        meanings=(Meaning("withdrawn", kind, sentence),),
        topics=frozenset(document["topics"]),
        questions=_questions(document),
    )


def _documents(session: Session, entry_id: int, version: int) -> dict[int, dict[str, Any]]:
    """The documents of a version and of the one before, by number."""
    query = (
        select(Publication.number, Revision.document)
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(Publication.entry_id == entry_id)
        .where(col(Publication.number).in_((version - 1, version)))
    )
    return {number: json.loads(document) for number, document in session.exec(query)}


def _references(
    session: Session, before: dict[str, Any] | None, after: dict[str, Any]
) -> Iterator[Heard]:
    for reference in new_references(before, after):
        target = history.find_entry(session, reference.kind, reference.slug)
        if target is not None and target.id is not None:
            yield Heard(target.id, target.title, reference.meaning)


def _questions(document: dict[str, Any]) -> frozenset[str]:
    answered = {**document.get("answers", {}), **document.get("terms", {})}
    return frozenset(answered.keys() & vocabulary.QUESTIONS.keys())
