"""Cards: an entry in one row, with what lists show of its detail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row, Select, bindparam, func, or_, select
from sqlmodel import Session, col

from kb.entries import vocabulary
from kb.entries.tables import (
    CaseDetail,
    Court,
    Entry,
    Holding,
    LawDetail,
    LicenceDetail,
    PolicyDetail,
    SlugAlias,
)
from kb.entries.views import Card

#: A SELECT whose columns nobody counts.
Rows = Select[*tuple[Any, ...]]

_COLUMNS: tuple[Any, ...] = (
    col(Entry.id),
    col(Entry.kind),
    col(Entry.slug),
    col(Entry.title),
    col(Entry.short_name),
    col(Entry.status),
    col(Entry.jurisdiction),
    col(Entry.language),
    col(Entry.date),
    col(Entry.as_of),
    col(Entry.answer),
    col(Entry.version),
    col(Entry.published_at),
    col(CaseDetail.court_id).label("court_id"),
    col(CaseDetail.docket_number).label("docket_number"),
    col(CaseDetail.filed).label("filed"),
    col(CaseDetail.closed).label("closed"),
    select(func.max(col(Holding.date)))
    .where(col(Holding.entry_id) == col(Entry.id))
    .correlate(Entry)
    .scalar_subquery()
    .label("ruled"),
)
_NAMES = tuple(column.key for column in _COLUMNS)


Statement = TypeVar("Statement", bound=Rows)


def public(query: Statement) -> Statement:
    """Only entries that the public may see."""
    return query.where(
        col(Entry.published_revision_id).is_not(None), col(Entry.retracted_reason).is_(None)
    )


@cache  # a statement never changes: adding to it makes another
def card_query() -> Rows:
    """A SELECT of public entries whose rows `to_card` understands; add joins and filters."""
    query = (
        select(
            *_COLUMNS,
            col(Court.short_name).label("court"),
            func.coalesce(
                col(PolicyDetail.platform_kind),
                col(LicenceDetail.licence_kind),
                col(LawDetail.law_kind),
            ).label("subkind"),
        )
        .select_from(Entry)
        .outerjoin(CaseDetail, col(CaseDetail.entry_id) == col(Entry.id))
        .outerjoin(Court, col(Court.id) == col(CaseDetail.court_id))
        .outerjoin(PolicyDetail, col(PolicyDetail.entry_id) == col(Entry.id))
        .outerjoin(LicenceDetail, col(LicenceDetail.entry_id) == col(Entry.id))
        .outerjoin(LawDetail, col(LawDetail.entry_id) == col(Entry.id))
    )
    return public(query)


_SUBKINDS = {
    "policy": vocabulary.PLATFORM_KINDS,
    "licence": vocabulary.LICENCE_KINDS,
    "law": vocabulary.LAW_KINDS,
}


def to_card(row: Row[Any]) -> Card:
    """The card of a row of `card_query`."""
    detail = row.court if row.kind == "case" else _SUBKINDS[row.kind].get(row.subkind)
    return Card(**dict(zip(_NAMES, row, strict=False)), detail=detail)  # they come first


# Statements that nearly every page needs; each is built once.


@cache
def _by_id() -> Rows:
    return card_query().where(col(Entry.id).in_(bindparam("ids", expanding=True)))


@cache
def _by_slug() -> Rows:
    return card_query().where(col(Entry.slug).in_(bindparam("slugs", expanding=True)))


@cache
def _by_slug_or_id() -> Rows:
    return card_query().where(
        or_(
            col(Entry.slug).in_(bindparam("slugs", expanding=True)),
            col(Entry.id).in_(bindparam("ids", expanding=True)),
        )
    )


def cards_by_id(session: Session, entry_ids: Iterable[int]) -> dict[int, Card]:
    """The cards of these entries, those that are public."""
    wanted = set(entry_ids)
    if not wanted:
        return {}
    rows = session.connection().execute(_by_id(), {"ids": [*wanted]})
    return {row.id: to_card(row) for row in rows}


def cards_by_name(
    session: Session, names: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], Card]:
    """The cards of these (kind, slug) pairs, those that are public; former names count."""
    if not names:
        return {}
    slugs = {slug for _, slug in names}
    rows = session.connection().execute(_by_slug(), {"slugs": [*slugs]})
    found = {(row.kind, row.slug): to_card(row) for row in rows}
    found |= cards_by_former_name(session, (name for name in names if name not in found))
    return {name: found[name] for name in names if name in found}


def cards_by_former_name(
    session: Session, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Card]:
    """The cards of entries that once had these names, those that are public."""
    wanted = set(names)
    if not wanted:
        return {}
    query = select(col(SlugAlias.kind), col(SlugAlias.slug), col(SlugAlias.entry_id)).where(
        col(SlugAlias.slug).in_({slug for _, slug in wanted})
    )
    rows = session.connection().execute(query).all()
    ids = {(kind, slug): entry_id for kind, slug, entry_id in rows if (kind, slug) in wanted}
    cards = cards_by_id(session, ids.values())
    return {name: cards[entry_id] for name, entry_id in ids.items() if entry_id in cards}


def cards_at(
    session: Session, names: Iterable[tuple[str, str]], entry_ids: Iterable[int]
) -> tuple[Card, ...]:
    """The cards of these (kind, slug) pairs and of these entries, those that are public."""
    slugs, wanted = {slug for _, slug in names}, set(entry_ids)
    if not slugs and not wanted:
        return ()
    named = {"slugs": [*slugs], "ids": [*wanted]}
    return tuple(map(to_card, session.connection().execute(_by_slug_or_id(), named)))


def nearest_titles(session: Session, kind: str, slug: str, *, limit: int = 5) -> list[Card]:
    """Entries of the kind whose slug or name comes nearest to an unknown slug."""
    from rapidfuzz import fuzz, process

    rows = session.connection().execute(card_query().where(col(Entry.kind) == kind))
    cards = {card.slug: card for card in map(to_card, rows)}
    found = process.extract(
        slug[:200], cards.keys(), scorer=fuzz.WRatio, limit=limit, score_cutoff=60
    )
    return [cards[name] for name, _, _ in found]
