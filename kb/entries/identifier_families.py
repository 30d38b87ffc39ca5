"""What a family of identifiers is, and how a text is prepared for recognising them.

A family is a pattern plus a function from a match to keys. A key is a short string such
as `us-docket:3:23-cv-201`; two spellings name the same thing exactly when their sets of
keys meet. A part that a spelling leaves out (the office of a docket number, the division
of the High Court) stands for each of its possible values, so `23-cv-201` meets both
`3:23-cv-201` and `1:23-cv-201`, and those two never meet each other. Nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Keys = frozenset[str]
NO_KEYS: Keys = frozenset()

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d"
_SPACES = "\u00a0\u2002\u2003\u2007\u2009\u200a\u202f\u3000"
_PLAIN = {
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    ord("\u2019"): "'",
    ord("\u3014"): "(",
    ord("\u3015"): ")",
    ord("\u3010"): "[",
    ord("\u3011"): "]",
}


@dataclass(frozen=True)
class Family:
    """One form of identifier: `keys` returns no keys where the pattern matched by chance."""

    name: str
    group: str
    pattern: re.Pattern[str]
    keys: Callable[[re.Match[str]], Keys]
    wordy: bool  # may stand without a digit
    #: In lower case, each digit a 0; without any of them the pattern cannot match.
    hints: tuple[str, ...]

    def may_stand_in(self, shape: str) -> bool:
        """Whether the pattern can match a text, in lower case with 0 for each digit."""
        for hint in self.hints:
            if hint in shape:
                return True
        return not self.hints


def family(
    name: str,
    pattern: str,
    keys: Callable[[re.Match[str]], Keys],
    *,
    group: str = "docket",
    wordy: bool = False,
    hints: str = "",
) -> Family:
    """A family whose pattern ignores case and may be written with blanks between its parts.

    One of the `hints` stands in every text that has it; `_` is a blank in a hint, 0 any digit.
    """
    compiled = re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    return Family(
        name, group, compiled, keys, wordy, tuple(hint.replace("_", " ") for hint in hints.split())
    )


def plain(text: str) -> str:
    """The text with typographic dashes, spaces and brackets made plain, of the same length."""
    return text if text.isascii() else text.translate(_PLAIN)


def number(digits: str) -> str:
    """The digits without leading zeros."""
    return digits.lstrip("0") or "0"


def letters(text: str) -> str:
    """Letters and digits only, in lower case: `F. Supp. 3d` becomes `fsupp3d`."""
    return re.sub(r"[\W_]+", "", text).casefold()


def one(key: str) -> Keys:
    return frozenset((key,))


def each(template: str, values: Iterable[str]) -> Keys:
    """One key for each value of the part that was left out."""
    return frozenset(template.format(value) for value in values)


_SECTION_ITEM = r"\d+[a-z]*(?:-\d+[a-z]?)*(?:\.\d+)*(?:\s?\(\w{1,4}\))*"
#: `17 U.S.C. § 107; 17 U.S.C. § 1202`: what the second 17 is the title of is another citation.
_NO_TITLE = r"(?!\s+(?:U\.?\s?S\b|C\.?\s?F\.?\s?R\b|F\.|Fed\.|S\.\s?Ct))"
SECTION_LIST = (
    rf"{_SECTION_ITEM}"
    r"(?:\s*(?:,|;|&|and|und|et|to|-)\s*(?:\u00a7+\s*|s{1,2}\.\s*)?"
    rf"(?>{_SECTION_ITEM}){_NO_TITLE})*"
)
ARTICLES = r"(?:art(?:icle|ikel)?s?\.?)\s*"
_SECTION = re.compile(r"\d+[a-z]*(?:\.\d+)*(?:-\d+[a-z]*)*", re.IGNORECASE)
_LONGEST_RANGE = 30


def sections(text: str) -> list[str]:
    """The section numbers of a list without their subsections: `9(3), 12(7)` gives 9 and 12.

    A dash or `to` between two close whole numbers is a range, and every number of it is named; the
    number as written is named too, because some codes have dashes in their numbers.
    """
    bare = re.sub(r"\s+to\s+", "-", re.sub(r"\s?\([^)]*\)", "", text))
    found: list[str] = []
    for written in _SECTION.findall(bare):
        name = written.casefold()
        found.append(name)
        low, _, high = name.partition("-")
        if low.isdigit() and high.isdigit() and 0 < int(high) - int(low) <= _LONGEST_RANGE:
            found += [str(value) for value in range(int(low), int(high) + 1)]
    return found


def named_sections(act: str, listed: str | None) -> Keys:
    """The keys of the sections of an act that a list names; none without a list."""
    return frozenset(f"{act}:{name}" for name in sections(listed)) if listed else NO_KEYS
