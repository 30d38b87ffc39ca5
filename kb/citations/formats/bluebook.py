"""Citations by The Bluebook: practitioners' form, case names in italics.

Rules 10 (cases), 12 and 14 (statutes, administrative materials), 18.2 (sources online), 20 and
21 with tables T2 and T10 (other jurisdictions and the European Union).
"""

from __future__ import annotations

import re
from typing import Final

from kb.citations.formats.cited import (
    Cited,
    is_appealed,
    makers,
    own_texts,
    standing,
    without_inner_brackets,
)
from kb.citations.formats.decisions import Decision
from kb.citations.formats.marked import Marked, italic, joined
from kb.citations.formats.names import bluebook_name, without_end_brackets
from kb.core.dates import earliest, precision
from kb.entries.documents import CaseDocument, LawDocument, LicenceDocument, PolicyDocument
from kb.entries.vocabulary import JURISDICTIONS

_MONTHS: Final = (
    "Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.",
)  # fmt: skip
#: Table T10.3, for the jurisdictions that it abbreviates.
_COUNTRIES: Final = {
    "AU": "Austl.", "BR": "Braz.", "CA": "Can.", "CZ": "Czech", "DE": "Ger.", "DK": "Den.",
    "EU": "EU", "FR": "Fr.", "GB": "Eng.", "HK": "H.K.", "IL": "Isr.", "IT": "It.", "KR": "S. Kor.",
    "KZ": "Kaz.", "NL": "Neth.", "RU": "Russ.", "SG": "Sing.",
}  # fmt: skip
_COURTS: Final = {
    "USCO": "U.S. Copyright Off.", "USCO Review Bd.": "U.S. Copyright Off. Review Bd.",
}  # fmt: skip
_ENGLISH: Final = re.compile(r"(\[\d{4}\] [A-Z]+) (\d+) \((\w+)\)")
_ENGLISH_APPEAL: Final = re.compile(r"(\[\d{4}\] [A-Z]+) ([A-Z][a-z]+) (\d+)")
_JOURNAL: Final = re.compile(r"^(.*), OJ (L|C) (\d+), \d+\.\d+\.(\d{4}), p\. (\d+)$")


def date(text: str) -> str:
    """`2024-08-12` → `Aug. 12, 2024`, `2024-08` → `Aug. 2024`, `2024` → `2024`."""
    day = earliest(text)
    if precision(text) == "year":
        return str(day.year)
    month = _MONTHS[day.month - 1]
    return f"{month} {day.year}" if precision(text) == "month" else f"{month} {day.day}, {day.year}"


def case(cited: Cited, decision: Decision) -> Marked:
    """A decision, or a case that is pending."""
    document = cited.case
    if document.jurisdiction.startswith("US"):
        return _american(cited, decision)
    if document.jurisdiction == "DE":
        return _german(cited, decision)
    if document.jurisdiction == "EU" and decision.court == "CJEU":
        return _european(cited, decision)
    country = _country(document.jurisdiction)
    if decision.neutral:
        neutral = _ENGLISH.sub(r"\1 (\3) \2", decision.neutral)
        neutral = _ENGLISH_APPEAL.sub(r"\1 (\2) \3", neutral)
        between = " " if neutral.startswith("[") else ", "
        made = joined([italic(bluebook_name(document)), f"{neutral} ({country})"], between)
        return made + _later(cited, decision)
    numbers = [_numbered(decision), decision.verbatim, decision.ecli]
    head = joined([italic(bluebook_name(document)), *numbers], ", ")
    made = joined([head, f"({_court_and_date(cited, decision)})", f"({country})"], " ")
    return made + _later(cited, decision)


def law(document: LawDocument) -> Marked:
    """A statute, bill, regulation, report."""
    said = document.citation.replace("Congress", "Cong.")
    if (journal := _JOURNAL.match(said)) is not None:
        act, series, number, year, page = journal.groups()
        return Marked() + f"{act}, {year} O.J. ({series} {number}) {page} (EU)"
    if "Fed. Reg." in said and document.law_kind == "guidance":
        return joined([document.body, italic(without_end_brackets(document.title)), said], ", ")
    if document.law_kind in {"report", "guidance", "code-of-practice"}:
        return joined([document.body, italic(said)], ", ")
    if document.jurisdiction.startswith("US") or document.jurisdiction == "INT":
        return Marked() + said
    return Marked() + f"{said} ({_country(document.jurisdiction, act=True)})"


def licence(document: LicenceDocument) -> Marked:
    """A licence with who keeps its text."""
    published = f" ({date(document.published)})" if document.published else ""
    titled = italic(document.title) + published
    return joined([document.steward or "", titled, document.url], ", ")


