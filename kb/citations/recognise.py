"""From a text to its citations, each with its place, its family and its usual form.

`recognise` takes time linear in the length of the text. Only what is written counts: no court,
division, ECLI or year is computed or guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from kb.citations.american import American, american
from kb.citations.beside import decided_after, decided_before, name_before
from kb.citations.binding import bound
from kb.citations.errors import TextTooLong
from kb.citations.forms import further
from kb.citations.known import BARE_SECTION, known
from kb.citations.model import Citation
from kb.citations.normal import normalised
from kb.entries.identifiers import citation_keys

LONGEST: Final = 500_000  # characters: some hundred and fifty pages
_LONGEST_ODD: Final = 60


def recognise(text: str) -> list[Citation]:
    """The citations of the text in order, without overlaps; `TextTooLong` beyond `LONGEST`.

    Short forms, `Id.` and `supra` come with the place of what they stand for.
    """
    if len(text) > LONGEST:
        raise TextTooLong(len(text), LONGEST)
    us = american(text)
    ours = known(text)
    sources = [
        [citation for citation in ours if citation.family != BARE_SECTION],
        _as_citations(text, us),
        further(text),
        [citation for citation in ours if citation.family == BARE_SECTION],
    ]
    found = _without_overlaps(text, sources)
    return bound(
        text, _beside(text, _complete(found, us)), guesses={item.start: item.guess for item in us}
    )


def _as_citations(text: str, us: Iterable[American]) -> list[Citation]:
    return [
        Citation(
            item.start,
            item.end,
            text[item.start : item.end],
            item.family,
            item.normalised,
            form=item.form,
        )
        for item in us
    ]


def _without_overlaps(text: str, sources: Iterable[list[Citation]]) -> list[Citation]:
    """All citations in order; where two overlap, the one of the earlier source stays."""
    taken = bytearray(len(text))
    kept: list[Citation] = []
    for source in sources:
        for citation in source:
            if not any(taken[citation.start : citation.end]):
                taken[citation.start : citation.end] = b"\x01" * (citation.end - citation.start)
                kept.append(citation)
    return sorted(kept, key=lambda citation: citation.start)


def _complete(found: Iterable[Citation], us: Iterable[American]) -> list[Citation]:
    """With normal forms, and keys for those that entries may have in an unusual form."""
    corrected = {item.end: item.normalised for item in us if item.family == "us-reporter"}
    complete = []
    for citation in found:
        usual = citation.normalised or (
            corrected.get(citation.end) if citation.family == "us-reporter" else None
        )
        usual = usual or normalised(citation.family, citation.text, citation.keys)
        keys = citation.keys
        if not keys and citation.form == "full" and len(citation.text) <= _LONGEST_ODD:
            keys = citation_keys(citation.text)
        complete.append(replace(citation, normalised=usual, keys=keys))
    return complete


def _beside(text: str, citations: list[Citation]) -> list[Citation]:
    """With the case name, the court and the day that stand beside each full citation."""
    floor = 0
    described = []
    for place, citation in enumerate(citations):
        ceiling = citations[place + 1].start if place + 1 < len(citations) else len(text)
        if citation.form == "full":
            name = name_before(text, citation.start, floor)
            told = decided_after(text, citation.end, ceiling)
            if citation.family == "de-file-number" and told.year is None:
                told = decided_before(text, citation.start, floor)
            described.append(
                replace(citation, name=name, year=told.year, court=told.court, day=told.day)
            )
        else:
            described.append(citation)
        floor = citation.end
    return described
