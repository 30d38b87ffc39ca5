"""From a document to the rows behind pages and facets: pure, so that it can be rebuilt.

`rows(document)` says what the tables must hold; `replace_rows` makes them so, and
`kb.entries.check` compares the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import RowMapping, delete, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from kb.core import dates, ids
from kb.entries import tables
from kb.entries.answer_line import answer_line
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.known_as import known_as
from kb.sources.tables import Source

Row = dict[str, Any]
Rows = dict[type[SQLModel], list[Row]]

#: Every projected table, keyed by `entry_id`, in the order in which rows are written.
PROJECTED: tuple[type[SQLModel], ...] = (
    tables.CaseDetail,
    tables.PolicyDetail,
    tables.LicenceDetail,
    tables.LawDetail,
    tables.Event,
    tables.Claim,
    tables.Holding,
    tables.FairUseRuling,
    tables.Party,
    tables.Answer,
    tables.Provision,
    tables.EntryTopic,
    tables.EntryName,
    tables.EntrySource,
    tables.EntryLink,
    tables.EntryIdentifier,
)


def entry_columns(document: Document) -> Row:
    """The projected columns of the `entry` row."""
    answer = answer_line(document)
    main = main_date(document)
    return {
        "title": document.title,
        "short_name": _short_name(document),
        "summary": document.summary,
        "answer": answer.sentence,
        "answer_source": answer.source,
        "language": document.language,
        "jurisdiction": document.jurisdiction,
        "status": getattr(document, "status", None),
        "date": main,
        "sort_date": dates.latest(main or document.as_of),
        "as_of": document.as_of,
    }


def main_date(document: Document) -> str | None:
    """The date that places an entry in time, as partial ISO text.

    A case: filed, else its first event. A policy: its newest change. A licence: published.
    A law: adopted, else in force from.
    """
    match document:
        case CaseDocument():
            return document.filed or min((e.date for e in document.events), default=None)
        case PolicyDocument():
            return max((item.date for item in document.history), default=None)
        case LicenceDocument():
            return document.published
        case LawDocument():
            return document.adopted or document.in_force_from


def _short_name(document: Document) -> str | None:
    match document:
        case CaseDocument():
            return document.short_name
        case PolicyDocument():
            return document.platform
        case LicenceDocument():
            return document.spdx_id
        case LawDocument():
            return document.citation


def rows(document: Document) -> Rows:
    """Every child and detail row of the document, without `entry_id`."""
    found: Rows = {table: [] for table in PROJECTED}
    found[tables.EntryTopic] = [
        {"topic": topic, "position": n} for n, topic in enumerate(document.topics)
    ]
    found[tables.EntryLink] = [
        {
            "position": n,
            "target_kind": link.kind,
            "target_slug": link.slug,
            "relation": link.relation,
            "note": link.note,
            "source": link.source,
            "pinpoint": link.pinpoint,
        }
        for n, link in enumerate(document.related)
    ]
    known = known_as(document)
    found[tables.EntryIdentifier] = [
        {"key": key, "own": key in known.own} for key in sorted(known.own | known.others)
    ]
    found[tables.EntrySource] = [
        {
            "key": source.id,
            "position": n,
            "source_id": ids.source_id(source.url),
            "title": source.title,
            "publisher": source.publisher,
            "kind": source.kind,
            "date": source.date,
        }
        for n, source in enumerate(document.sources)
    ]
    match document:
        case CaseDocument():
            _case_rows(document, found)
        case PolicyDocument():
            _policy_rows(document, found)
        case LicenceDocument():
            _licence_rows(document, found)
        case LawDocument():
            _law_rows(document, found)
    return found


def _case_rows(document: CaseDocument, found: Rows) -> None:
    filed = document.filed
    detail = _pick(
        document,
        "court_id",
        "docket_number",
        "status",
        "status_note",
        "filed",
        "closed",
        "class_action",
    )
    detail["filed_earliest"] = dates.earliest(filed) if filed else None
    detail["filed_latest"] = dates.latest(filed) if filed else None
    found[tables.CaseDetail] = [detail]
    found[tables.Event] = _numbered(
        _dated(
            _pick(
                event, "date", "kind", "title", "description", "docket_entry", "citation", "source"
            )
            | {"direction": None, "certainty": None}
        )
        for event in document.events
    )
    found[tables.Claim] = _numbered(
        _pick(claim, "claim", "basis", "against", "status", "source") for claim in document.claims
    )
    found[tables.Holding] = _numbered(
        _pick(holding, "issue", "holding", "favours", "date", "source")
        for holding in document.holdings
    )
    found[tables.FairUseRuling] = _numbered(
        _pick(factor, "factor", "favours", "note", "date", "source") for factor in document.fair_use
    )
    for side, people in (
        ("plaintiff", document.plaintiffs),
        ("defendant", document.defendants),
        ("judge", document.judges),
    ):
        found[tables.Party] += _numbered(
            {"side": side} | _pick(person, "name", "role") for person in people
        )
    for field, names in (
        ("system", document.systems),
        ("dataset", document.datasets),
        ("work_type", document.work_types),
    ):
        found[tables.EntryName] += _names(field, names)


def _policy_rows(document: PolicyDocument, found: Rows) -> None:
    found[tables.PolicyDetail] = [
        _pick(document, "platform", "platform_url", "platform_kind", "operator")
    ]
    found[tables.Answer] = [
        {"question": question, "pinpoint": None}
        | _pick(answer, "value", "note", "since", "certainty", "not_before", "source")
        for question, answer in document.answers.items()
    ]
    found[tables.Event] = _history(document)


def _licence_rows(document: LicenceDocument, found: Rows) -> None:
    found[tables.LicenceDetail] = [
        _pick(document, "licence_kind", "spdx_id", "steward", "url", "published")
        | {"licence_version": document.version}
    ]
    found[tables.Answer] = [
        {"question": question, "since": None, "certainty": None, "not_before": None}
        | _pick(term, "value", "note", "pinpoint", "source")
        for question, term in document.terms.items()
    ]
    found[tables.Provision] = _provisions(document)
    found[tables.EntryName] = _names("used_by", document.used_by)


def _law_rows(document: LawDocument, found: Rows) -> None:
    found[tables.LawDetail] = [
        _pick(document, "law_kind", "status", "citation", "body", "adopted", "in_force_from", "url")
    ]
    found[tables.Provision] = _provisions(document)
    found[tables.Event] = _history(document)


def _history(document: PolicyDocument | LawDocument) -> list[Row]:
    return _numbered(
        _dated(
            _pick(item, "date", "certainty", "title", "description", "direction", "source")
            | {"kind": "change", "docket_entry": None, "citation": None}
        )
        for item in document.history
    )


def _provisions(document: LicenceDocument | LawDocument) -> list[Row]:
    return _numbered(
        _pick(provision, "pinpoint", "paraphrase", "source") for provision in document.provisions
    )


def _names(field: str, names: Iterable[str]) -> list[Row]:
    return _numbered({"field": field, "name": name} for name in names)


def _pick(item: object, *keys: str) -> Row:
    return {key: getattr(item, key) for key in keys}


def _dated(row: Row) -> Row:
    return row | {
        "date_earliest": dates.earliest(row["date"]),
        "date_latest": dates.latest(row["date"]),
    }


def _numbered(items: Iterable[Row]) -> list[Row]:
    return [{"position": n} | item for n, item in enumerate(items)]


def source_rows(document: Document) -> list[Row]:
    """The `source` rows that the document's sources need."""
    urls = dict.fromkeys(source.url for source in document.sources)
    return [
        {"id": ids.source_id(url), "url": url, "host": urlsplit(url).hostname or ""} for url in urls
    ]


