"""What is told of a brief: its citations in order, each in its place, and its quotations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlmodel import Session

from kb.citations import Citation, recognise
from kb.citations.check import Checked, Standing, check
from kb.citations.quotations import Quotation, quotations
from kb.sources.bodies import BodyStore
from kb.web.briefs.held import HeldText, HeldTexts

AROUND: Final = 100  # characters shown before and behind a citation
#: What is said of a citation.
STANDINGS: Final[dict[Standing, str]] = {
    "found": "An entry here",
    "several": "Several entries here",
    "unknown": "No entry here",
    "outside": "Outside our subject",
}
Verdict = Literal["found", "missing", "no-text"]
#: What is said of a quotation.
VERDICTS: Final[dict[Verdict, str]] = {
    "found": "Stands in a text that we hold",
    "missing": "Not found in the texts that we hold",
    "no-text": "We hold no text of this entry",
}


@dataclass(frozen=True)
class Quoted:
    """A quotation that stands near a citation of an entry, looked up in the texts held of it."""

    text: str
    verdict: Verdict
    where: HeldText | None  # the first text that has it
    searched: int  # how many texts were looked into


@dataclass(frozen=True)
class Line:
    """A citation with the words around it."""

    checked: Checked
    before: str
    after: str
    quoted: tuple[Quoted, ...]

    @property
    def needs_a_look(self) -> bool:
        """Whether something contradicts the text, or a later entry undermines what is cited."""
        missing = any(quoted.verdict == "missing" for quoted in self.quoted)
        return bool(self.checked.doubts) or self.checked.is_undermined or missing


@dataclass(frozen=True)
class Report:
    """The whole answer to a brief."""

    text: str
    lines: tuple[Line, ...]

    @property
    def standings(self) -> Counter[Standing]:
        """How many citations stand how; short forms count as what they stand for."""
        return Counter(line.checked.standing for line in self.lines)

    @property
    def verdicts(self) -> Counter[Verdict]:
        return Counter(quoted.verdict for line in self.lines for quoted in line.quoted)

    @property
    def entries(self) -> int:
        """How many different entries are cited."""
        return len({state.card.id for line in self.lines for state in line.checked.states})

    @property
    def elsewhere(self) -> tuple[Line, ...]:
        """Citations of which we know nothing, each where it stands in full."""
        return tuple(
            line
            for line in self.lines
            if line.checked.standing == "unknown" and line.checked.citation.form == "full"
        )

    @property
    def worth_a_look(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.needs_a_look)


def report(session: Session, store: BodyStore, text: str) -> Report:
    """Read the text, check every citation, look every quotation up."""
    citations = recognise(text)
    checked = check(session, citations)
    near: dict[int, list[Quotation]] = defaultdict(list)
    for quotation in quotations(text, citations):
        near[quotation.citation].append(quotation)
    held = HeldTexts(session, store)
    lines = (
        Line(one, *_around(text, one.citation), _quoted(near[place], one, held))
        for place, one in enumerate(checked)
    )
    return Report(text, tuple(lines))


def _around(text: str, citation: Citation) -> tuple[str, str]:
    """The words before and behind a citation, cut between words."""
    before = text[max(0, citation.start - AROUND) : citation.start]
    after = text[citation.end : citation.end + AROUND]
    if citation.start > AROUND:
        before = "…" + before.partition(" ")[2]
    if citation.end + AROUND < len(text):
        after = after.rpartition(" ")[0] + "…"
    return before, after


def _quoted(near: Sequence[Quotation], checked: Checked, held: HeldTexts) -> tuple[Quoted, ...]:
    """What stands near the citation of an entry; of others we know nothing to compare with."""
    if not near or not checked.states:
        return ()
    texts = [text for state in checked.states for text in held.of(state.card)]
    return tuple(_looked_up(quotation.text, texts) for quotation in near)


def _looked_up(quotation: str, texts: Sequence[HeldText]) -> Quoted:
    where = next((text for text in texts if text.text.has(quotation)), None)
    verdict: Verdict = "found" if where else "missing" if texts else "no-text"
    return Quoted(quotation, verdict, where, len(texts))
