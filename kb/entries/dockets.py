"""The numbers of one dispute across courts, and which docket entries are known here: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from kb.entries.documents import CaseDocument
from kb.entries.identifiers import docket_keys

#: The order in which a dispute usually goes through the courts.
LEVELS: Final = ("prosecution", "agency", "tribunal", "trial", "appellate", "supreme")
_MULTIDISTRICT: Final = re.compile(r"\bmd[-l ]|\bMDL\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"\d{1,6}", re.ASCII)
#: A gap in a docket is told in one stretch; more stretches than these tell nothing.
MOST_STRETCHES: Final = 40


@dataclass(frozen=True)
class Number:
    """A docket number in one court; None where the court is known and its number is not."""

    number: str | None
    court_id: str
    level: str
    labels: tuple[str, ...]
    slugs: tuple[str, ...]  # of the cases that go by it, or whose appeal or decision below does

    @property
    def multidistrict(self) -> bool:
        """Whether it is the number under which many suits are heard together."""
        return bool(self.number and _MULTIDISTRICT.search(self.number))


@dataclass(frozen=True)
class DocketEntries:
    """The docket entries that events name, and the stretches below the last one that none names.

    Numbers start at 1. What came after the last one known is not known either.
    """

    known: tuple[int, ...]
    missing: tuple[tuple[int, int], ...]
    stretches_left_out: int

    @property
    def last(self) -> int:
        return self.known[-1]

    @property
    def missing_count(self) -> int:
        return self.last - len(self.known)


def numbers(documents: Iterable[CaseDocument], levels: Mapping[str, str]) -> tuple[Number, ...]:
    """Every number of these cases, each once, in the order of the courts; `levels` by court id.

    The cases are one dispute. Where the entry of an appeal stands beside that of the decision
    below, each goes by the other's number too.
    """
    given = tuple(documents)
    found: dict[tuple[str, str], Number] = {}
    for document in given:
        above = _appeal_of(document, given)
        below = [one for one in given if _appeal_of(one, given) is document]
        others = tuple(one.slug for one in (above, *below) if one is not None)
        for number, court_id, label in _stated(document):
            if number is None and above is not None and above.court_id == court_id:
                continue
            key = (court_id, _key(number))
            slugs = (document.slug, *(others if number == document.docket_number else ()))
            labels = (label,) if label else ()
            made = Number(number, court_id, levels.get(court_id, "trial"), labels, slugs)
            found[key] = _joined(found[key], made) if key in found else made
    return tuple(sorted(found.values(), key=_order))


def _appeal_of(document: CaseDocument, documents: Iterable[CaseDocument]) -> CaseDocument | None:
    """The one entry of the appeal among the documents, where the case records no number above."""
    court_id = document.appeal_court_id
    if court_id is None or any(one.court_id == court_id for one in document.other_dockets):
        return None
    above = [one for one in documents if one.court_id == court_id and one.docket_number]
    return above[0] if len(above) == 1 and above[0] is not document else None


def _stated(document: CaseDocument) -> Iterable[tuple[str | None, str, str]]:
    courts = set()
    if document.docket_number is not None:
        courts.add(document.court_id)
        yield document.docket_number, document.court_id, ""
    for docket in document.other_dockets:
        courts.add(docket.court_id or document.court_id)
        yield docket.number, docket.court_id or document.court_id, docket.label or ""
    for court_id in (document.court_id, document.appeal_court_id):
        if court_id is not None and court_id not in courts:
            yield None, court_id, ""


def _key(number: str | None) -> str:
    if number is None:
        return ""
    return min(docket_keys(number), default=number.casefold())


def _joined(one: Number, other: Number) -> Number:
    return replace(
        one,
        labels=tuple(dict.fromkeys((*one.labels, *other.labels))),
        slugs=tuple(dict.fromkeys((*one.slugs, *other.slugs))),
    )


def _order(number: Number) -> tuple[int, bool, str, str]:
    return LEVELS.index(number.level), number.multidistrict, number.court_id, number.number or ""


def docket_entries(document: CaseDocument) -> DocketEntries | None:
    """Which docket entries the events name; None where no event names one by its number."""
    named = (event.docket_entry or "" for event in document.events)
    known = sorted({int(text) for text in named if _NUMBER.fullmatch(text) and int(text)})
    if not known:
        return None
    before = [0, *known]
    missing = tuple(
        (last + 1, number - 1)
        for last, number in zip(before, known, strict=False)
        if number - last > 1
    )
    left_out = max(0, len(missing) - MOST_STRETCHES)
    return DocketEntries(tuple(known), missing[:MOST_STRETCHES], left_out)
