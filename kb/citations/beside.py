"""What stands beside a citation: the name of the case before it, the year behind or before it."""

from __future__ import annotations

import re
from typing import Final

_REACH: Final = 160  # characters before a citation in which its case name may stand
#: Not the `v.` of a German decision: `Urt. v. 27.09.2024`.
_VERSUS: Final = re.compile(r"\s(?:v|vs|versus)\.?\s+(?!\d{1,2}\.)(?=[\w\"'\u201c])")
_GERMAN_DAY: Final = re.compile(
    r"\bv(?:\.|om)\s+\d{1,2}\.\s?(?:\d{1,2}\.|[^\W\d_]{3,9})\s?(?P<year>(?:19|20)\d\d)"
    r"(?:[\s,:\u2013-]|Az\.?)*$"
)
_IN_RE: Final = re.compile(r"\b(?:In\s+re|In\s+the\s+Matter\s+of|Ex\s+parte|Re)\s+(?=[A-Z0-9])")
#: What may stand between a name and its citation: a docket number, `Case`, a court in brackets.
_BETWEEN: Final = re.compile(
    r"(?:,|\(|\s)*(?:(?:Case|Docket|Civil\s+Action)?\s*Nos?\.?|Case|Docket|,)?[\s,(]*$",
    re.IGNORECASE,
)
_NAME_WORD: Final = re.compile(
    r"[A-Z0-9(&\u00c0-\u00de\"\u201c'][\w.,&'\u2019()/!+-]*"
    r"|of|the|and|de|du|la|le|der|den|van|von|for|in|et|al\.?,?|ex|rel\.?|&|on|behalf"
    r"|e\.V\.,?|doing|business|as|\u2013|-"
)
#: Words that begin a citation sentence and no name.
_SIGNALS: Final = frozenset(
    {"see", "also", "cf", "accord", "but", "compare", "with", "contra", "under", "in", "as",
     "quoting", "citing", "generally", "e.g", "and", "cited", "the", "while", "when", "both",
     "court", "like", "unlike", "here", "where"}
)  # fmt: skip
#: Long words with a full stop that are abbreviations, by the tables of the Bluebook.
_SHORTENED: Final = frozenset(
    {"Assoc", "Broad", "Consol", "Constr", "Distrib", "Elecs", "Enter", "Found", "Indem", "Indus",
     "Intell", "Pharm", "Prods", "Props", "Servs", "Techs", "Telecomm", "Transp"}
)  # fmt: skip
_LONGEST_SHORT: Final = 5  # characters, the stop included
_YEAR: Final = re.compile(
    r"(?:[\s,]*(?:at\s+)?(?:\u00b6{0,2}\s?)?\*?\d{1,5}(?:\s?[-\u2013]\s?\*?\d{1,5})?(?:\s?n\.\s?\d+)?){0,4}"
    r"\s*\((?P<inside>[^()]{0,80}?)(?P<year>(?:17|18|19|20)\d\d)\)"
)
_OWN_YEAR: Final = re.compile(
    r"[\[(](?P<year>(?:17|18|19|20)\d\d)[\])]|^(?P<first>(?:19|20)\d\d)\s"
)


def year_after(text: str, end: int, ceiling: int) -> int | None:
    """The year in the brackets behind a citation: `(N.D. Cal. Aug. 12, 2024)`."""
    match = _YEAR.match(text, end, min(end + 200, max(ceiling, end)))
    return int(match["year"]) if match else None


def year_before(text: str, start: int, floor: int) -> int | None:
    """The year of the day before a file number: `Urt. v. 27.09.2024 \u2013 310 O 227/23`."""
    match = _GERMAN_DAY.search(text[max(floor, start - _REACH) : start])
    return int(match["year"]) if match else None


def own_year(text: str) -> int | None:
    """The year that is part of a citation: `[2025] EWHC 2863 (Ch)`, `2024 WL 3823234`."""
    match = _OWN_YEAR.search(text)
    return int(match["year"] or match["first"]) if match else None


def name_before(text: str, start: int, floor: int) -> str | None:
    """The case name that ends where a citation starts, if one begins behind `floor`."""
    before = text[max(floor, start - _REACH) : start]
    before = _BETWEEN.sub("", before)
    versus = list(_VERSUS.finditer(before))
    if versus:
        return _with_sides(before, versus[-1])
    begun = list(_IN_RE.finditer(before))
    if begun:
        subject = before[begun[-1].end() :]
        return _clean(before[begun[-1].start() :]) if _is_name(subject) else None
    return None


def _with_sides(before: str, versus: re.Match[str]) -> str | None:
    right = before[versus.end() :]
    if not right.strip() or not _is_name(right):
        return None
    left: list[str] = []
    for word in reversed(before[: versus.start()].split()):
        if not _NAME_WORD.fullmatch(word) or _is_signal(word) or word.endswith((";", ":")):
            break
        if (left and _ends_sentence(word)) or word.count(")") > word.count("("):
            break
        left.append(word)
    while left and not left[-1][:1].isupper() and not left[-1][:1].isdigit():
        left.pop()
    if not left:
        return None
    return _clean(f"{' '.join(reversed(left))} v. {right}")


def _ends_sentence(word: str) -> bool:
    """Whether a word with a full stop ends a sentence rather than being shortened."""
    return word.endswith(".") and len(word) > _LONGEST_SHORT and word[:-1] not in _SHORTENED


def _is_signal(word: str) -> bool:
    return word.strip(",.").casefold() in _SIGNALS and (
        word[0].isupper() or word in ("e.g.", "see")
    )


def _is_name(text: str) -> bool:
    words = text.split()
    return len(words) <= 16 and all(_NAME_WORD.fullmatch(word) for word in words)


def _clean(name: str) -> str:
    return " ".join(name.split()).strip(' ,;("\u201c')
