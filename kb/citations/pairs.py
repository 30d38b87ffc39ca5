"""Whether what stands beside a citation fits the entry that the citation leads to.

The rules are meant for misprints and invented citations, and speak up only where nothing fits:
a name none of whose words is in the names of the entry, a court or a year in which the entry has
no decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from kb.entries.identifier_families import letters

_WORD: Final = re.compile(r"[^\W\d_](?:[\w'\u2019]*[^\W_])?\.?")
#: Words that many names share and that tell none apart.
_COMMON: Final = frozenset(
    {"in", "re", "ex", "parte", "of", "the", "and", "et", "al", "others", "inc", "ltd", "llc", "lp",
     "llp", "pbc", "corp", "co", "company", "limited", "plc", "gmbh", "ag", "kg", "sa", "bv", "nv",
     "ev", "us", "usa", "uk", "doe", "roe", "litig", "litigation", "copyright", "antitrust", "case",
     "matter", "for", "grp", "group", "holdings", "ai", "v", "vs", "versus", "on", "behalf", "all",
     "itself", "similarly", "situated", "lg", "olg", "bgh", "court"}
)  # fmt: skip
_SIDES: Final = re.compile(r"\s+(?:v|vs|versus)\.?\s+", re.IGNORECASE)
_SHORTEST: Final = 3
_ORDINAL: Final = re.compile(r"(?<=[23])[nr]?d(?=cir)")


def name_fits(name: str, known: Iterable[str]) -> bool:
    """Whether each side of a case name shares a word with the names that an entry goes by.

    Abbreviations fit (`Ctr.` for Centre, `Techs.`); a side without a telling word fits anything.
    """
    words = {word for text in known for word in _words(text)}
    return all(_side_fits(telling_words(side), words) for side in _SIDES.split(name))


def year_fits(year: int, years: Iterable[int], *, first: int | None, last: int) -> bool:
    """Whether a year can be that of a decision of the entry.

    `years` are those of decisions with the very citation; without any, the year must lie
    between the `first` and the `last` year of the proceedings, where those are known.
    """
    known = set(years)
    if known:
        return year in known
    return (first is None or year >= first) and year <= last


def court_fits(court: str, known: Iterable[str]) -> bool:
    """Whether a court in brackets is one of the known ones, however its name is shortened.

    `N.D. California` is `N.D. Cal.`, `2nd Cir.` is `2d Cir.`, `LG Berlin` is `LG Berlin II`.
    """
    written = _court_letters(court)
    return any(
        written.startswith(name) or name.startswith(written) for name in map(_court_letters, known)
    )


def _court_letters(court: str) -> str:
    return _ORDINAL.sub("d", letters(court))


def telling_words(name: str) -> list[str]:
    """The words of a name that tell it from others, in lower case."""
    return [word for word in _words(name) if word.rstrip(".") not in _COMMON]


def _side_fits(telling: list[str], known: set[str]) -> bool:
    return not telling or any(_is_word_of(word, known) for word in telling)


def _is_word_of(word: str, known: set[str]) -> bool:
    bare = word.rstrip(".")
    if word in known or bare in known:
        return True
    if len(bare) < _SHORTEST:
        return not word.endswith(".")  # an initial says nothing
    return any(other.startswith(bare) or _abbreviates(bare, other) for other in known)


def _abbreviates(short: str, word: str) -> bool:
    """Whether the letters of a word that was shortened stand in the other in the same order."""
    if short[0] != word[0] or len(short) >= len(word):
        return False
    letters = iter(word)
    return all(letter in letters for letter in short.replace("'", "").replace("\u2019", ""))


def _words(text: str) -> list[str]:
    return [match[0].casefold() for match in _WORD.finditer(text)]
