"""The decisions that a case records, taken apart for citing.

Everything comes from the document: its citations, its events, its dockets. Nothing is computed:
an ECLI, a date or a court that is not recorded stays away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from kb.entries.documents import CaseDocument, Event
from kb.entries.tables import Court

Sort = Literal["", "judgment", "order"]

_REPORTER: Final = re.compile(
    r"(?P<volume>\d{1,4}) (?P<reporter>[A-Z][\w&']*\.[\w.&' ]{0,30}?) (?P<page>\d{1,5})(?![\w/])"
)
_DATABASE: Final = re.compile(r"\d{4} WL \d+")
_NEUTRAL: Final = re.compile(
    r"\[\d{4}\] [A-Z]+ (?:[A-Za-z]+ )?\d+(?: \(\w+\))?|\d{4} [A-Z]{2,8} \d+"
)
_NEUTRAL_COURT: Final = re.compile(
    r"(?:\[\d{4}\]|\d{4}) ([A-Z]+)(?: ([A-Z][a-z]+))? \d+(?: \((\w+)\))?"
)
_BRACKETS: Final = re.compile(r"\(([^()]*)\)")
_COURT_AND_DAY: Final = re.compile(
    r"(?P<court>.*?),? ?(?:[A-Z][a-z]{2,4}\.? \d{1,2}, )?(?P<year>\d{4})"
)
_GERMAN: Final = re.compile(
    r"(?P<court>(?:AG|LG|OLG|KG|BGH|BVerfG|BPatG)\b[^,]*), "
    r"(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{4}) - (?P<number>.+)"
)
_SORTS: Final[Mapping[str, re.Pattern[str]]] = {
    "judgment": re.compile(r"\b(?:judgment|urteil|arrêt|sentenza)\b", re.IGNORECASE),
    "order": re.compile(r"\b(?:order|beschluss|ordonnance|ordinanza)\b", re.IGNORECASE),
}
_DECIDING: Final = ("judgment", "dismissal", "order")
#: How the title of an event says that a court of appeal decided, not the court below it.
_ON_APPEAL: Final = re.compile(r"\b(?:affirm|revers|vacat)", re.IGNORECASE)


@dataclass(frozen=True)
class Reporter:
    """Where a decision is printed: `765 F. Supp. 3d 382`."""

    volume: str
    name: str
    page: str

    def __str__(self) -> str:
        return f"{self.volume} {self.name} {self.page}"


@dataclass(frozen=True)
class Decision:
    """One decision of a case, or the case itself where none is recorded (`is_open`).

    `court` is the short name of the court, `date` partial ISO text. `verbatim` is a citation as
    recorded that has none of the known forms.
    """

    court: str
    date: str | None = None
    number: str = ""
    reporter: Reporter | None = None
    database: str = ""  # `2025 WL 1902547`
    neutral: str = ""  # `[2025] EWHC 2863 (Ch)`
    ecli: str = ""
    verbatim: str = ""
    sort: Sort = ""
    note: str = ""  # such as `withdrawn`
    title: str = ""  # of the event
    is_open: bool = False
    is_first: bool = False  # stands for the case, so that what becomes of the case is said of it
    is_main: bool = field(default=False, compare=False)  # ends an instance

    @property
    def year(self) -> str:
        """The year of the decision; empty if it is not known."""
        return self.date[:4] if self.date else ""


def printed_in(citation: str) -> Reporter | None:
    """Volume, reporter and first page of a citation of that form; None for any other."""
    match = _REPORTER.match(citation)
    if match is None:
        return None
    return Reporter(match["volume"], match["reporter"].strip(), match["page"])


def decisions(
    document: CaseDocument, *, own: str, courts: Mapping[str, Court]
) -> tuple[Decision, ...]:
    """Every decision with a citation, that of the entry's own court (short name `own`) first.

    Among those of a court the main judgment comes before orders, and the newest first. A court
    whose decision has no citation is cited by its docket; a case without any decision is one
    decision that `is_open`.
    """
    citations = (one for one in document.citations if one != document.docket_number)
    found = list(_merged(_read(one, document, own) for one in citations))
    if not any(one.court == own and not one.note for one in found):
        found.append(_by_docket(document, own, courts))
    found.sort(key=lambda one: one.date or "", reverse=True)
    found.sort(key=lambda one: (one.court != own, bool(one.note), not one.is_main))
    return (replace(found[0], is_first=True), *found[1:])


def _read(citation: str, document: CaseDocument, own: str) -> Decision:
    """One recorded citation with what its event and its form say."""
    event = _event_of(citation, document.events)
    decision = Decision(
        court=own,
        date=event.date if event else None,
        sort=_sort(event, document) if event else "",
        title=event.title if event else "",
        is_main=event is not None and event.kind == "judgment",
    )
    if (german := _GERMAN.fullmatch(citation)) is not None:
        day = f"{german['year']}-{german['month']}-{german['day']}"
        return replace(decision, court=german["court"], date=day, number=german["number"])
    if citation.startswith("ECLI:"):
        return replace(decision, ecli=citation, number=document.docket_number or "")
    if _REPORTER.match(citation) or _DATABASE.match(citation):
        return _american(citation, decision, document)
    if _NEUTRAL.fullmatch(citation):
        court = _neutral_court(citation)
        return replace(decision, neutral=citation, court=court)
    decision = replace(decision, verbatim=citation, number=document.docket_number or "")
    judgments = [event for event in document.events if event.kind == "judgment"]
    if event is None and len(document.citations) == len(judgments) == 1:
        return replace(decision, date=judgments[0].date, is_main=True)
    return decision


def _american(citation: str, decision: Decision, document: CaseDocument) -> Decision:
    """`765 F. Supp. 3d 382 (D. Del. 2025)`, `2025 WL 1902547 (S.D.N.Y. July 10, 2025)`."""
    first, *others = [*_BRACKETS.findall(citation), ""]
    said = _COURT_AND_DAY.fullmatch(first)
    reporter, database = printed_in(citation), _DATABASE.match(citation)
    court = decision.court
    if reporter is not None and reporter.name == "U.S.":
        court = "U.S."
    elif said is not None and said["court"]:
        court = said["court"]
    return replace(
        decision,
        court=court,
        date=decision.date or (said["year"] if said else None),
        number=(document.docket_number or "") if court == decision.court else "",
        reporter=reporter,
        database=database[0] if database else "",
        note=next((note for note in others if note), ""),
    )


def _neutral_court(citation: str) -> str:
    """`[2025] EWHC 2863 (Ch)` → `EWHC (Ch)`, `2025 ONSC 6217` → `ONSC`."""
    match = _NEUTRAL_COURT.fullmatch(citation)
    assert match is not None
    division = match[2] or match[3]
    return f"{match[1]} ({division})" if division else match[1]


def _event_of(citation: str, events: Iterable[Event]) -> Event | None:
    """The event that this citation is of: by the citation that it has, else by the day."""
    german = _GERMAN.fullmatch(citation)
    for event in events:
        if event.citation and (
            citation.startswith(event.citation) or event.citation.startswith(citation)
        ):
            return event
        day = german and f"{german['year']}-{german['month']}-{german['day']}"
        if day == event.date and event.kind in _DECIDING:
            return event
    return None


def _sort(event: Event, document: CaseDocument) -> Sort:
    """Judgment or order, where the event or its source names one of them and not the other.

    Only where that is the type of a decision: a summary judgment of a US court is an order.
    """
    if document.jurisdiction not in {"DE", "AT", "CH", "EU"}:
        return ""
    said = f"{event.title} {document.source(event.source).title}"
    named = [name for name, pattern in _SORTS.items() if pattern.search(said)]
    return named[0] if len(named) == 1 else ""  # type: ignore[return-value]  # keys of _SORTS


def _merged(found: Iterable[Decision]) -> Iterator[Decision]:
    """Two citations of one court and day are one decision."""
    known: dict[tuple[str, str | None, str], Decision] = {}
    for number, one in enumerate(found):
        key = (one.court, one.date, "" if one.date and len(one.date) == 10 else str(number))
        before = known.get(key)
        if before is None or (before.reporter and one.reporter) or (before.neutral and one.neutral):
            known[key if before is None else (*key[:2], str(number))] = one
            continue
        known[key] = replace(
            before,
            reporter=before.reporter or one.reporter,
            database=before.database or one.database,
            neutral=before.neutral or one.neutral,
            ecli=before.ecli or one.ecli,
            verbatim=before.verbatim or one.verbatim,
        )
    yield from known.values()


def _by_docket(document: CaseDocument, own: str, courts: Mapping[str, Court]) -> Decision:
    """The entry's own court with its docket number, and the day of its decision where known."""
    number = document.docket_number or ""
    if document.status not in {"decided", "dismissed"}:
        day = _decided_above(document, courts)
        return Decision(court=own, number=number, date=day, is_open=day is None, is_main=True)
    for event in reversed(document.events):
        is_last = event.kind == "judgment" or event.date == document.closed
        if event.kind in _DECIDING and is_last and not event.citation and not event.background:
            decided = Decision(
                court=own,
                date=event.date,
                number=number,
                sort=_sort(event, document),
                title=event.title,
                is_main=True,
            )
            if "appeal" not in event.title.lower():
                return decided
            above = courts.get(document.appeal_court_id or "")
            if above is not None:
                return replace(decided, court=above.short_name, number="")
    return Decision(court=own, number=number)


def _decided_above(document: CaseDocument, courts: Mapping[str, Court]) -> str | None:
    """When the entry's own court, which hears appeals, decided a case that goes on below it."""
    court = courts.get(document.court_id)
    if court is None or court.level not in {"appellate", "supreme"}:
        return None
    for event in reversed(document.events):
        if event.kind == "judgment" and not event.citation and _ON_APPEAL.search(event.title):
            return event.date
    return None
