"""Tables as CSV (RFC 4180, UTF-8, CRLF) that a spreadsheet opens without running anything.

A cell that a spreadsheet would take for a formula gets an apostrophe in front, and control
characters are left out (OWASP ASVS 1.2.10).
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from kb.entries import vocabulary
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)
from kb.entries.views import Card

Cell = str | int | bool | None

#: What makes Excel, LibreOffice or Google Sheets read a formula, the full-width forms included.
FORMULA_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """The table with its header."""
    return "".join(csv_lines(header, rows))


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The same, a row at a time."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    for row in itertools.chain([header], rows):
        writer.writerow([safe_cell(cell) for cell in row])
        yield out.getvalue()
        out.seek(0)
        out.truncate()


def safe_cell(value: Cell) -> str:
    """One cell as text: empty for None, yes or no for a truth value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    text = _CONTROLS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return f"'{text}" if text.lstrip().startswith(FORMULA_STARTS) else text


CARD_HEADER = (
    "kind", "slug", "name", "title", "court_or_kind", "docket_number", "status", "jurisdiction",
    "date", "as_of", "answer", "version", "published_at", "url",
)  # fmt: skip


def cards_csv(cards: Iterable[Card], *, base_url: str) -> str:
    """A list of entries, one a row."""
    return csv_text(CARD_HEADER, (card_row(card, base_url=base_url) for card in cards))


def card_row(card: Card, *, base_url: str) -> tuple[Cell, ...]:
    """An entry as one row, in the order of `CARD_HEADER`."""
    return (
        card.kind, card.slug, card.name, card.title, card.detail, card.docket_number,
        card.status, card.jurisdiction, card.date, card.as_of, card.answer, card.version,
        card.published_at.isoformat(), base_url + card.url,
    )  # fmt: skip


def document_csv(document: Document) -> str:
    """What an entry has most of, as a table: events, answers, terms or provisions."""
    match document:
        case CaseDocument():
            header, rows = _events(document)
        case PolicyDocument():
            header, rows = _answers(document)
        case LicenceDocument():
            header, rows = _terms(document)
        case LawDocument():
            header, rows = _provisions(document)
    urls = {source.id: source.url for source in document.sources}
    # Every table ends in the id of the source inside the document; its address follows.
    return csv_text((*header, "source_url"), ((*row, urls.get(str(row[-1]))) for row in rows))


Table = tuple[tuple[str, ...], list[tuple[Cell, ...]]]


def _events(document: CaseDocument) -> Table:
    names = ("date", "kind", "title", "description", "docket_entry", "citation", "source")
    return names, [tuple(getattr(event, name) for name in names) for event in document.events]


def _answers(document: PolicyDocument) -> Table:
    names = ("value", "note", "since", "certainty", "not_before", "source")
    rows: list[tuple[Cell, ...]] = [
        (
            question.id,
            question.question,
            *(getattr(document.answers[question.id], name) for name in names),
        )
        for question in vocabulary.POLICY_QUESTIONS.values()
        if question.id in document.answers
    ]
    return ("id", "question", "answer", *names[1:]), rows


def _terms(document: LicenceDocument) -> Table:
    names = ("value", "note", "pinpoint", "source")
    rows: list[tuple[Cell, ...]] = [
        (
            question.id,
            question.question,
            *(getattr(document.terms[question.id], name) for name in names),
        )
        for question in vocabulary.LICENCE_QUESTIONS.values()
        if question.id in document.terms
    ]
    return ("id", "question", "answer", *names[1:]), rows


def _provisions(document: LawDocument) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (item.pinpoint, item.paraphrase, item.source) for item in document.provisions
    ]
    return ("pinpoint", "paraphrase", "source"), rows
