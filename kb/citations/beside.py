"""What stands beside a citation: the case name before it, court and day behind or before it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

_REACH: Final = 160  # characters before a citation in which its case name may stand
#: Not the `v.` of a German decision: `Urt. v. 27.09.2024`.
_VERSUS: Final = re.compile(r"\s(?:v|vs|versus)\.?\s+(?!\d{1,2}\.)(?=[\w\"'\u201c])")
_GERMAN_DAY: Final = re.compile(
    r"(?P<court>\b(?:AG|LG|OLG|KG|BGH|BPatG|BVerfG)\b(?:\s[A-Z\u00c4\u00d6\u00dc][^\W\d_]+)?"
    r"(?:\s(?:I{1,3}|a\.\s?M\.|am\sMain))?)?[\s,]*(?:Urt(?:eil)?|Beschl(?:uss)?)?\.?\s*"
    r"\bv(?:\.|om)\s+(?P<day>\d{1,2})\.\s?(?:(?P<month>\d{1,2})\.|(?P<name>[^\W\d_]{3,9}))"
    r"\s?(?P<year>(?:19|20)\d\d)(?:[\s,:\u2013-]|Az\.?)*$"
)
_GERMAN_MONTHS: Final = ("jan", "feb", "m\u00e4r", "apr", "mai", "jun", "jul", "aug", "sep", "okt",
                         "nov", "dez")  # fmt: skip
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                  "dec")  # fmt: skip
#: How what stands in brackets behind a US citation ends: `Aug. 12, `.
_ENGLISH_DAY: Final = re.compile(
    r"(?:\b(?P<month>Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    r"(?:\s+(?P<day>\d{1,2}),?)?)?\s*$"
)
#: How a US court is written there, rather than what happened to the case.
_COURT: Final = re.compile(
    r"(?:[NSEWCM]\.?\s?)?D\.?\s?[A-Z]|.*\b(?:Cir|Ct|App|Super)\b(?!.*\bof\b)"
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


@dataclass(frozen=True)
class Decided:
    """Who decided and when, as it stands beside a citation; `day` is a whole ISO day."""

    court: str | None = None
    year: int | None = None
    day: str | None = None


def decided_after(text: str, end: int, ceiling: int) -> Decided:
    """What the brackets behind a citation say: `(N.D. Cal. Aug. 12, 2024)`."""
    match = _YEAR.match(text, end, min(end + 200, max(ceiling, end)))
    if match is None:
        return Decided()
    told = _ENGLISH_DAY.search(match["inside"])
    assert told is not None  # it may be empty
    court = match["inside"][: told.start()].strip(" ,;")
    day = _day(match["year"], _month(told["month"], _MONTHS), told["day"])
    return Decided(court if _COURT.match(court) else None, int(match["year"]), day)


def decided_before(text: str, start: int, floor: int) -> Decided:
    """What stands before a file number: `LG Hamburg, Urt. v. 27.09.2024 \u2013 310 O 227/23`."""
    match = _GERMAN_DAY.search(text[max(floor, start - _REACH) : start])
    if match is None:
        return Decided()
    month = int(match["month"]) if match["month"] else _month(match["name"], _GERMAN_MONTHS)
    return Decided(match["court"], int(match["year"]), _day(match["year"], month, match["day"]))


def _month(name: str | None, names: tuple[str, ...]) -> int | None:
    """The number of a month, however it is shortened."""
    start = (name or "").casefold()[:3]
    return names.index(start) + 1 if start in names else None


def _day(year: str, month: int | None, day: str | None) -> str | None:
    if month is None or day is None:
        return None
    try:
        return dt.date(int(year), month, int(day)).isoformat()
    except ValueError:  # no such day
        return None


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
