"""Whole entries in bulk, for exports: read in batches, so that memory does not grow with them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, func, or_, select
from sqlmodel import Session, col

from kb.entries.documents import document_hash, parse_document
from kb.entries.projection import entry_columns
from kb.entries.queries.cards import Rows, card_query, public, to_card
from kb.entries.queries.past import Stood, end_of, stood_on
from kb.entries.tables import Entry, Publication, Revision
from kb.entries.views import Card, EntryPage

BATCH: Final = 100
#: What a card takes from the projected columns of a document, and from a case itself.
_SHOWN: Final = (
    "title", "short_name", "status", "jurisdiction", "language", "date", "as_of", "answer",
)  # fmt: skip
_OF_CASES: Final = ("court_id", "docket_number", "filed", "closed", "ruled")


def pages_of(session: Session, cards: Iterable[Card]) -> Iterator[EntryPage]:
    """The published document of each card, in this order and without relations.

    An entry that was withdrawn since its card was read is left out.
    """
    remaining = iter(cards)
    while batch := tuple(islice(remaining, BATCH)):
        yield from _pages(session, batch)


def pages_on(session: Session, cards: Iterable[Card], day: dt.date) -> Iterator[EntryPage]:
    """The entries of the cards as they stood at the end of a day; later ones are left out."""
    remaining = iter(cards)
    while batch := tuple(islice(remaining, BATCH)):
        later = [card.id for card in batch if card.published_at > end_of(day)]
        stood = stood_on(session, day, entry_ids=later) if later else {}
        present = {page.card.id: page for page in _pages(session, batch)}
        for card in batch:
            if card.id in stood:
                yield _past_page(card, stood[card.id])
            elif card.id not in later and card.id in present:
                yield present[card.id]


def all_cards(session: Session, *, kinds: Sequence[str] = ()) -> Iterator[Card]:
    """Every public entry by kind and slug; no kind named means every kind."""
    last: Card | None = None
    while True:
        query = card_query().order_by(col(Entry.kind), col(Entry.slug)).limit(BATCH)
        if kinds:
            query = query.where(col(Entry.kind).in_(kinds))
        if last is not None:
            same_kind = and_(col(Entry.kind) == last.kind, col(Entry.slug) > last.slug)
            query = query.where(or_(col(Entry.kind) > last.kind, same_kind))
        batch = [to_card(row) for row in session.connection().execute(query)]
        if not batch:
            return
        yield from batch
        last = batch[-1]


def count_public(session: Session, *, kinds: Sequence[str] = (), day: dt.date | None = None) -> int:
    """How many entries `all_cards` gives; with a day, how many of them were public at its end."""
    query = public(select(func.count()).select_from(Entry))
    if kinds:
        query = query.where(col(Entry.kind).in_(kinds))
    if day is not None:
        then = exists().where(
            col(Publication.entry_id) == col(Entry.id),
            col(Publication.published_at) <= end_of(day),
        )
        query = query.where(then)
    return int(session.connection().execute(query).scalar_one())


def _past_page(card: Card, stood: Stood) -> EntryPage:
    document = parse_document(json.loads(stood.text))
    columns = entry_columns(document)
    said: dict[str, Any] = {name: columns[name] for name in _SHOWN} | {
        name: getattr(document, name, None) for name in _OF_CASES
    }
    then = replace(card, version=stood.version, published_at=stood.published_at, **said)
    return EntryPage(
        card=then if then.court_id == card.court_id else replace(then, detail=None),
        document=document,
        sha256=document_hash(document),
        version=stood.version,
        newest_version=card.version,
        published_at=stood.published_at,
    )


@cache
def _documents_query() -> Rows:
    return public(
        select(col(Entry.id), col(Revision.document), col(Revision.sha256))
        .join(Revision, col(Revision.id) == col(Entry.published_revision_id))
        .where(col(Entry.id).in_(bindparam("ids", expanding=True)))
    )


def _pages(session: Session, cards: Sequence[Card]) -> Iterator[EntryPage]:
    ids = [card.id for card in cards]
    rows = session.connection().execute(_documents_query(), {"ids": ids})
    found = {row.id: row for row in rows}
    for card in cards:
        if card.id in found:
            row = found[card.id]
            yield EntryPage(
                card=card,
                # Parsed past the cache of single pages, which a long export would empty.
                document=parse_document(json.loads(row.document)),
                sha256=row.sha256,
                version=card.version,
                newest_version=card.version,
                published_at=card.published_at,
            )
