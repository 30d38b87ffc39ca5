"""What a check reports, and what it may look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from kb.entries.documents import BaseDocument, Court, Document
from kb.entries.documents.links import place_of

Level = Literal["error", "notice"]


@dataclass(frozen=True, order=True)
class Finding:
    """One fault or remark: `error` must be mended or explained, `notice` is good to know."""

    where: str  #: the entry, as `cases/x`
    check: str  #: the name of the check, such as `closed-before-filed`
    path: str  #: the place inside the document
    reason: str
    level: Level = "error"

    def __str__(self) -> str:
        return f"{self.where}: {self.path}: {self.reason} [{self.check}]"


@dataclass(frozen=True)
class Context:
    """What a check may compare a document with."""

    documents: Mapping[tuple[str, str], Document]
    courts: Mapping[str, Court]
    today: dt.date


Check = Callable[[Document, Context], Iterator[Finding]]


def finding(
    document: Document, *, check: str, path: str, reason: str, level: Level = "error"
) -> Finding:
    """A finding about a place in a document."""
    return Finding(where=place_of(document), check=check, path=path, reason=reason, level=level)


def explained(document: BaseDocument, subject: str) -> bool:
    """Whether the document says openly that this is uncertain or out of the ordinary."""
    return any(anomaly.about == subject for anomaly in document.anomalies)
