"""Lists with filters and facet counts.

Two ways to page: numbers for people, cursors for the API.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlmodel import Session, col

from kb.core.errors import KbError
from kb.entries import vocabulary
from kb.entries.queries.cards import Rows, card_query, to_card
from kb.entries.tables import (
    Answer,
    CaseDetail,
    Court,
    Entry,
    EntryName,
    EntryTopic,
    LawDetail,
    LicenceDetail,
    PolicyDetail,
)
from kb.entries.views import Card, Page

SORTS = {"newest": "Newest first", "oldest": "Oldest first", "title": "Title"}

#: The filters of each kind, in the order of the form, with the words above them.
FILTERS: dict[str, dict[str, str]] = {
    "case": {
        "jurisdiction": "Jurisdiction",
        "status": "Status",
        "topic": "Topic",
        "court": "Court",
        "system": "System",
        "work_type": "Kind of work",
    },
    "policy": {
        "platform_kind": "Kind of platform",
        "platform_trains_on_uploads": "Trains on uploads",
        "ai_images_allowed": "AI images",
        "jurisdiction": "Jurisdiction",
        "topic": "Topic",
    },
    "licence": {
        "licence_kind": "Kind of licence",
        "training_permitted": "Permits training",
        "jurisdiction": "Jurisdiction",
        "topic": "Topic",
    },
    "law": {
        "law_kind": "Kind of law",
        "jurisdiction": "Jurisdiction",
        "status": "Status",
        "topic": "Topic",
    },
}

SUBKIND_FILTERS = ("platform_kind", "licence_kind", "law_kind")
NAME_FILTERS = ("system", "dataset", "work_type")


class BadCursor(KbError):
    """A cursor that we did not make."""


@dataclass(frozen=True)
class ListRequest:
    """Which entries of one kind: several values of a filter mean any of them."""

    kind: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = "newest"


def filter_label(kind: str, name: str, value: str) -> str:
    """A filter's value in words, for chips and check boxes; a name stands for itself."""
    question = vocabulary.QUESTIONS.get(name)
    if question is not None:
        return question.values.get(value, value)
    labels: Mapping[str, Mapping[str, str]] = {
        "jurisdiction": vocabulary.JURISDICTIONS,
        "status": vocabulary.CASE_STATUSES if kind == "case" else vocabulary.LAW_STATUSES,
        "topic": vocabulary.TOPICS,
        "platform_kind": vocabulary.PLATFORM_KINDS,
        "licence_kind": vocabulary.LICENCE_KINDS,
        "law_kind": vocabulary.LAW_KINDS,
        "work_type": vocabulary.WORK_TYPES,
    }
    return labels.get(name, {}).get(value, value)


def _condition(name: str, values: tuple[str, ...]) -> ColumnElement[bool]:
    columns: dict[str, Any] = {
        "jurisdiction": col(Entry.jurisdiction),
        "status": col(Entry.status),
        "court": col(CaseDetail.court_id),
        "platform_kind": col(PolicyDetail.platform_kind),
        "licence_kind": col(LicenceDetail.licence_kind),
        "law_kind": col(LawDetail.law_kind),
    }
    if name in columns:
        condition: ColumnElement[bool] = columns[name].in_(values)
        return condition
    table, value, chosen = _child(name)
    found = exists().where(col(table.entry_id) == col(Entry.id), value.in_(values))
    return found if chosen is None else found.where(chosen)


def filtered(request: ListRequest, *, but: str | None = None) -> Rows:
    """The card query of the request, without the filter named `but`."""
    query = card_query().where(col(Entry.kind) == request.kind)
    for name, values in request.filters.items():
        if values and name != but:
            query = query.where(_condition(name, values))
    return query


def order(request: ListRequest) -> tuple[Any, bool]:
    """What to sort by, and whether the greatest comes first; add the slug to break ties."""
    if request.sort == "title":
        return func.lower(col(Entry.title)), False
    return col(Entry.sort_date), request.sort == "newest"


def list_page(session: Session, request: ListRequest, *, page: int, per_page: int) -> Page[Card]:
    """One numbered page; a page past the end is empty."""
    total = count_all(session, request)
    key, descending = order(request)
    query = filtered(request).order_by(key.desc() if descending else key, col(Entry.slug))
    rows = session.connection().execute(query.limit(per_page).offset((page - 1) * per_page))
    return Page(tuple(map(to_card, rows)), total=total, page=page, per_page=per_page)


