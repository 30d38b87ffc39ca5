"""What concerns some platforms: suits, and what is still to come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from sqlalchemy import select
from sqlmodel import Session, col

from kb.core.dates import latest
from kb.entries.documents import PolicyDocument
from kb.entries.queries.cards import cards_by_id
from kb.entries.queries.figures import entries_by_name, timeline
from kb.entries.queries.links import entry_links
from kb.entries.queries.stored import stored_document
from kb.entries.reference import Reference
from kb.entries.tables import CaseDetail, Entry, Party, Revision
from kb.entries.views import Card, TimelineEvent
from kb.entries.vocabulary import ENDED_CASE_STATUSES

_BRACKETS: Final = re.compile(r"\([^()]*\)")
_WORDS: Final = re.compile(r"[^\W_]+")
#: What a company's name ends with and nobody calls it by.
_FORMS: Final = frozenset(
    {"ab", "ag", "bv", "co", "company", "corp", "corporation", "gmbh", "inc", "incorporated", "kg"}
    | {"kk", "limited", "llc", "llp", "ltd", "nv", "plc", "pte", "pty", "sa", "sarl", "sas", "se"}
)
_SIDES: Final = {"plaintiff": "sues", "defendant": "is sued"}


@dataclass(frozen=True)
class Concern:
    """A case that may concern somebody on these platforms, and why, in sentences."""

    card: Card
    reasons: tuple[str, ...]
    is_class_action: bool
    is_open: bool


def policy_documents(session: Session, cards: Iterable[Card]) -> dict[int, PolicyDocument]:
    """The published documents of these policies by entry."""
    query = (
        select(col(Entry.id), col(Revision.document))
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(Entry.id).in_([card.id for card in cards]))
    )
    found: dict[int, PolicyDocument] = {}
    for entry_id, text in session.connection().execute(query):
        document = stored_document(text)
        if entry_id is not None and isinstance(document, PolicyDocument):
            found[entry_id] = document
    return found


def cases_concerning(
    session: Session,
    documents: Mapping[int, PolicyDocument],
    cards: Sequence[Card],
    *,
    reference: Reference,
) -> tuple[Concern, ...]:
    """Cases by platform, maker, system and data set: pending and nearest ones first."""
    reasons = _Reasons()
    systems, datasets = (entries_by_name(session, field) for field in ("system", "dataset"))
    parties = _parties(session)
    for card in cards:
        for side, entry_id in _as_party(documents[card.id], parties):
            reasons.add([entry_id], f"{card.name} {_SIDES[side]}.")
        linked = [link.card.id for link in entry_links(session, card) if link.card.kind == "case"]
        reasons.add(linked, f"Linked with {card.name} in this record.")
        for system in reference.systems_referring_to(policy=card.slug):
            named = [ids for name, ids in systems.items() if reference.system_for(name) is system]
            is_same = _words(system.name) == _words(card.name)
            said = system.name if is_same else f"{system.name}, which {card.name} makes or uses"
            reasons.add(chain.from_iterable(named), f"About {said}.")
            for slug in system.datasets:
                said = f"About {reference.datasets[slug].name}, from which {system.name} learned."
                reasons.add(_naming(datasets, reference, slug), said)
        for dataset in reference.datasets.values():
            if card.slug in dataset.policies:
                said = f"About {dataset.name}, which has to do with {card.name}."
                reasons.add(_naming(datasets, reference, dataset.slug), said)
    return _concerns(session, reasons)


class _Reasons(dict[int, dict[str, None]]):
    """Why each case concerns somebody, each reason once."""

    def add(self, entry_ids: Iterable[int], reason: str) -> None:
        for entry_id in entry_ids:
            self.setdefault(entry_id, {})[reason] = None


def _naming(datasets: Mapping[str, tuple[int, ...]], reference: Reference, slug: str) -> list[int]:
    """The cases that name a data set in any spelling."""
    wanted = reference.datasets[slug]
    found = [ids for name, ids in datasets.items() if reference.dataset_for(name) is wanted]
    return list(chain.from_iterable(found))


def _concerns(session: Session, reasons: Mapping[int, Mapping[str, None]]) -> tuple[Concern, ...]:
    cards = cards_by_id(session, reasons)
    query = select(col(CaseDetail.entry_id), col(CaseDetail.class_action))
    actions = dict(
        session.connection().execute(query.where(col(CaseDetail.entry_id).in_(cards))).all()
    )
    found = [
        Concern(
            card=card,
            reasons=tuple(reasons[card.id]),
            is_class_action=actions[card.id],
            is_open=card.status not in ENDED_CASE_STATUSES,
        )
        for card in cards.values()
        if card.id in actions
    ]
    found.sort(key=lambda one: (one.card.date or "", one.card.slug), reverse=True)
    return tuple(sorted(found, key=lambda one: (not one.is_open, _is_roundabout(one.reasons))))


def _is_roundabout(reasons: Sequence[str]) -> bool:
    """Whether a case has only to do with what a platform makes, uses or was trained on."""
    return all(reason.startswith("About ") for reason in reasons)


Parties = Sequence[tuple[int, str, tuple[str, ...]]]


def _parties(session: Session) -> Parties:
    query = select(col(Party.entry_id), col(Party.side), col(Party.name))
    rows = session.connection().execute(query.where(col(Party.side).in_(_SIDES)))
    return [(entry_id, side, _words(name)) for entry_id, side, name in rows]


def _as_party(document: PolicyDocument, parties: Parties) -> Iterable[tuple[str, int]]:
    """Where a party's name begins with that of the platform or of whoever runs it."""
    names = {_words(document.platform), _words(document.operator)} - {()}
    for entry_id, side, words in parties:
        if any(words[: len(name)] == name for name in names):
            yield side, entry_id


def _words(name: str) -> tuple[str, ...]:
    """`DeviantArt, Inc. (owned by Wix.com Ltd.)` → `deviantart`."""
    words = _WORDS.findall(_BRACKETS.sub(" ", name).casefold())
    while words and words[-1] in _FORMS:
        words.pop()
    return tuple(words)


def events_to_come(
    session: Session, entry_ids: Iterable[int], *, today: dt.date
) -> tuple[TimelineEvent, ...]:
    """What was announced for today or later, the next first.

    What happened on some day of a year or month that is not over yet lies behind all the same.
    """
    wanted = set(entry_ids)
    found = timeline(session, first=today, announced=True)
    kept = [one for one in found if one.card and one.card.id in wanted and one.planned]
    return tuple(sorted(kept, key=lambda one: (one.day, one.title)))


def events_since(
    session: Session, entry_ids: Iterable[int], *, first: dt.date, last: dt.date
) -> tuple[TimelineEvent, ...]:
    """Dated events of these entries between two days, the newest first."""
    wanted = set(entry_ids)
    found = timeline(session, kinds=("policy", "case"), first=first, last=last)
    return tuple(
        event
        for event in found
        if event.card and event.card.id in wanted and latest(event.date) >= first
    )