def replace_rows(session: Session, entry_id: int, document: Document) -> None:
    """Make the projected rows of an entry those of the document, in one transaction."""
    remove_rows(session, entry_id)
    insert_rows(session, entry_id, document)


def remove_rows(session: Session, entry_id: int) -> None:
    """Leave the entry without projected rows: whatever counts or lists them leaves it out."""
    connection = session.connection()
    for table in reversed(PROJECTED):
        connection.execute(delete(table).where(_entry_column(table) == entry_id))


def insert_rows(session: Session, entry_id: int, document: Document) -> None:
    """Write the projected rows of an entry that has none yet.

    Bulk statements past the unit of work: a fresh installation has tens of thousands of rows.
    """
    connection = session.connection()
    sources = source_rows(document)
    if sources:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(Source).on_conflict_do_nothing(), sources)
    for table, wanted in rows(document).items():
        if wanted:
            connection.execute(insert(table), [{"entry_id": entry_id} | row for row in wanted])


def _entry_column(table: type[SQLModel]) -> Any:
    return table.__table__.c.entry_id  # type: ignore[attr-defined]  # SQLModel hides it


def stored_rows(session: Session, entry_id: int) -> Rows:
    """What the tables hold for an entry, in the shape of `rows`."""
    found: Rows = {}
    for table in PROJECTED:
        columns = table.__table__  # type: ignore[attr-defined]  # SQLModel hides it
        result = session.connection().execute(
            columns.select().where(columns.c.entry_id == entry_id)
        )
        found[table] = [_without_id(row) for row in result.mappings()]
    return found


def _without_id(row: RowMapping) -> Row:
    return {key: value for key, value in row.items() if key != "entry_id"}
