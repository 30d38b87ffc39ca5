"""What a collection holds: records of versions, brought into the order in which they were made.

A collection may have hundreds of thousands of records. They are sorted on the disk and their
texts are read one at a time, so that memory does not grow with the collection.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, Protocol

Kind = Literal["first", "change", "technical", "unknown"]
#: How the subject of a commit begins, and what the commit then is. The names that follow are
#: not to be trusted: the path says which document it is.
_SUBJECTS: Final[Mapping[str, Kind]] = {
    "First record of": "first",
    "Start tracking": "first",
    "Record new changes of": "change",
    "Update": "change",
    "Apply technical or declaration upgrade on": "technical",
    "Refilter": "technical",
}
_LATEST: Final = int(dt.datetime(2100, 1, 1, tzinfo=dt.UTC).timestamp())
MAX_TEXT: Final = 8 << 20  # bytes; the longest terms on record have a twentieth of it


@dataclass(frozen=True)
class Record:
    """One version of one document; `handle` is what its collection reads the text by."""

    service: str
    terms: str
    at: int  # when it was fetched, in seconds since 1970
    kind: Kind
    handle: str
    reference: str

    @property
    def moment(self) -> dt.datetime:
        """When the document was fetched."""
        return dt.datetime.fromtimestamp(self.at, dt.UTC)


class Collection(Protocol):
    """Where records come from: a git repository or a data set."""

    @property
    def state(self) -> str:
        """Changes when there are new records."""

    def records(self, since: str = "") -> Iterator[Record]:
        """The records in any order; with an earlier `state`, at least those since then."""

    def text(self, handle: str) -> str | None:
        """The text of a record; None for one that cannot be a document."""


def kind_of(subject: str) -> Kind:
    """What a commit is; one that a person made by hand says nothing about the document."""
    return next(
        (kind for start, kind in _SUBJECTS.items() if subject.startswith(f"{start} ")), "technical"
    )


def document_of(path: str) -> tuple[str, str] | None:
    """Service and type of terms of `DeviantArt/Terms of Service.md`; None for other files."""
    service, slash, name = path.partition("/")
    terms = name.removesuffix(".md")
    if not slash or not service or "/" in name or terms in ("", name):
        return None
    return service, terms


def is_datable(at: int) -> bool:
    """Whether a record's time can be meant."""
    return 0 < at < _LATEST


def in_order(records: Iterable[Record]) -> Iterator[Record]:
    """By service, terms and time; what came first of records of one time comes last.

    Histories are read from the newest to the oldest, and not always told in the order of time.
    """
    # A nameless database of SQLite lies on the disk and is gone with its connection.
    with _Scratch() as scratch:
        scratch.executemany(
            "INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)",
            ((one.service, one.terms, one.at, one.kind, one.handle, one.reference)
             for one in records),
        )  # fmt: skip
        rows = scratch.execute("SELECT * FROM record ORDER BY service, terms, at, rowid DESC")
        for row in rows:
            yield Record(*row)


class _Scratch:
    def __enter__(self) -> sqlite3.Connection:
        self._connection = sqlite3.connect("")
        self._connection.execute(
            "CREATE TABLE record (service TEXT, terms TEXT, at INTEGER, kind TEXT, handle TEXT, "
            "reference TEXT)"
        )
        return self._connection

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def decoded(body: bytes) -> str:
    """The text of a recorded file, its line ends made one."""
    return body.decode("utf-8", "replace").replace("\r\n", "\n").replace("\x00", "").strip()
