"""What short forms stand for: `744 F. Supp. 3d at 960`, `Id. at 5`, `Andersen, supra`, `§ 1202`.

A short form gets the place of its full citation only where the text leaves no choice. Several
citations of one decision in a row are one authority, and so is what became of it on appeal:
`Id.` behind them stands for the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from kb.citations.known import BARE_SECTION
from kb.citations.model import RULES, Citation
from kb.entries.identifier_families import letters
from kb.entries.identifiers import section_keys

_SHORT: Final = re.compile(r"(?P<volume>\d+)\s+(?P<series>.+?),?\s+at\s")
_FULL: Final = re.compile(r"(?P<volume>\d+)\s+(?P<series>.+?)\s+\d+$")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
#: What stands between two citations of the same decision: pages, commas, `Case No.`.
_SAME: Final = re.compile(r"(?:[\s,;=*\u00b6(-]|\bat\b|\bCase\b|\bNos?\.|\d{1,5})*", re.IGNORECASE)
#: What announces the later fate of the decision cited before.
_LATER: Final = re.compile(
    r"\b(?:aff'd|affirmed|rev'd|reversed|vacated|remanded|cert\.|appeal|reh'g|sub\s+nom|modified)",
    re.IGNORECASE,
)
_LONGEST_GAP: Final = 120  # characters


def bound(
    text: str, citations: list[Citation], *, guesses: Mapping[int, str | None]
) -> list[Citation]:
    """The citations, the short ones with the place of what they stand for.

    `guesses` gives the name before a short form by where the form starts. A bare section that
    follows no statute with that section says nothing and is left out.
    """
    return _Binding(text, guesses).run(citations)


class _Binding:
    """One pass over the citations of a text, which remembers what was cited so far."""

    def __init__(self, text: str, guesses: Mapping[int, str | None]) -> None:
        self._text = text
        self._guesses = guesses
        self._kept: list[Citation] = []
        self._volumes: dict[tuple[str, str], int] = {}
        self._sections: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._last: int | None = None  # the place of the authority cited last

    def run(self, citations: Iterable[Citation]) -> list[Citation]:
        for citation in citations:
            if citation.family == BARE_SECTION:
                self._add_section(citation)
            elif citation.form == "full":
                self._add_full(citation)
            else:
                self._add_short(citation, self._antecedent(citation))
        return self._kept

    def _add_full(self, citation: Citation) -> None:
        place = len(self._kept)
        before = self._kept[-1] if self._kept else None
        gap = self._text[before.end : citation.start] if before else ""
        is_later = before is not None and len(gap) <= _LONGEST_GAP and bool(_LATER.search(gap))
        if _are_parallel(before, gap, citation):
            assert before is not None
            first = place - 1 if before.parallel is None else before.parallel
            citation = replace(citation, parallel=first)
        elif not is_later:
            self._last = place
        self._kept.append(citation)
        self._remember(citation, place if citation.parallel is None else citation.parallel)

    def _add_section(self, citation: Citation) -> None:
        antecedent = self._of_section(citation)
        if antecedent is not None:
            family = self._kept[antecedent].family
            self._add_short(replace(citation, family=family, form="short"), antecedent)

    def _add_short(self, citation: Citation, antecedent: int | None) -> None:
        self._kept.append(replace(citation, antecedent=antecedent))
        self._last = antecedent

    def _remember(self, citation: Citation, place: int) -> None:
        if match := _FULL.match(citation.normalised):
            self._volumes[match["volume"], letters(match["series"])] = place
        for key in section_keys(citation.keys):
            self._sections[key] = place
        for word in _words(citation.name):
            self._names[word] = place

    def _antecedent(self, citation: Citation) -> int | None:
        if citation.form == "id":
            return self._last
        if citation.form == "short" and (match := _SHORT.match(citation.text)):
            place = self._volumes.get((match["volume"], letters(match["series"])))
            if place is not None:
                return place
        words = _words(self._guesses.get(citation.start))
        places = {self._names[word] for word in words if word in self._names}
        return places.pop() if len(places) == 1 else None

    def _of_section(self, citation: Citation) -> int | None:
        places = {self._sections.get(key) for key in citation.keys}
        return places.pop() if len(places) == 1 else None


def _are_parallel(before: Citation | None, gap: str, citation: Citation) -> bool:
    if before is None or before.form != "full" or citation.name is not None:
        return False
    names_rule = {before.family, citation.family} & RULES
    return not names_rule and len(gap) <= _LONGEST_GAP and bool(_SAME.fullmatch(gap))


def _words(name: str | None) -> set[str]:
    return {word.casefold() for word in _WORD.findall(name or "")}
