"""Relations between entries, read from both ends, and what later entries did to one."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlmodel import Session, col

from kb.entries import vocabulary
from kb.entries.queries.cards import (
    Rows,
    cards_at,
    cards_by_former_name,
    cards_by_id,
)
from kb.entries.tables import EntryLink, EntrySource, SlugAlias
from kb.entries.views import Card, Link, grave_first

_PROOF: tuple[Any, ...] = (
    col(EntryLink.note),
    col(EntryLink.pinpoint),
    col(EntrySource.source_id),
    col(EntrySource.title).label("source_title"),
    col(EntrySource.date).label("source_date"),
)


def _with_source(query: Rows) -> Rows:
    """The links of a query with the source that each names."""
    stated = and_(
        col(EntrySource.entry_id) == col(EntryLink.entry_id),
        col(EntrySource.key) == col(EntryLink.source),
    )
    return query.outerjoin(EntrySource, stated)


@cache  # a statement never changes
def _outward_query() -> Rows:
    stated = (col(EntryLink.target_kind), col(EntryLink.target_slug), col(EntryLink.relation))
    query: Rows = select(*stated, *_PROOF).select_from(EntryLink)
    return (
        _with_source(query)
        .where(col(EntryLink.entry_id) == bindparam("id"))
        .order_by(col(EntryLink.position))
    )


@cache
def _inward_query() -> Rows:
    former = select(col(SlugAlias.slug)).where(
        col(SlugAlias.entry_id) == bindparam("id"), col(SlugAlias.kind) == bindparam("kind")
    )
    stated = (col(EntryLink.entry_id), col(EntryLink.relation))
    query: Rows = select(*stated, *_PROOF).select_from(EntryLink)
    return _with_source(query).where(
        col(EntryLink.target_kind) == bindparam("kind"),
        or_(
            col(EntryLink.target_slug) == bindparam("slug"),
            col(EntryLink.target_slug).in_(former),
        ),
        col(EntryLink.entry_id) != bindparam("id"),
    )


def entry_links(session: Session, card: Card) -> tuple[Link, ...]:
    """Relations from both ends; one that both entries state is shown once.

    A relation that names an entry by a former name is one to that entry.
    """
    connection = session.connection()
    named = {"id": card.id, "kind": card.kind, "slug": card.slug}
    outward = connection.execute(_outward_query(), {"id": card.id}).all()
    inward = connection.execute(_inward_query(), named).all()
    names = [(row.target_kind, row.target_slug) for row in outward]
    found = cards_at(session, names, (row.entry_id for row in inward))
    targets = {(one.kind, one.slug): one for one in found}
    targets |= cards_by_former_name(session, (name for name in names if name not in targets))
    origins = {one.id: one for one in found}
    links = [
        _link(row, targets[name], inverse=False)
        for name, row in zip(names, outward, strict=True)
        if name in targets and targets[name].id != card.id
    ]
    stated = {(link.card.id, link.label) for link in links}
    for row in sorted(inward, key=lambda row: (row.relation, row.entry_id)):
        label = vocabulary.RELATION_INVERSE[row.relation]
        if row.entry_id in origins and (row.entry_id, label) not in stated:
            links.append(_link(row, origins[row.entry_id], inverse=True))
    return tuple(links)


def _link(row: Row[Any], card: Card, *, inverse: bool) -> Link:
    labels = vocabulary.RELATION_INVERSE if inverse else vocabulary.RELATIONS
    return Link(
        label=labels[row.relation],
        relation=row.relation,
        inverse=inverse,
        card=card,
        note=row.note,
        pinpoint=row.pinpoint,
        source_id=row.source_id,
        source_title=row.source_title,
        source_date=row.source_date,
    )


def later_history(session: Session, entry_id: int) -> tuple[Link, ...]:
    """What other entries did to this one, the gravest first and then the newest.

    Each link's `effect` is `undermines` (reversed, vacated, superseded), `weakens` (criticised) or
    `strengthens` (affirmed, followed), `label` says it in words, `card` is the other entry and
    `date` when it did so. Mere citations are left out; an unknown entry has none.
    """
    card = cards_by_id(session, [entry_id]).get(entry_id)
    return grave_first(entry_links(session, card)) if card is not None else ()
