"""What the identifiers of entries find in running text, as citations of a family.

`kb.entries.identifiers` serves search boxes, where `23-1234` is a docket number; in a brief it
is more often a range of pages. Forms that loose count here only behind a word that announces
them, or where the text is nothing else.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from kb.citations.model import Citation
from kb.citations.windows import in_pieces
from kb.entries.identifiers import Identifier, find_identifiers

#: Families of identifiers and the family of citations that they belong to.
_FAMILY: Final = {
    "ecli": "ecli",
    "neutral-canada": "ca-neutral",
    "scc-online": "in-report",
    "westlaw": "us-database",
    "lexis": "us-database",
    "report-uk": "uk-report",
    "report-uk-old": "uk-report",
    "report-canada": "ca-report",
    "report-india": "in-report",
    "report-india-air": "in-report",
    "report-australia": "au-report",
    "report-germany": "de-report",
    "canlii": "ca-neutral",
    "jp-case": "jp-case",
    "eu-act": "eu-act",
    "eu-act-named": "eu-act",
    "eu-act-short": "eu-act",
    "celex": "celex",
    "celex-case": "celex",
    "eu-procedure": "eu-procedure",
    "usc": "us-statute",
    "usc-worded": "us-statute",
    "cfr": "us-regulation",
    "ilcs": "us-statute",
    "us-state-code": "us-statute",
    "us-bill": "us-bill",
    "cdpa": "uk-statute",
    "german-section": "de-norm",
    "german-code-first": "de-norm",
    "jp-copyright": "jp-statute",
    "jp-copyright-worded": "jp-statute",
    "fr-cpi": "fr-norm",
    "us-registration": "us-registration",
    "cn-case": "cn-case",
    "cn-case-romanised": "cn-case",
    "cn-library": "cn-case",
    "br-case": "br-case",
    "gb-claim": "uk-claim",
    "ca-ontario": "ca-docket",
    "ca-federal": "ca-docket",
    "us-trial": "us-docket",
    "us-trial-prefixed": "us-docket",
    "us-mdl": "us-docket",
    "us-appeal": "us-docket",
    "us-application": "us-docket",
    "nl-case": "nl-case",
    "nl-roll": "nl-case",
    "file-number": "de-file-number",
    "cjeu": "eu-case-number",
    "fr-authority": "fr-case",
    "fr-pourvoi": "fr-case",
    "in-case": "in-case",
    "number-of-year": "number",
    "number-after-date": "number",
    "law-of-year": "number",
}
_NEUTRAL_COUNTRIES: Final = {
    "ie": "iehc iesc ieca",
    "au": "hca fcafc fca fedcfamc2g nswsc nswca vsc qsc",
    "nz": "nzhc nzca nzsc",
    "hk": "hkcfi hkca hkcfa",
    "sg": "sghc sgca sghc(i)",
    "in": "insc",
    "za": "zasca zacc",
}
_NEUTRAL: Final = {
    court: f"{country}-neutral"
    for country, courts in _NEUTRAL_COUNTRIES.items()
    for court in courts.split()
}
#: A section whose act is left unsaid: a short form, if it follows one with its act.
BARE_SECTION: Final = "section"
_UK_ACTS: Final = re.compile(r"Data\s+\(Use\s+and\s+Access\)", re.IGNORECASE)

#: Too loose for running text on their own.
_LOOSE: Final = frozenset(
    {"us-appeal", "us-application", "number-of-year", "ca-federal", "fr-pourvoi", "fr-authority",
     "us-registration", "gb-claim"}
)  # fmt: skip
_ANNOUNCED: Final = re.compile(
    r"(?:\b(?:nos?|n[°º]|numbers?|docket|dkt|case|appeal|claim|pourvoi|registration|reg|law|loi"
    r"|legge|file|pl)"
    r"\.?(?:\s+nos?\.?)?|#)[\s:(]*$",
    re.IGNORECASE,
)
_ANNOUNCES: Final = re.compile(r"nos?\b", re.IGNORECASE)


def act_family(written: str) -> str:
    """Whose an act is that is named by its year, where the name alone tells it."""
    return "uk-statute" if _UK_ACTS.search(written) else "act"


def known(text: str) -> list[Citation]:
    """Citations of the forms that entries go by, and sections that leave their act unsaid."""
    return list(in_pieces(text, _find, _moved))


def _find(piece: str) -> list[Citation]:
    found = (_citation(item, piece) for item in find_identifiers(piece))
    return [citation for citation in found if citation is not None]


def _moved(citation: Citation, by: int) -> Citation:
    return replace(citation, start=citation.start + by, end=citation.end + by)


def _citation(item: Identifier, piece: str) -> Citation | None:
    if item.group == "licence" or (item.family in _LOOSE and not _is_meant(item, piece)):
        return None
    written = piece[item.start : item.end]
    family = _family(item, written)
    if family is None:
        return None
    return Citation(item.start, item.end, written, family, "", item.keys)


def _is_meant(item: Identifier, piece: str) -> bool:
    written = piece[item.start : item.end]
    if _ANNOUNCES.match(written) or written.strip() == piece.strip():
        return True
    return bool(_ANNOUNCED.search(piece[max(0, item.start - 30) : item.start]))


def _family(item: Identifier, written: str) -> str | None:
    if item.family in ("neutral", "neutral-unbracketed"):
        court = next(iter(item.keys)).split(" ")[1]
        return _NEUTRAL.get(court, "uk-neutral")
    if item.family == "reporter":
        return "us-register" if re.search(r"Reg", written) else "us-reporter"
    if item.family == "act-of-year":
        return act_family(written)
    if item.group == "section":
        return BARE_SECTION
    return _FAMILY.get(item.family)
