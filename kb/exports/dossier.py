"""A dossier: entries laid out to be printed, each with all that it rests on.

Pure: views and archived copies in, frozen parts of a page out. Statements name their source by
the key that it has inside the entry (`s1`); the entry's list of sources has that key, the
address, and the hash of the archived copy that proves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.citations.formats import Cited, Marked, formatted
from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.answer_line import answer_line
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Source,
)
from kb.entries.views import EntryPage
from kb.exports import dossier_tables
from kb.exports.dossier_tables import Table
from kb.exports.entry_json import moment
from kb.exports.markdown_kinds import key_facts
from kb.sources.archive import Proof

#: The archived copy of an address with the day that is cited, as `best_proofs` gives them.
Proofs = Mapping[tuple[str, str | None], Proof]


@dataclass(frozen=True)
class SourceRow:
    """A source with the copy that proves it; `sha256` is empty where there is none."""

    key: str
    title: str
    publisher: str
    kind: str
    date: str
    url: str
    sha256: str
    captured: str  # `2026-03-01T12:00:00Z`


@dataclass(frozen=True)
class DossierEntry:
    """One entry of a dossier."""

    anchor: str
    heading: str
    title: str
    standing: str
    answer: str
    answer_source: str
    citation: Marked
    summary: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    open_points: tuple[tuple[str, str], ...]
    sources: tuple[SourceRow, ...]
    url: str  # of the version, absolute
    version: int
    published: str
    sha256: str
    note: str = ""


def dossier_entry(
    page: EntryPage, cited: Cited, *, style: str, proofs: Proofs, note: str = ""
) -> DossierEntry:
    """The entry in the version that the page shows; `note` is somebody's own words on it."""
    document, answer = page.document, answer_line(page.document)
    return DossierEntry(
        anchor=f"{document.kind}-{document.slug}",
        heading=page.card.heading,
        title=document.title,
        standing=_standing(document),
        answer=answer.sentence,
        answer_source=answer.source or "",
        citation=formatted(cited, style).citation,
        summary=document.summary,
        facts=tuple((term, value) for term, value in key_facts(document) if value),
        tables=tuple(table for table in _tables(document) if table.rows),
        open_points=tuple(
            (vocabulary.ANOMALY_SUBJECTS[item.about], item.text) for item in document.anomalies
        ),
        sources=tuple(_source(source, proofs) for source in document.sources),
        url=cited.url,
        version=page.version,
        published=day_in_words(page.published_at.date().isoformat()),
        sha256=page.sha256,
        note=note,
    )


def wanted_proofs(pages: Iterable[EntryPage]) -> set[tuple[str, str | None]]:
    """What to ask the archive for."""
    return {(source.url, source.date) for page in pages for source in page.document.sources}


def moment_in_words(when: dt.datetime) -> str:
    """`2026-03-01 12:00:00 UTC`."""
    return moment(when).replace("T", " ").replace("Z", " UTC")


def _standing(document: Document) -> str:
    """`Case. Pending. Facts as of 12 August 2024.`"""
    words = [vocabulary.KINDS[document.kind]]
    match document:
        case CaseDocument():
            words.append(vocabulary.CASE_STATUSES[document.status])
        case LawDocument():
            words.append(vocabulary.LAW_STATUSES[document.status])
        case _:
            pass
    words.append(f"Facts as of {day_in_words(document.as_of)}")
    return " ".join(f"{word}." for word in words)


def _tables(document: Document) -> Iterator[Table]:
    match document:
        case CaseDocument():
            return dossier_tables.of_case(document)
        case PolicyDocument():
            return dossier_tables.of_policy(document)
        case LicenceDocument():
            return dossier_tables.of_licence(document)
        case LawDocument():
            return dossier_tables.of_law(document)


def _source(source: Source, proofs: Proofs) -> SourceRow:
    proof = proofs.get((source.url, source.date))
    return SourceRow(
        key=source.id,
        title=source.title,
        publisher=source.publisher or "",
        kind=vocabulary.SOURCE_KINDS[source.kind],
        date=day_in_words(source.date) if source.date else "",
        url=source.url,
        sha256=proof.sha256 if proof else "",
        captured=moment_in_words(proof.fetched_at) if proof else "",
    )
