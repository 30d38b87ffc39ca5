"""What a docket entry is: its kind and a short title, read from the clerk's words.

Clerks write formulas, so a table of them is enough; the first that fits decides. What fits
none is an "other" event, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

#: What the words of an entry begin with (^) or hold, by the kind of event that they mean
#: (`vocabulary.EVENT_KINDS`), most telling kinds first; one expression a line.
_KINDS: Final = {
    "settlement": r"""
        \bnotice of settlement\b
        \b(?:class )?settlement agreement\b
        \bstipulat\w+ of settlement\b
        \b(?:preliminary|final) approval of (?:class )?(?:action )?settlement\b""",
    "transfer": r"""
        \b(?:conditional )?transfer order\b
        \b(?:case|action) (?:transferred|reassigned|remanded)\b
        \border (?:transferring|reassigning|remanding|consolidating)\b
        \bnotice of removal\b
        \brelated case order\b""",
    "dismissal": r"""
        \bnotice of voluntary dismissal\b
        \bstipulation (?:of|for) dismissal\b
        \bvoluntarily dismiss\w*
        \border (?:of dismissal|dismissing)\b""",
    "appeal": r"""
        \bnotice of (?:interlocutory |cross.?)?appeal\b
        ^mandate\b
        \busca case number\b
        \bpetition for (?:a )?writ\b
        \bopinion of the court of appeals\b""",
    "judgment": r"""
        ^(?:(?:clerk'?s|final|amended|consent|default|partial) )*judge?ment\b
        ^(?:jury )?verdict\b
        \bjudgment (?:is )?(?:hereby )?entered\b""",
    "hearing": r"""
        ^(?:minute entry|minutes of|transcript|audio|hearing held|set/?reset|motion hearing)\b
        ^(?:notice|order) (?:of|setting|re) (?:the )?(?:hearing|oral argument|conference)\b
        ^(?:oral argument|jury trial|bench trial)\b""",
    "order": r"""
        ^(?:[\w'-]+ ){0,4}order\b(?! to show)
        ^(?:[\w'-]+ ){0,2}(?:opinion|ruling|memo endorsement|memorandum decision)\b
        ^report and recommendations?\b
        ^clerk'?s notice\b
        ^(?:granting|denying)\b
        \bso ordered\b""",
    "amended": r"""
        ^(?:[\w'-]+ ){0,2}(?:amended|consolidated|supplemental) (?:class action )?complaint\b
        ^(?:[\w'-]+ ){0,2}amended (?:answer|petition|counterclaim)\b
        \bamended complaint against\b""",
    "filed": r"""
        ^(?:class action )?(?:complaint|petition)\b
        ^case opened\b""",
    "motion": r"""
        ^(?:\w+ ){0,4}(?:motion|brief|memorandum|opposition|response|reply|answer)\b
        ^(?:\w+ ){0,4}(?:objections?|declaration|stipulation|letter|request|notice|application)\b
        ^(?:\w+ ){0,4}(?:affidavit|statement|certificate|certification|exhibits?)\b""",
}


def _expression(lines: str) -> re.Pattern[str]:
    wanted = [line.strip() for line in lines.strip().splitlines()]
    return re.compile("|".join(wanted), re.IGNORECASE)


_COMPILED: Final = {kind: _expression(lines) for kind, lines in _KINDS.items()}
#: An order that is only proposed, or asked for, is a submission of a party.
_NO_ORDER: Final = re.compile(
    r"^\W*(?:\[?proposed\]?|motion(?! order)|request|application)\b", re.IGNORECASE
)
_REFERENCE: Final = re.compile(
    r"\s*\((?:attachments?:|related document|entered:|filed on|\d+ pgs?\b|fee paid|re \d|"
    r"[a-z]{2,4}, ?(?:court staff|deputy clerk|\w+))[^()]*(?:\([^()]*\)[^()]*)*\)",
    re.IGNORECASE,
)
_ENTERED: Final = re.compile(
    r"\s*\(?(?:entered|filed)(?: on)?:? \d\d?/\d\d?/\d{2,4}\)?", re.IGNORECASE
)
_SEALED: Final = re.compile(r"\b(?:under seal|sealed|in camera)\b", re.IGNORECASE)
TITLE_LENGTH: Final = 160  # characters


@dataclass(frozen=True)
class DocketText:
    """A docket entry read: kind of event, title, and whether its words speak of a seal."""

    kind: str
    title: str
    mentions_seal: bool


def read(text: str) -> DocketText:
    """The kind and the title of a docket entry."""
    words = " ".join(text.split())
    return DocketText(_kind(words.lstrip("*[(. ")), title(words), bool(_SEALED.search(words)))


def _kind(words: str) -> str:
    if _NO_ORDER.search(words):
        return "motion"
    return next((kind for kind, pattern in _COMPILED.items() if pattern.search(words)), "other")


def title(text: str) -> str:
    """The first clause without attachments and stamps, at most 160 characters."""
    words = _ENTERED.sub("", _REFERENCE.sub("", " ".join(text.split()))).strip(" .;,")
    first = re.split(r"(?<=[a-z0-9)])[.;] (?=[A-Z(])", words, maxsplit=1)[0].strip(" .;,")
    if first.isupper() and len(first) > 4:
        first = first.capitalize()
    if len(first) <= TITLE_LENGTH:
        return first or "Docket entry"
    return first[: TITLE_LENGTH - 1].rsplit(" ", 1)[0].rstrip(" ,;") + "…"
