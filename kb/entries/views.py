"""Frozen views: what queries return and templates show. No session is needed to read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from kb.core.dates import day_in_words, latest
from kb.entries import vocabulary
from kb.entries.documents import Document

T = TypeVar("T")
#: States of a case in which a court has decided it.
_DECIDED = frozenset({"decided", "dismissed"})


def entry_url(kind: str, slug: str) -> str:
    """`/cases/andersen-v-stability-ai`."""
    return f"/{vocabulary.KIND_PLURALS[kind]}/{slug}"


@dataclass(frozen=True)
class Card:
    """An entry as lists, links and results show it."""

    id: int
    kind: str
    slug: str
    title: str
    short_name: str | None
    status: str | None
    jurisdiction: str
    language: str
    date: str | None
    as_of: str
    answer: str
    version: int
    published_at: dt.datetime
    detail: str | None  # court's short name, or the kind of platform, licence or law, in words
    court_id: str | None = None
    docket_number: str | None = None
    filed: str | None = None
    closed: str | None = None
    ruled: str | None = None  # the day of the newest ruling of a case

    @property
    def url(self) -> str:
        return entry_url(self.kind, self.slug)

    @property
    def name(self) -> str:
        """The short name of a case or platform, else the title."""
        return (
            self.short_name if self.kind in {"case", "policy"} and self.short_name else self.title
        )

    @property
    def heading(self) -> str:
        """`Kadrey v. Meta (N.D. Cal. 2025)`: name, court and year where there are any."""
        return f"{self.bare_name} ({self.place})" if self.place else self.name

    @property
    def place(self) -> str:
        """Court and year, as in a citation: the year of the decision, else `filed 2023`.

        Empty for what is no case. A reader takes a bare year for that of the decision, which a
        remand or a petition outlives, and which a suit that was settled or moved never had.
        """
        if self.kind != "case":
            return ""
        court = self.detail or ""
        if self.status in _DECIDED and (day := self.ended) is not None:
            return f"{court} {day[:4]}"
        return f"{court}, filed {self.filed[:4]}" if self.filed else f"{court} {self.year}".strip()

    @property
    def ended(self) -> str | None:
        """The day of the decision of a case that is over, else of its end; None if it goes on."""
        return self.ruled or self.closed if self.closed and self.status in _DECIDED else self.closed

    @property
    def bare_name(self) -> str:
        """The name without a court in brackets that the heading would repeat."""
        return self.name.removesuffix(f" ({self.detail})")

    @property
    def year(self) -> str:
        return self.date[:4] if self.date else ""

    @property
    def kind_label(self) -> str:
        return vocabulary.KINDS[self.kind]

    @property
    def status_label(self) -> str:
        if self.status is None:
            return ""
        labels = vocabulary.CASE_STATUSES if self.kind == "case" else vocabulary.LAW_STATUSES
        return labels[self.status]

    @property
    def jurisdiction_label(self) -> str:
        return vocabulary.JURISDICTIONS[self.jurisdiction]

    @property
    def date_words(self) -> str:
        return day_in_words(self.date) if self.date else ""


@dataclass(frozen=True)
class Link:
    """A relation to another entry, worded from the side of the page that shows it."""

    label: str
    relation: str
    inverse: bool
    card: Card
    note: str | None = None
    pinpoint: str | None = None  # the place in the source
    source_id: str | None = None  # of `/sources/{id}`
    source_title: str | None = None
    source_date: str | None = None

    @property
    def effect(self) -> str:
        """What it does to the entry that it is stated about; empty for mere company."""
        return vocabulary.EFFECTS.get(self.relation, "")

    @property
    def date(self) -> str | None:
        """Of a relation that the other entry states: when it did so, by its source or as a case
        its end; None while a suit goes on. Otherwise the date of the other entry.
        """
        card = self.card
        if not self.inverse:
            return card.ended or card.date
        return self.source_date or card.ended or (None if card.filed else card.date)


#: Effects on an earlier entry, the gravest first; any other link leaves it as it was.
_GRAVITY = ("undermines", "weakens", "strengthens")


def newest(link: Link) -> str:
    """By what links are sorted: their date, or that of a suit that goes on."""
    return link.date or link.card.date or ""


def grave_first(links: Iterable[Link]) -> tuple[Link, ...]:
    """Those inverse links that do something to the entry, the gravest first, then the newest."""
    found = [link for link in links if link.inverse and link.effect in _GRAVITY]
    found.sort(key=newest, reverse=True)
    return tuple(sorted(found, key=lambda link: _GRAVITY.index(link.effect)))


@dataclass(frozen=True)
class EntryPage:
    """Everything that an entry page shows."""

    card: Card
    document: Document
    sha256: str
    version: int  # the version shown
    newest_version: int
    published_at: dt.datetime  # of the version shown
    links: tuple[Link, ...] = ()

    @property
    def superseded(self) -> bool:
        return self.version < self.newest_version

    @property
    def cited_by(self) -> tuple[Link, ...]:
        """Relations that other entries state about this one."""
        return tuple(link for link in self.links if link.inverse)

    @property
    def later_history(self) -> tuple[Link, ...]:
        """What other entries did to this one, the gravest first and then the newest."""
        return grave_first(self.links)


@dataclass(frozen=True)
class Version:
    """One publication of an entry."""

    card: Card
    number: int
    published_at: dt.datetime
    actor: str  # who published it
    author: str  # whose words they are
    origin: str
    reason: str
    sha256: str
    changes: tuple[str, ...]
    override_reason: str | None = None  # why one person decided where two were asked for

    @property
    def day(self) -> str:
        """The day of the publication (UTC), as an ISO date."""
        return self.published_at.date().isoformat()


@dataclass(frozen=True)
class Statement:
    """One statement of an entry: what it is about, what it says, and its place on the page."""

    label: str
    text: str
    anchor: str


@dataclass(frozen=True)
class SourceUse:
    """An entry that relies on a source, with the statements that do."""

    card: Card
    key: str
    title: str
    publisher: str | None
    kind: str
    date: str | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True)
class SourcePage:
    """A source and everything that relies on it."""

    id: str
    url: str
    host: str
    uses: tuple[SourceUse, ...]


@dataclass(frozen=True)
class Cell:
    """One answer in a matrix."""

    question: str
    value: str
    label: str
    note: str | None
    since: str | None
    certainty: str | None
    not_before: str | None
    pinpoint: str | None
    source_id: str  # of `/sources/{id}`
    source_title: str
    held: str | None = None  # where a day was asked for: `kb.entries.answer_lines.Held`


@dataclass(frozen=True)
class MatrixRow:
    """A platform or licence with its answers by question."""

    card: Card
    kind_label: str
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass(frozen=True)
class TimelineEvent:
    """A dated event of an entry, or of a service without one (`card` is None then)."""

    card: Card | None
    service: str
    date: str
    day: dt.date  # earliest
    certainty: str | None
    kind: str
    title: str
    description: str | None
    direction: str | None
    source_id: str | None
    source_url: str | None

    @property
    def planned(self) -> bool:
        """Whether it was still to come when the facts of its entry end."""
        return self.card is not None and self.day > latest(self.card.as_of)


@dataclass(frozen=True)
class HoldingRow:
    """A holding with its case."""

    card: Card
    issue: str
    holding: str
    favours: str
    date: str | None
    source_id: str | None


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list."""

    items: tuple[T, ...]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))
