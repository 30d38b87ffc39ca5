"""Citations as German courts and journals write them: court, decision, date, file number, ECLI.

The ECLI stands where it is recorded; its parts are never put together from the others.
"""

from __future__ import annotations

import re
from typing import Final

from kb.citations.formats.cited import Cited, is_appealed, makers, own_texts
from kb.citations.formats.decisions import Decision
from kb.citations.formats.marked import Marked, italic, joined
from kb.citations.formats.names import german_name
from kb.entries.documents import CaseDocument, LawDocument, LicenceDocument, PolicyDocument

_SORTS: Final = {"judgment": "Urt. v. ", "order": "Beschl. v. ", "": ""}
_COURTS: Final = {"CJEU": "EuGH", "U.S.": "US Supreme Court"}
_NORM: Final = re.compile(r"^([A-Z]\w+) (§§? .+)$")
_EU_ACT: Final = re.compile(
    r"^(?P<act>Directive|Regulation) (?P<number>(?:\(E[UC]\) )?[\d/]+(?:/EC)?)"
    r"(?:, OJ (?P<journal>[LC] \d+), (?P<day>\d+\.\d+\.\d{4}), p\. (?P<page>\d+))?"
    r"(?:, arts?\. (?P<articles>[\d(), a-z]+?))?(?:; .*|, as amended.*)?$"
)
_PARAGRAPH: Final = re.compile(r"(\d+)\((\d+)\)")
_LETTER: Final = re.compile(r"\(([a-z])\)")
_ACTS: Final = {"Directive": "Richtlinie", "Regulation": "Verordnung"}
_STANDING: Final = {
    "pending": "anhängig", "on-appeal": "Rechtsmittel anhängig", "stayed": "ausgesetzt",
}  # fmt: skip


def date(text: str) -> str:
    """`2024-08-12` → `12.08.2024`, `2024-08` → `08/2024`, `2024` → `2024`."""
    parts = text.split("-")
    return "/".join(reversed(parts)) if len(parts) == 2 else ".".join(reversed(parts))


def case(cited: Cited, decision: Decision) -> Marked:
    """A decision, or a case that is pending."""
    court = _COURTS.get(decision.court, decision.court)
    day = f"{_SORTS[decision.sort]}{date(decision.date)}" if decision.date else ""
    number = decision.number
    if decision.court == "CJEU" and number:
        number = f"Rs. {number}"
    printed = str(decision.reporter) if decision.reporter else decision.neutral
    printed = printed or decision.database or decision.verbatim
    if not number or number in printed:
        number, printed = printed, ""
    head = joined([court, day], ", ")
    made = joined([head, number], " – " if decision.date else ", ")
    made = joined([made, printed, decision.ecli, decision.note and f"({decision.note})"], ", ")
    made = joined([made, _open(cited.case, decision)], ", ") + _named(cited.case)
    return made + _not_final(cited.case, decision)


def law(document: LawDocument) -> Marked:
    """A norm or act; what has no German form is cited as recorded."""
    said = document.citation
    if document.jurisdiction == "DE" and (norm := _NORM.match(said)) is not None:
        return Marked() + f"{norm[2]} {norm[1]}"
    if (act := _EU_ACT.match(said)) is not None:
        made = f"{_ACTS[act['act']]} {act['number'].replace('/EC', '/EG').replace('(EC)', '(EG)')}"
        journal = f"ABl. {act['journal']} v. {act['day']}, S. {act['page']}" if act["page"] else ""
        articles = _articles(act["articles"]) if act["articles"] else ""
        return joined([articles, joined([made, journal], ", ")], " ")
    if document.law_kind in {"report", "guidance", "code-of-practice"}:
        return joined([document.body, italic(said)], ", ")
    return Marked() + said


def licence(document: LicenceDocument) -> Marked:
    """A licence with who keeps its text."""
    published = f"Stand: {date(document.published)}" if document.published else ""
    return joined([document.steward or "", italic(document.title), published, document.url], ", ")


def policy(document: PolicyDocument) -> Marked:
    """The documents of a platform as they stood when the facts were read."""
    texts = italic(own_texts(document))
    return joined([*makers(document), texts, f"Stand: {date(document.as_of)}"], ", ")


def locator(cited: Cited) -> Marked:
    """Where it was read."""
    day = date(cited.accessed.isoformat())
    found = f"abrufbar unter {cited.url} (Artdocket, Version {cited.version}; "
    return Marked() + f", {found}zuletzt abgerufen am {day})"


def _open(document: CaseDocument, decision: Decision) -> str:
    state = _STANDING.get(document.status, "") if decision.is_open else ""
    return f"{state} (Stand: {date(document.as_of)})" if state else ""


def _not_final(document: CaseDocument, decision: Decision) -> str:
    """That an appeal is open; of a German judgment `n. rkr.` in whole words."""
    if not is_appealed(document, decision) or not decision.date:
        return ""
    if document.jurisdiction == "DE":
        return " (nicht rechtskräftig)"
    return f" (Rechtsmittel anhängig, Stand: {date(document.as_of)})"


def _articles(said: str) -> str:
    """`53(1)(c), 101` → `Art. 53 Abs. 1 lit. c, Art. 101`."""
    parted = _PARAGRAPH.sub(r"\1 Abs. \2", _LETTER.sub(r" lit. \1", said))
    return ", ".join(f"Art. {one}" for one in parted.split(", "))


def _named(document: CaseDocument) -> Marked:
    name = german_name(document)
    return " – " + italic(name) if name else Marked()
