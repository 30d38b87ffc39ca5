"""The claim grid of a case: claim by defendant by decision, as far as the document states it.

Nothing is inferred. A cell has the outcomes that the document records for that claim, that
defendant and that decision; where it records none, there is none. Defendants are the parties that
the words of a claim name (`OpenAI` names `OpenAI, Inc.`); words that name no party stand for
themselves. Defendants of one claim with the same outcomes share a row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from kb.core.dates import earliest, latest
from kb.entries.anchors import anchored
from kb.entries.documents import CaseDocument, Claim, ClaimOutcome, Event, Party
from kb.entries.vocabulary import CLAIM_STAGES

_EVERYBODY: Final = re.compile(r"(all|both)( \w+)? defendants|all", re.IGNORECASE)
_FIRM: Final = r"(?:Inc|Ltd|LLC|L\.L\.C|LLP|LP|PBC|Co|Corp|GmbH|S\.A|S\.p\.A|s\.r\.o)\b"
_COMMAS: Final = re.compile(rf"\s*(?:;|,(?!\s*{_FIRM}))\s*")
_LISTED: Final = re.compile(rf"\s*(?:;|,(?!\s*{_FIRM})|\band\b)\s*")
_STAGES: Final = tuple(CLAIM_STAGES)


@dataclass(frozen=True, order=True)
class Step:
    """A column: what was decided about on which day (a partial date)."""

    date: str
    order: int  # of the stage in the usual course of a proceeding
    stage: str = field(compare=False)


@dataclass(frozen=True)
class Row:
    """Defendants of a claim, as it names them, with their outcomes by step."""

    defendants: tuple[str, ...]
    parties: tuple[str, ...]
    cells: dict[Step, tuple[ClaimOutcome, ...]]

    @property
    def last(self) -> ClaimOutcome | None:
        """The newest outcome on record."""
        return self.cells[max(self.cells)][-1] if self.cells else None


@dataclass(frozen=True)
class ClaimRows:
    """A claim, its anchor on the case page, and its rows."""

    claim: Claim
    anchor: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class ClaimGrid:
    """The grid; `later` outcomes are after the day asked for, of `unsure` nobody knows."""

    steps: tuple[Step, ...]
    claims: tuple[ClaimRows, ...]
    later: int = 0
    unsure: int = 0

    @property
    def recorded(self) -> bool:
        """Whether any outcome is on record."""
        return bool(self.steps)


def claim_grid(document: CaseDocument, *, until: dt.date | None = None) -> ClaimGrid:
    """The grid of the case; with `until`, of what was surely decided by the end of that day."""
    outcomes = [one for one in document.outcomes if until is None or latest(one.date) <= until]
    unsure = sum(
        earliest(one.date) <= until < latest(one.date) for one in document.outcomes if until
    )
    return ClaimGrid(
        steps=tuple(sorted({_step(one) for one in outcomes})),
        claims=tuple(
            ClaimRows(claim, anchor, tuple(_rows(document, claim, outcomes)))
            for claim, anchor in anchored(document.claims)
        ),
        later=len(document.outcomes) - len(outcomes) - unsure,
        unsure=unsure,
    )


def deciding_event(document: CaseDocument, step: Step) -> Event | None:
    """The event of the step's day, where there is just one."""
    found = [event for event in document.events if event.date == step.date]
    return found[0] if len(found) == 1 else None


def _step(outcome: ClaimOutcome) -> Step:
    return Step(outcome.date, _STAGES.index(outcome.stage), outcome.stage)


def _rows(document: CaseDocument, claim: Claim, outcomes: Sequence[ClaimOutcome]) -> Iterator[Row]:
    own = [one for one in outcomes if one.claim == claim.claim]
    named = _named(claim.against, document.defendants)
    for outcome in own:
        named |= _named(outcome.against, document.defendants) if outcome.against else {}
    concerned: dict[str, list[ClaimOutcome]] = {
        party: [] for parties in named.values() for party in parties
    }
    for outcome in own:
        whom = _named(outcome.against or claim.against, document.defendants)
        for party in dict.fromkeys(one for parties in whom.values() for one in parties):
            concerned[party].append(outcome)
    groups: dict[tuple[int, ...], list[str]] = {}
    for party, found in concerned.items():
        groups.setdefault(tuple(map(id, found)), []).append(party)
    for parties in groups.values():
        yield Row(
            defendants=_labels(parties, named),
            parties=tuple(parties),
            cells=_cells(concerned[parties[0]]),
        )


def _cells(outcomes: Sequence[ClaimOutcome]) -> dict[Step, tuple[ClaimOutcome, ...]]:
    cells: dict[Step, tuple[ClaimOutcome, ...]] = {}
    for outcome in outcomes:
        step = _step(outcome)
        cells[step] = (*cells.get(step, ()), outcome)
    return cells


def _labels(parties: Sequence[str], named: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The words of the document for these parties; a party that no word covers by its name."""
    left, labels = dict.fromkeys(parties), []
    for words, members in named.items():
        if members and all(member in left for member in members):
            labels.append(words)
            for member in members:
                del left[member]
    return (*labels, *left)


def _named(text: str, defendants: Sequence[Party]) -> dict[str, tuple[str, ...]]:
    """The words that name defendants, with the names of the parties that they mean."""
    everybody = tuple(party.name for party in defendants)
    if _EVERYBODY.fullmatch(text) and everybody:
        return {text: everybody}
    whole = _meant(text, defendants)
    if whole:
        return {text: whole}
    parts = {part: _meant(part, defendants) for part in _LISTED.split(text) if part}
    if all(parts.values()):
        return parts
    return {part: _meant(part, defendants) or (part,) for part in _COMMAS.split(text) if part}


def _meant(words: str, defendants: Sequence[Party]) -> tuple[str, ...]:
    wanted = f" {_plain(words)} "
    return tuple(
        party.name
        for party in defendants
        if any(wanted in f" {_plain(name)} " for name in (party.name, *party.also_known_as))
    )


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
