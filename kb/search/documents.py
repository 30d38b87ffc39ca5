"""From a document of the knowledge base to what an engine indexes: pure, one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kb.core.dates import earliest, latest
from kb.entries import vocabulary
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    Party,
    PolicyDocument,
)
from kb.entries.known_as import known_as
from kb.entries.projection import main_date
from kb.search.engine import IndexDocument
from kb.search.passages import one_line, passages, sentence

Courts = Mapping[str, tuple[str, ...]]


def index_document(document: Document, *, courts: Courts) -> IndexDocument:
    """What to index of a document; `courts` gives the names of each court id."""
    main = main_date(document)
    known = known_as(document)
    common: dict[str, Any] = {
        "kind": document.kind,
        "slug": document.slug,
        "title": document.title,
        "language": document.language,
        "jurisdiction": document.jurisdiction,
        "date": main,
        "date_earliest": earliest(main) if main else None,
        "date_latest": latest(main) if main else None,
        "sort_date": latest(main or document.as_of),
        "year": earliest(main).year if main else None,
        "topics": tuple(document.topics),
        "topic_labels": tuple(vocabulary.TOPICS[topic] for topic in document.topics),
        "summary": document.summary,
        "identifiers": known.own,
        "other_identifiers": known.others,
        "passages": passages(document),
    }
    match document:
        case CaseDocument():
            return IndexDocument(**common, **_case(document, courts))
        case PolicyDocument():
            return IndexDocument(**common, **_policy(document))
        case LicenceDocument():
            return IndexDocument(**common, **_licence(document))
        case LawDocument():
            return IndexDocument(**common, **_law(document))


def _case(document: CaseDocument, courts: Courts) -> dict[str, Any]:
    plaintiffs, defendants = _names(document.plaintiffs), _names(document.defendants)
    dockets = [document.docket_number] if document.docket_number else []
    others = [docket.number for docket in document.other_dockets]
    citations = _unique([*document.citations, *(e.citation or "" for e in document.events)])
    names = [document.court, document.chamber or ""]
    for court_id in (document.court_id, document.appeal_court_id):
        names += courts.get(court_id, ()) if court_id else ()
    return {
        "short_name": document.short_name,
        "status": document.status,
        "court_id": document.court_id,
        "court_names": _unique(names),
        "parties": _unique([*plaintiffs, *defendants]),
        "plaintiffs": plaintiffs,
        "defendants": defendants,
        "judges": tuple(judge.name for judge in document.judges),
        "dockets": (*dockets, *others),
        "citations": citations,
        "systems": tuple(document.systems),
        "datasets": tuple(document.datasets),
        "body": _lines(_case_lines(document)),
    }


def _case_lines(document: CaseDocument) -> Iterator[str]:
    yield document.status_note or ""
    yield ", ".join(vocabulary.WORK_TYPES[work] for work in document.work_types)
    yield "; ".join(f"{counsel.firm} for {counsel.party}" for counsel in document.counsel)
    for docket in document.other_dockets:
        yield docket.label or ""
    yield "Class action" if document.class_action else ""
    yield from _shared_lines(document)


def _policy(document: PolicyDocument) -> dict[str, Any]:
    return {"short_name": document.platform, "body": _lines(_policy_lines(document))}


def _policy_lines(document: PolicyDocument) -> Iterator[str]:
    yield sentence(document.operator, vocabulary.PLATFORM_KINDS[document.platform_kind])
    yield "; ".join(url.title for url in document.policy_urls)
    yield from _shared_lines(document)


def _licence(document: LicenceDocument) -> dict[str, Any]:
    return {
        "short_name": document.spdx_id or "",
        "systems": tuple(document.used_by),
        "body": _lines(_licence_lines(document)),
    }


def _licence_lines(document: LicenceDocument) -> Iterator[str]:
    kind = vocabulary.LICENCE_KINDS[document.licence_kind]
    yield sentence(document.steward, kind, document.version)
    yield from _shared_lines(document)


def _law(document: LawDocument) -> dict[str, Any]:
    return {
        "short_name": document.citation,
        "status": document.status,
        "citations": (document.citation,),
        "body": _lines(_law_lines(document)),
    }


def _law_lines(document: LawDocument) -> Iterator[str]:
    yield sentence(document.body, vocabulary.LAW_KINDS[document.law_kind])
    yield from _shared_lines(document)


# -- parts that several kinds share


def _shared_lines(document: Document) -> Iterator[str]:
    for anomaly in document.anomalies:
        yield anomaly.text


def _names(parties: Iterable[Party]) -> tuple[str, ...]:
    return _unique(name for party in parties for name in (party.name, *party.also_known_as))


def _unique(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(one_line(line) for line in lines if line)
