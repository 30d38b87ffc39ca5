"""Citations by OSCOLA (4th edition): case names in italics, no full stops in abbreviations.

Sections 2.1 (cases), 2.4 (legislation), 2.6 (European Union) and 2.7 (other jurisdictions, which
are cited as they cite themselves, with as little punctuation).
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
from kb.citations.formats.names import oscola_name, undotted
from kb.core.dates import day_in_words
from kb.entries.documents import LawDocument, LicenceDocument, PolicyDocument

_ACTS: Final = {"CDPA 1988": "Copyright, Designs and Patents Act 1988,"}
_JOURNAL: Final = re.compile(r"^(.*), OJ (L|C) (\d+), \d+\.\d+\.(\d{4}), p\. (\d+)$")
_COURTS: Final = {"U.S.": "US Supreme Court"}


def case(cited: Cited, decision: Decision) -> Marked:
    """A decision, or a case that is pending; an open appeal is noted, as the guide has no form."""
    made = _case(cited, decision)
    if is_appealed(cited.case, decision):
        made = made + f" (appeal pending as of {day_in_words(cited.case.as_of)})"
    return made


def _case(cited: Cited, decision: Decision) -> Marked:
    name = italic(oscola_name(cited.case))
    if decision.neutral:
        return joined([name, decision.neutral], " ")
    if decision.court == "CJEU":
        number = f"Case {decision.number.replace('-', '–', 1)}" if decision.number else ""
        ecli = decision.ecli.removeprefix("ECLI:")
        return joined([number, name, ecli, _brackets(cited, decision)], " ")
    if decision.reporter is not None:
        printed = undotted(str(decision.reporter))
        court = "" if decision.reporter.name == "U.S." else undotted(decision.court)
        inside = joined([court, decision.year], " ").text
        note = f"({decision.note})" if decision.note else ""
        return joined([name, printed, f"({inside})", note], " ")
    number = decision.database or decision.number
    number = "" if number in decision.verbatim else number
    cites = joined([number, decision.verbatim, decision.ecli], ", ")
    return joined([name, cites, _brackets(cited, decision)], " ")


def law(document: LawDocument) -> Marked:
    """A statute, bill, regulation, report."""
    said = document.citation
    for short, act in _ACTS.items():
        said = said.replace(short, act)
    if (journal := _JOURNAL.match(said)) is not None:
        act, series, number, year, page = journal.groups()
        return Marked() + f"{act} [{year}] OJ {series}{number}/{page}"
    if document.law_kind in {"report", "guidance", "code-of-practice"}:
        return joined([undotted(document.body), italic(said)], ", ")
    return Marked() + undotted(said)


def licence(document: LicenceDocument) -> Marked:
    """A licence with who keeps its text."""
    published = f"({day_in_words(document.published)})" if document.published else ""
    titled = joined([f"‘{document.title}’", published, f"<{document.url}>"], " ")
    return joined([undotted(document.steward or ""), titled], ", ")


def policy(document: PolicyDocument) -> Marked:
    """The documents of a platform as they stood when the facts were read."""
    operator, *platform = makers(document)
    inside = ", ".join([*platform, f"as of {day_in_words(document.as_of)}"])
    return joined([undotted(operator), f"‘{own_texts(document)}’ ({inside})"], ", ")


def locator(cited: Cited) -> Marked:
    """Where it was read, by section 3.1.4."""
    day = day_in_words(cited.accessed.isoformat())
    return Marked() + f" (Artdocket, version {cited.version}) <{cited.url}> accessed {day}"


def _brackets(cited: Cited, decision: Decision) -> str:
    """`(SDNY, 10 July 2025)`, `(ND Cal, filed 13 January 2023, pending as of August 2026)`."""
    court = undotted(_COURTS.get(decision.court, without_inner_brackets(decision.court)))
    parts = [court]
    if decision.date:
        parts.append(day_in_words(decision.date))
    elif decision.is_open:
        document = cited.case
        if document.filed and not cited.is_above(decision):
            parts.append(f"filed {day_in_words(document.filed)}")
        if state := standing(document):
            parts.append(f"{state} as of {day_in_words(document.as_of)}")
    return f"({', '.join(parts)})"
