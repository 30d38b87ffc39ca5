"""An entry as a bibliographic reference: what BibTeX, RIS and CSL-JSON are written from.

The address is that of the version, so that what is cited stays what was read; the day of
access is given by whoever exports.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from kb.citations.formats.decisions import Reporter, decisions
from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.documents import CaseDocument, Document, LawDocument, LicenceDocument
from kb.entries.views import EntryPage

Kind = Literal["case", "law", "licence", "policy"]
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})


@dataclass(frozen=True)
class Reference:
    """One reference; texts are on one line and without what cannot be seen."""

    kind: Kind
    key: str  # letters, digits and hyphens; the same for every export of the version
    title: str
    short_title: str
    authority: str  # the court, legislature, publisher or operator
    number: str  # docket number, or that of the law
    issued: tuple[int, ...]  # year, month and day as far as known
    language: str
    jurisdiction: str
    abstract: str
    url: str
    accessed: dt.date
    note: str
    citations: tuple[str, ...] = ()
    reporter: Reporter | None = None
    annotation: str = ""  # somebody's own words on it


def reference(
    page: EntryPage, *, base_url: str, accessed: dt.date, annotation: str = ""
) -> Reference:
    """The reference of the version that the page shows."""
    document = page.document
    return Reference(
        kind=document.kind,
        key=f"{document.slug}-v{page.version}",
        title=plain(document.title),
        short_title=plain(getattr(document, "short_name", "") or page.card.name),
        authority=plain(_authority(document)),
        number=plain(_number(document)),
        issued=_parts(page.card.date),
        language=document.language,
        jurisdiction=vocabulary.JURISDICTIONS.get(document.jurisdiction, document.jurisdiction),
        abstract=plain(document.summary),
        url=f"{base_url}{page.card.url}/v/{page.version}",
        accessed=accessed,
        note=f"Artdocket, version {page.version}; facts as of {day_in_words(document.as_of)}",
        citations=tuple(map(plain, _citations(document))),
        reporter=_reporter(page),
        annotation=plain(annotation),
    )


def plain(text: str) -> str:
    """The text on one line without controls: a line break would begin a field of its own."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # most texts are, and need no look at each character
        text = "".join(" " if unicodedata.category(char) in _INVISIBLE else char for char in text)
    return " ".join(text.split())


def _reporter(page: EntryPage) -> Reporter | None:
    """Where the main decision of the case's own court is printed."""
    document = page.document
    if not isinstance(document, CaseDocument):
        return None
    return decisions(document, own=page.card.detail or "", courts={})[0].reporter


def _authority(document: Document) -> str:
    match document:
        case CaseDocument():
            return document.court
        case LawDocument():
            return document.body
        case LicenceDocument():
            return document.steward or ""
        case _:
            return document.operator


def _citations(document: Document) -> tuple[str, ...]:
    match document:
        case CaseDocument():
            return document.citations
        case LawDocument():
            return (document.citation,)
        case _:
            return ()


def _number(document: Document) -> str:
    match document:
        case CaseDocument():
            return document.docket_number or ""
        case LicenceDocument():
            return document.spdx_id or ""
        case _:
            return ""


def _parts(date: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in date.split("-")) if date else ()
