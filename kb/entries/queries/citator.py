"""A citator: who cites an entry, whom it cites, how deeply, by what proof, signed by whom."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from kb.entries.documents import Document
from kb.entries.mentions import Named, mentions, named
from kb.entries.queries.cards import Rows
from kb.entries.queries.stored import stored_document
from kb.entries.tables import Entry, EntryIdentifier, Publication, Revision
from kb.entries.views import Card, EntryPage, Link, grave_first, newest

#: The most relations of one direction that a page shows; a statute may have thousands.
MOST = 200


@dataclass(frozen=True)
class Signature:
    """The version of the stating entry that brought a relation, and who answers for it."""

    version: int
    published_at: dt.datetime
    author: str
    actor: str  # who published it

    @property
    def day(self) -> str:
        return self.published_at.date().isoformat()


@dataclass(frozen=True)
class Treatment:
    """A relation with its depth: how many passages of the stating entry name the other one."""

    link: Link
    depth: int
    signed: Signature | None


@dataclass(frozen=True)
class Citator:
    """Both directions, each at most `MOST`, grave ones first; the totals count all."""

    citing: tuple[Treatment, ...]
    cited: tuple[Treatment, ...]
    citing_total: int
    cited_total: int


def treating(links: Iterable[Link], *, inverse: bool) -> tuple[Link, ...]:
    """The links of one direction that are more than company: grave ones first, then the newest."""
    found = tuple(link for link in links if link.inverse == inverse and link.effect)
    grave = grave_first(found)
    others = [link for link in found if link not in set(grave)]
    return (*grave, *sorted(others, key=newest, reverse=True))


def citator(session: Session, page: EntryPage) -> Citator:
    """Everything about the citations of an entry."""
    citing, cited = (treating(page.links, inverse=inverse) for inverse in (True, False))
    inward, outward = citing[:MOST], cited[:MOST]
    depths = _depths(session, page, inward=inward, outward=outward)
    signatures = _signatures(session, page.card, (*inward, *outward))
    made = {
        link: Treatment(link, depths[link], signatures.get(link)) for link in (*inward, *outward)
    }
    return Citator(
        citing=tuple(made[link] for link in inward),
        cited=tuple(made[link] for link in outward),
        citing_total=len(citing),
        cited_total=len(cited),
    )


def citing_depths(session: Session, page: EntryPage, links: Collection[Link]) -> dict[Link, int]:
    """How many passages of each citing entry name the entry of the page."""
    return _depths(session, page, inward=links, outward=())


def _depths(
    session: Session, page: EntryPage, *, inward: Collection[Link], outward: Collection[Link]
) -> dict[Link, int]:
    cards = {page.card.id: page.card} | {link.card.id: link.card for link in outward}
    names = _names(session, cards.values())
    documents = _documents(session, {link.card.id for link in inward})
    beside = [names[link.card.id] for link in outward]
    depths = {
        link: len(mentions(page.document, names[link.card.id], beside=beside)) for link in outward
    }
    for link in inward:
        document = documents.get(link.card.id)
        # What else the citing entry speaks of is not looked up: its cases seldom share a party.
        found = mentions(document, names[page.card.id]) if document else ()
        depths[link] = len(found)
    return depths


def _names(session: Session, cards: Collection[Card]) -> dict[int, Named]:
    query = select(col(EntryIdentifier.entry_id), col(EntryIdentifier.key)).where(
        col(EntryIdentifier.entry_id).in_([card.id for card in cards]), col(EntryIdentifier.own)
    )
    keys: dict[int, set[str]] = {}
    for entry_id, key in session.connection().execute(query):
        keys.setdefault(entry_id, set()).add(key)
    return {card.id: named(card, frozenset(keys.get(card.id, ()))) for card in cards}


def _documents(session: Session, entry_ids: Collection[int]) -> dict[int, Document]:
    if not entry_ids:
        return {}
    query = (
        select(col(Entry.id), col(Revision.document))
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(Entry.id).in_(entry_ids))
    )
    rows = session.connection().execute(query)
    return {row.id: stored_document(row.document) for row in rows}


def _signatures(session: Session, card: Card, links: Collection[Link]) -> dict[Link, Signature]:
    """For each relation the publication since which the stating entry has had it."""
    stating = {link: link.card.id if link.inverse else card.id for link in links}
    changes = _publications_of_relations(session, set(stating.values()))
    texts = _texts(session, [row for rows in changes.values() if len(rows) > 1 for row in rows])
    found = {}
    for link, entry_id in stating.items():
        target = card if link.inverse else link.card
        rows = changes.get(entry_id, [])
        if rows:
            found[link] = _signature(_first_with(link.relation, target, rows, texts))
    return found


def _publications_of_relations(
    session: Session, entry_ids: Collection[int]
) -> dict[int, list[Row[Any]]]:
    """The publications that may have brought a relation, newest first: the first one of an entry,
    and those that touched its relations.
    """
    query: Rows = (
        select(
            col(Publication.entry_id),
            col(Publication.revision_id),
            col(Publication.number),
            col(Publication.published_at),
            col(Publication.actor),
            col(Revision.author),
        )
        .join(Revision, col(Revision.id) == col(Publication.revision_id))
        .where(
            col(Publication.entry_id).in_(entry_ids),
            or_(col(Publication.number) == 1, col(Publication.fields).contains('"related"')),
        )
        .order_by(col(Publication.number).desc())
    )
    found: dict[int, list[Row[Any]]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.entry_id, []).append(row)
    return found


def _texts(session: Session, rows: Collection[Row[Any]]) -> dict[int, str]:
    if not rows:
        return {}
    query = select(col(Revision.id), col(Revision.document)).where(
        col(Revision.id).in_([row.revision_id for row in rows])
    )
    return {row.id: row.document for row in session.connection().execute(query)}


def _first_with(
    relation: str, target: Card, rows: list[Row[Any]], texts: Mapping[int, str]
) -> Row[Any]:
    """The oldest of the newest publications that have the relation without a break."""
    first, *older = rows
    for row in older:
        stated = json.loads(texts[row.revision_id]).get("related", [])
        if (relation, target.kind, target.slug) not in {
            (item["relation"], item["kind"], item["slug"]) for item in stated
        }:
            break
        first = row
    return first


def _signature(row: Row[Any]) -> Signature:
    return Signature(row.number, row.published_at, row.author, row.actor)
