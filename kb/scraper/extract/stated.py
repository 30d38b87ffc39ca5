"""The date that terms give themselves: "Effective 3 March 2026", "Stand: 1. Mai 2026"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import dateparser

#: Words before the date, by language; the first label in the text that has a date decides.
_LABELS: Final = re.compile(
    r"""last\ (?:updated|modified|revised|changed)
    | effective(?:\ date|\ as\ of|\ from)?
    | (?:updated|revised)(?:\ on)?
    | version\ (?:of|dated)
    | in\ force\ (?:since|from)
    | date\ of\ (?:last\ )?(?:revision|update)
    | letzte\ (?:aktualisierung|änderung)
    | zuletzt\ (?:aktualisiert|geändert)
    | \bstand\b | gültig\ ab | in\ kraft\ seit
    | dernière\ (?:mise\ à\ jour|modification)
    | en\ vigueur\ (?:depuis|au|à\ compter\ du)
    | date\ d[’']entrée\ en\ vigueur
    | 最終(?:更新|改定)日? | 改定日 | 制定日 | 施行日
    | 最后更新(?:日期)? | 生效日期""",
    re.VERBOSE,
)
_NUMBERS: Final = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\b")
_DATE: Final = re.compile(
    r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?"
    r"|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"|\d{1,2}(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?[^\W\d]{3,12}\.?,?\s+\d{4}"
    r"|[^\W\d]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)
_REACH: Final = 40  # characters between a label and its date
_LONGEST_LABEL: Final = 40  # characters, more than any of these has
#: Every date has four digits of a year; looking for labels near them alone spares most pages.
_YEAR: Final = re.compile(r"\d{4}")
_LANGUAGES: Final = frozenset({"en", "de", "fr", "ja", "zh", "ru"})


@dataclass(frozen=True)
class StatedDate:
    """An ISO date, and whether day and month could be the other way round."""

    date: str
    is_ambiguous: bool


def stated_date(text: str, language: str = "en") -> StatedDate | None:
    """The date that the text says it was last changed or took effect; None if it says none."""
    text = text.lower()  # here and once: patterns that know no capitals are three times as fast
    for start, end in _places(text):
        for label in _LABELS.finditer(text, start, end):
            match = _DATE.search(text[label.end() : label.end() + _REACH])
            parsed = _parsed(match.group(), language) if match else None
            if parsed is not None:
                return parsed
    return None


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where labels may stand whose date is near: from and to, in order and apart."""
    place: tuple[int, int] | None = None
    for year in _YEAR.finditer(text):
        start, end = max(0, year.start() - _REACH - _LONGEST_LABEL), year.end()
        if place is not None and start > place[1]:
            yield place
            place = None
        place = (place[0] if place else start, end)
    if place is not None:
        yield place


def _parsed(words: str, language: str) -> StatedDate | None:
    numbers = _NUMBERS.fullmatch(words)
    ambiguous = (
        numbers is not None
        and "." not in words
        and int(numbers[1]) <= 12
        and int(numbers[2]) <= 12
        and numbers[1] != numbers[2]
    )
    languages = [language if language in _LANGUAGES else "en"]
    if languages != ["en"]:
        languages.append("en")
    found = dateparser.parse(
        words,
        languages=languages,
        settings={"REQUIRE_PARTS": ["day", "month", "year"], "PREFER_DATES_FROM": "past"},
    )
    return StatedDate(found.date().isoformat(), ambiguous) if found else None