def list_all(session: Session, request: ListRequest, *, limit: int) -> tuple[Card, ...]:
    """The first entries of the request: for files that are saved, not shown."""
    key, descending = order(request)
    query = filtered(request).order_by(key.desc() if descending else key, col(Entry.slug))
    return tuple(map(to_card, session.connection().execute(query.limit(limit))))


def count_all(session: Session, request: ListRequest) -> int:
    """How many entries the request has."""
    query = select(func.count()).select_from(filtered(request).subquery())
    return int(session.connection().execute(query).scalar_one())


def lately_published(session: Session, request: ListRequest, *, limit: int) -> tuple[Card, ...]:
    """The entries of the request that changed last, the newest change first: for feeds."""
    query = filtered(request).order_by(col(Entry.published_at).desc(), col(Entry.id).desc())
    return tuple(map(to_card, session.connection().execute(query.limit(limit))))


def list_after(
    session: Session, request: ListRequest, *, cursor: str | None, limit: int
) -> tuple[tuple[Card, ...], str | None]:
    """The next entries after the cursor, and the cursor of those that follow (None at the end)."""
    key, descending = order(request)
    query = filtered(request).add_columns(key.label("sort_key"))
    if cursor is not None:
        value, slug = _decode(cursor, request)
        beyond = key < value if descending else key > value
        query = query.where(or_(beyond, and_(key == value, col(Entry.slug) > slug)))
    query = query.order_by(key.desc() if descending else key, col(Entry.slug)).limit(limit + 1)
    rows = list(session.connection().execute(query))
    more = rows[limit:]
    shown = rows[:limit]
    following = _encode(request.sort, shown[-1].sort_key, shown[-1].slug) if more else None
    return tuple(map(to_card, shown)), following


def _encode(sort: str, key: object, slug: str) -> str:
    text = json.dumps([sort, str(key), slug])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(cursor: str, request: ListRequest) -> tuple[object, str]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        sort, key, slug = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if sort != request.sort or not isinstance(key, str) or not isinstance(slug, str):
            raise TypeError(cursor)
        if "\0" in (key + slug).encode().decode():  # lone surrogates fail here, too
            raise ValueError(cursor)
        return (key if sort == "title" else dt.date.fromisoformat(key)), slug
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadCursor(
            "The cursor does not belong to this list; start again without one."
        ) from error


@dataclass(frozen=True)
class FilterCount:
    """How many entries a filter's value would show, with the other filters as they are."""

    value: str
    label: str
    count: int


def filter_counts(session: Session, request: ListRequest) -> dict[str, tuple[FilterCount, ...]]:
    """Counts of every filter of the kind, most frequent first; its own choice is left aside."""
    connection = session.connection()
    courts: dict[str, str] = {}
    if request.kind == "case":
        courts = dict(connection.execute(select(col(Court.id), col(Court.short_name))).all())
    counts = {}
    for name in FILTERS[request.kind]:
        rows = connection.execute(_count_query(request, name)).all()
        counts[name] = tuple(
            FilterCount(
                value=value,
                label=courts[value] if name == "court" else filter_label(request.kind, name, value),
                count=count,
            )
            for value, count in rows
            if value is not None
        )
    return counts


def _count_query(request: ListRequest, name: str) -> Rows:
    matching = filtered(request, but=name).subquery()
    own: dict[str, str] = {"court": "court_id"} | dict.fromkeys(SUBKIND_FILTERS, "subkind")
    value: Any
    if name in {"jurisdiction", "status", *own}:
        value = matching.c[own.get(name, name)]
        query = select(value, func.count()).select_from(matching)
    else:
        table, value, chosen = _child(name)
        joined = matching.join(table, col(table.entry_id) == matching.c.id)
        query = select(value, func.count()).select_from(joined)
        if chosen is not None:
            query = query.where(chosen)
    return query.group_by(value).order_by(func.count().desc(), value)


def _child(name: str) -> tuple[Any, Any, ColumnElement[bool] | None]:
    """Where a filter's values are kept: table, column, and which of its rows."""
    if name == "topic":
        return EntryTopic, col(EntryTopic.topic), None
    if name in NAME_FILTERS:
        return EntryName, col(EntryName.name), col(EntryName.field) == name
    return Answer, col(Answer.value), col(Answer.question) == name
