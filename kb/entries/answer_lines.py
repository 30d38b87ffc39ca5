"""Answers through time: each question of a platform as a line of dated answers.

The lines are read off the published versions of its document: an answer that was replaced stays on
its line with the day when the next one took over. Nothing is guessed: where a day was read off a
copy, it is the latest possible one, and what is not known of a day is said (`Held`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from kb.core.dates import earliest, latest
from kb.entries.documents import Answer, PolicyDocument, Source
from kb.entries.questions import POLICY_QUESTIONS, Question

#: Whether an answer held on a day: yes; perhaps, as it began at some time around then; not yet;
#: when last looked at, before that day; nobody knows, as it has no date.
Held = Literal["held", "perhaps", "not-yet", "later", "undated"]
HELD_WORDS: Final[Mapping[Held, str]] = {
    "held": "It held on that day.",
    "perhaps": "Nobody recorded whether it had begun by that day.",
    "not-yet": "Not on that day: by what is on record it began later.",
    "later": "It held when last looked at, which was before that day.",
    "undated": "On record, but since when is not known.",
}
#: The word before an answer that is not known to have held on a day.
UNSURE_WORDS: Final[Mapping[str, str]] = {
    "perhaps": "Perhaps",
    "not-yet": "Later",
    "undated": "Undated",
}


@dataclass(frozen=True)
class Published:
    """A version of an entry: its number, the day it was published here (ISO), what it said."""

    number: int
    day: str
    document: PolicyDocument


@dataclass(frozen=True)
class DatedAnswer:
    """One answer on a line, with the source that proves it.

    `since` reads as in the document. `until` is the beginning of the answer that took its place in
    the world; where our record alone was mended, `corrected` is the day of that instead.
    """

    question: Question
    answer: Answer
    source: Source
    version: int  # the first version that gave it
    recorded: str  # when that was published
    as_of: str  # how far the facts of the newest version that gave it reach
    until: Answer | None = None
    corrected: str | None = None

    @property
    def gap_days(self) -> int | None:
        """Days between the copy without it and the first that has it; None where not known."""
        answer = self.answer
        if answer.since is None or answer.not_before is None:
            return None
        return (latest(answer.since) - earliest(answer.not_before)).days

    def on(self, day: dt.date) -> Held:
        """Whether it held on a day, as far as it is known; not asked of one that was corrected."""
        answer = self.answer
        if answer.since is None:
            seen = self.source.date
            return "held" if seen and latest(seen) <= day <= latest(self.as_of) else "undated"
        if day > latest(self.as_of):
            return "later"
        if day >= latest(answer.since):
            return "held"
        first = _first_possible(answer)
        return "perhaps" if first is None or day >= first else "not-yet"


def _first_possible(answer: Answer) -> dt.date | None:
    """The first day on which an answer can have begun; None where nothing bounds it."""
    assert answer.since is not None
    if answer.certainty == "exact":
        return earliest(answer.since)
    return earliest(answer.not_before) if answer.not_before else None


def answer_lines(versions: Iterable[Published]) -> dict[str, tuple[DatedAnswer, ...]]:
    """Every answered question with its line, oldest first, from versions in their order."""
    lines: dict[str, list[DatedAnswer]] = {}
    for version in versions:
        for question in POLICY_QUESTIONS:
            line = lines.setdefault(question, [])
            _carry_on(line, question, version)
    return {question: tuple(line) for question, line in lines.items() if line}


def _carry_on(line: list[DatedAnswer], question: str, version: Published) -> None:
    answer = version.document.answers.get(question)
    before = line[-1] if line and line[-1].corrected is None else None
    if answer is None:
        if before is not None:
            line[-1] = replace(before, corrected=version.day)
        return
    found = DatedAnswer(
        question=POLICY_QUESTIONS[question],
        answer=answer,
        source=version.document.source(answer.source),
        version=version.number,
        recorded=version.day,
        as_of=version.document.as_of,
    )
    if before is None:
        line.append(found)
    elif before.answer.value == answer.value:
        # The same answer, told better: it is one point of the line, from its first version on.
        line[-1] = replace(found, version=before.version, recorded=before.recorded)
    elif _took_over(answer, before.answer):
        line[-1] = replace(before, until=answer)
        line.append(found)
    else:
        line[-1] = replace(before, corrected=version.day)
        line.append(found)


def _took_over(new: Answer, old: Answer) -> bool:
    """Whether an answer began after another one, so that the platform changed, not our record."""
    return new.since is not None and (old.since is None or latest(new.since) > latest(old.since))


def answers_on(
    lines: Mapping[str, tuple[DatedAnswer, ...]], day: dt.date
) -> Iterator[tuple[Question, tuple[tuple[DatedAnswer, Held], ...]]]:
    """What is known of each question on a day: answers that held, or may have held, newest first.

    A question without an answer on record has an empty tuple; answers that a correction took back
    are left out.
    """
    for name, question in POLICY_QUESTIONS.items():
        found: list[tuple[DatedAnswer, Held]] = []
        for answer in reversed(lines.get(name, ())):
            if answer.corrected is not None:
                continue
            held = answer.on(day)
            found.append((answer, held))
            if held in {"held", "later"}:
                break  # what came before it was over by then
        yield question, tuple(found)