def policy(document: PolicyDocument) -> Marked:
    """The documents of a platform as they stood when the facts were read."""
    texts = italic(own_texts(document)) + f" (as of {date(document.as_of)})"
    return joined([*makers(document), texts], ", ")


def locator(cited: Cited) -> Marked:
    """Where it was read, by rule 18.2.2."""
    visited = date(cited.accessed.isoformat())
    return Marked() + f", Artdocket (version {cited.version}), {cited.url} (last visited {visited})"


def _american(cited: Cited, decision: Decision) -> Marked:
    name, number = italic(bluebook_name(cited.case)), _numbered(decision)
    if decision.reporter is not None:
        court = "" if decision.reporter.name == "U.S." else decision.court
        brackets = " ".join(part for part in (court, decision.year) if part)
        made = joined([name, str(decision.reporter)], ", ") + f" ({brackets})"
    else:
        made = joined([name, number, decision.database], ", ")
        made = joined([made, f"({_court_and_date(cited, decision)})"], " ")
    if decision.note:
        made = made + f" ({decision.note})"
    return made + _later(cited, decision)


def _later(cited: Cited, decision: Decision) -> Marked:
    """What became of it above, by rule 10.7: an appeal that is open, certiorari denied.

    `, appeal docketed, No. 25-2153 (3d Cir.)` where the docket above is recorded, and
    `, appeal pending (3d Cir. as of June 11, 2026)` where it is not.
    """
    document = cited.case
    if not decision.is_first or decision.is_open:
        return Marked()
    if is_appealed(document, decision):
        above = cited.courts.get(document.appeal_court_id or "")
        if above is not None and (number := _appeal_in(document, above.id)):
            return ", " + italic("appeal docketed") + f", No. {number} ({above.short_name})"
        court = f"{without_inner_brackets(above.short_name)} " if above else ""
        return ", " + italic("appeal pending") + f" ({court}as of {date(document.as_of)})"
    for event in document.events:
        if event.title == "Certiorari denied" and (number := _docket_in(document, "scotus")):
            return ", " + italic("cert. denied") + f", No. {number} (U.S. {date(event.date)})"
    return Marked()


def _docket_in(document: CaseDocument, court_id: str) -> str:
    """The recorded number of the case in another court; empty without one."""
    return next((one.number for one in document.other_dockets if one.court_id == court_id), "")


def _appeal_in(document: CaseDocument, court_id: str) -> str:
    """The recorded number of the appeal; an interim appeal has another."""
    for one in document.other_dockets:
        if one.court_id == court_id and (one.label or "Appeal").startswith("Appeal"):
            return one.number
    return ""


def _german(cited: Cited, decision: Decision) -> Marked:
    court = cited.court_named(decision.court)
    head = f"{court.name} [{court.short_name}]" if court else decision.court
    day = f" {date(decision.date)}" if decision.date else ""
    cites = joined([head + day, decision.number, decision.ecli, decision.verbatim], ", ")
    made = joined([cites, _open(cited, decision), "(Ger.)"], " ")
    return made + _later(cited, decision)


def _european(cited: Cited, decision: Decision) -> Marked:
    number = f"Case {decision.number}" if decision.number else ""
    head = joined([number, italic(bluebook_name(cited.case)), decision.ecli], ", ")
    day = f"({date(decision.date)})" if decision.date else _open(cited, decision)
    return joined([head, day], " ")


def _open(cited: Cited, decision: Decision) -> str:
    state = standing(cited.case)
    return f"({state} as of {date(cited.case.as_of)})" if decision.is_open and state else ""


def _numbered(decision: Decision) -> str:
    number = "" if decision.number in decision.verbatim else decision.number
    says_itself = "No." in number or number.startswith("(")
    return f"No. {number}" if number and not says_itself else number


def _court_and_date(cited: Cited, decision: Decision) -> str:
    """`N.D. Cal. June 25, 2025`, `N.D. Cal. filed Jan. 13, 2023; pending as of Aug. 2026`."""
    court, day = _COURTS.get(decision.court, without_inner_brackets(decision.court)), ""
    if decision.date:
        day = f" {date(decision.date)}"
    elif decision.is_open and cited.case.filed and not cited.is_above(decision):
        day = f" filed {date(cited.case.filed)}"
    state = _open(cited, decision).strip("()")
    return f"{court}{day}{'; ' if state else ''}{state}"


def _country(jurisdiction: str, *, act: bool = False) -> str:
    if jurisdiction == "GB" and act:
        return "UK"
    return _COUNTRIES.get(jurisdiction, JURISDICTIONS.get(jurisdiction, jurisdiction))
