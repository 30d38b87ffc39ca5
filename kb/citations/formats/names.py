"""Names of cases as citations shorten them.

The title of an entry is the caption; a citation names the first party of each side alone
(Bluebook rule 10.2.1, OSCOLA 2.1.2) and leaves out what the caption says in brackets at its end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from kb.entries.documents import CaseDocument, Party

_END_BRACKETS: Final = re.compile(r"\s+\([^()]*(?:\([^()]*\)[^()]*)*\)$")
_VERSUS: Final = re.compile(r"\s+v\.?\s+")
_OTHERS: Final = re.compile(r",?\s+(?:et al\.?|and (?:an)?others?)$", re.IGNORECASE)
_COMPANY_COMMA: Final = re.compile(r",(?= (?:Inc|Ltd|LLC|LLP|LP|PBC|GmbH|Co|Corp)\b)")
_INITIALS: Final = re.compile(r"\b(?:\w\.){2,}|\b[A-Z]\.(?=\s[A-Z])")
_LAST_STOP: Final = re.compile(r"(?<=[^\W\d])\.(?=[\s,;:)\]]|$)")

#: Words of Bluebook tables T6 and T10 that occur in names of parties.
_T6: Final = {
    "America": "Am.", "American": "Am.", "and": "&", "Association": "Ass'n", "Authority": "Auth.",
    "Board": "Bd.", "Broadcasting": "Broad.", "Brothers": "Bros.", "Center": "Ctr.",
    "Centre": "Ctr.", "Commission": "Comm'n", "Committee": "Comm.", "Communication": "Commc'n",
    "Communications": "Commc'ns", "Company": "Co.", "Computer": "Comput.", "Corporation": "Corp.",
    "Department": "Dep't", "Development": "Dev.", "Education": "Educ.", "Enterprise": "Enter.",
    "Enterprises": "Enters.", "Entertainment": "Ent.", "Foundation": "Found.",
    "Government": "Gov't", "Group": "Grp.", "Holdings": "Hldgs.", "Incorporated": "Inc.",
    "Industries": "Indus.", "Information": "Info.", "Institute": "Inst.", "Intelligence": "Intel.",
    "International": "Int'l", "Limited": "Ltd.", "Litigation": "Litig.", "Magazine": "Mag.",
    "Management": "Mgmt.", "National": "Nat'l", "Organization": "Org.", "Productions": "Prods.",
    "Products": "Prods.", "Publications": "Publ'ns", "Publishing": "Publ'g", "Service": "Serv.",
    "Services": "Servs.", "Society": "Soc'y", "Systems": "Sys.", "Technologies": "Techs.",
    "Technology": "Tech.", "Telephone": "Tel.", "University": "Univ.",
}  # fmt: skip
_T6_WORD: Final = re.compile(rf"\b(?:{'|'.join(_T6)})\b(?!')")
_BARE: Final = re.compile(r"\b(?:Co|Corp|Inc|Ltd)\b(?![.\w-])")
_SHORT: Final = {"Corporation": "Corp", "Incorporated": "Inc", "Limited": "Ltd"}
_SHORT_WORD: Final = re.compile(rf"\b(?:{'|'.join(_SHORT)})\b")


def sides(document: CaseDocument) -> tuple[str, ...]:
    """The first party of each side; one text for a matter, such as `In re X`.

    Empty where the title is only a court and a number, which the citation has anyway.
    """
    caption = without_end_brackets(document.title.split(" / ")[0])
    if " v" in caption:
        caption = caption.split(";")[0]
    elif document.docket_number and document.docket_number in caption:
        return ()
    parties = (document.plaintiffs, document.defendants)
    return tuple(
        _first(_OTHERS.sub("", side), people)
        for side, people in zip(_VERSUS.split(caption, maxsplit=1), parties, strict=False)
    )


def without_end_brackets(title: str) -> str:
    """`Zarya of the Dawn (Registration No. VAu001480196)` → `Zarya of the Dawn`."""
    while (shorter := _END_BRACKETS.sub("", title)) != title:
        title = shorter
    return title


def _first(side: str, parties: Sequence[Party]) -> str:
    """The first party where the caption lists several of them."""
    names = [party.name for party in parties]
    if len(names) > 1 and side.startswith(names[0]) and names[1] in side[len(names[0]) :]:
        return names[0]
    return side


def bluebook_name(document: CaseDocument) -> str:
    """`Authors Guild v. Google, Inc.`, words abbreviated by tables T6 and T10."""
    return " v. ".join(map(_abbreviated, sides(document)))


def oscola_name(document: CaseDocument) -> str:
    """`Authors Guild v Google Inc`, without full stops in abbreviations."""
    return " v ".join(
        _SHORT_WORD.sub(lambda word: _SHORT[word[0]], undotted(_COMPANY_COMMA.sub("", side)))
        for side in sides(document)
    )


def german_name(document: CaseDocument) -> str:
    """`Kneschke/LAION`: the short names of both sides; empty for a matter without two."""
    short = _VERSUS.split(without_end_brackets(document.short_name), maxsplit=1)
    return "/".join(short) if len(short) == 2 and "/" not in document.short_name else ""


def undotted(text: str) -> str:
    """Without the full stops of abbreviations: `F. Supp. 3d` → `F Supp 3d`, `U.S.` → `US`."""
    text = re.sub(r"\.(?=\d(?:d|th)\b)", " ", text)
    text = _INITIALS.sub(lambda found: found[0].replace(".", ""), text)
    return _LAST_STOP.sub("", text)


def _abbreviated(side: str) -> str:
    side = side.removeprefix("The ").replace("New York", "N.Y.")
    side = _T6_WORD.sub(lambda word: _T6[word[0]], side).replace("..", ".")
    return _BARE.sub(lambda word: f"{word[0]}.", side)
