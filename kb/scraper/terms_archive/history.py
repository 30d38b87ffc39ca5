"""From records to findings: the history of a document, told version by version.

A record marked as technical is the same page read by other rules. But a page that could not
be read for a while may have changed meanwhile, and then the change hides in the technical
record that ends the gap: if its words differ too, it counts as a change, dated by the gap.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from kb.scraper.extract.stated import stated_date
from kb.scraper.findings import RecordedText
from kb.scraper.signals import fold, sentences
from kb.scraper.terms_archive.records import Collection, Kind, Record, in_order

#: A technical record so long after the one before may hide a change of the page.
LEAST_GAP: Final = dt.timedelta(days=30)
_LEAST_WORDS: Final = 4  # of a sentence that tells two texts apart
_LINK_TARGET: Final = re.compile(r"\]\([^)\n]*\)")


@dataclass(frozen=True)
class Last:
    """The newest version that is known of a document."""

    at: int  # seconds since 1970
    text_sha256: str


@dataclass(frozen=True)
class Series:
    """A document to import: the entry it belongs to and our name for it."""

    entry: str
    document: str

    @property
    def key(self) -> str:
        """What the state of a source knows it by."""
        return f"{self.entry} {self.document}"


@dataclass
class Histories:
    """Makes findings of a collection's records.

    `series` says what to import: service and terms to the document, None for what nobody asked
    for. `keep` and `kept` put texts into the archive and read them; `known` grows.
    """

    collection: Collection
    series: Callable[[str, str], Series | None]
    keep: Callable[[str], str]
    kept: Callable[[str], bytes]
    known: dict[str, Last]

    def findings(self, since: str = "") -> Iterator[RecordedText]:
        """What is newer than what is known, document by document, in the order of time."""
        wanted = (one for record in self.collection.records(since) for one in self._placed(record))
        for (entry, document), records in groupby(in_order(wanted), _document):
            yield from self._history(Series(entry, document), records)

    def _placed(self, record: Record) -> Iterator[Record]:
        """The record under our names: services that were renamed meet here."""
        series = self.series(record.service, record.terms)
        if series is not None:
            yield Record(
                series.entry, series.document, record.at, record.kind, record.handle,
                record.reference,
            )  # fmt: skip

    def _history(self, series: Series, records: Iterator[Record]) -> Iterator[RecordedText]:
        for record in records:
            last = self.known.get(series.key)
            if last is not None and record.at <= last.at:
                continue
            text = self.collection.text(record.handle)
            if not text:
                continue
            name = self.keep(text)
            yield self._finding(series, record, text, name, self._kind(record, last, text))
            self.known[series.key] = Last(record.at, name)

    def _kind(self, record: Record, last: Last | None, text: str) -> Kind:
        if record.kind != "technical" or last is None:
            return record.kind
        if record.at - last.at < LEAST_GAP.total_seconds():
            return "technical"
        old = self.kept(last.text_sha256).decode()
        return "change" if says_something_else(old, text) else "technical"

    @staticmethod
    def _finding(series: Series, record: Record, text: str, name: str, kind: Kind) -> RecordedText:
        stated = stated_date(text, "en")
        marked = f"{series.key} {record.reference} {record.at}"
        return RecordedText(
            key=hashlib.sha256(marked.encode()).hexdigest(),
            document=series.document,
            text_sha256=name,
            seen_at=record.moment,
            kind=kind,
            reference=record.reference,
            stated_date=stated.date if stated else None,
            entry=series.entry,
        )


def says_something_else(before: str, after: str) -> bool:
    """Whether a sentence came or went, however the words are marked up and their lines broken."""
    old, new = _words(before), _words(after)
    return any(_are_missing(one, new) for _, _, one in sentences(before)) or any(
        _are_missing(one, old) for _, _, one in sentences(after)
    )


def _are_missing(sentence: str, text: str) -> bool:
    words = _words(sentence)
    return len(words.split()) >= _LEAST_WORDS and words not in text


def _words(text: str) -> str:
    return fold(_LINK_TARGET.sub("]", text))


def _document(record: Record) -> tuple[str, str]:
    return record.service, record.terms


def remembered(known: Mapping[str, Last]) -> dict[str, list[object]]:
    """What is known, as a source remembers it."""
    return {key: [last.at, last.text_sha256] for key, last in known.items()}


def recalled(state: Mapping[str, tuple[int, str]]) -> dict[str, Last]:
    """What a source remembers."""
    return {key: Last(int(at), str(name)) for key, (at, name) in state.items()}
