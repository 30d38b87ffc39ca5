"""The statements of an entry as tables to print, the last column naming the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.documents import (
    Answer,
    CaseDocument,
    HistoryItem,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Provision,
    Term,
)
from kb.exports.markdown_kinds import since_words


@dataclass(frozen=True)
class Table:
    """A table with its caption; every row has a cell for each name of `header`."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def of_case(document: CaseDocument) -> Iterator[Table]:
    """Claims with what became of them, rulings, fair use by factor, the timeline."""
    yield Table(
        "Claims",
        ("Claim", "Basis", "Against", "Fate", "Source"),
        tuple(
            (one.claim, one.basis, one.against, vocabulary.CLAIM_STATUSES[one.status], one.source)
            for one in document.claims
        ),
    )
    yield Table(
        "Claims, stage by stage",
        ("Date", "Stage", "Claim", "What became of it", "Source"),
        tuple(
            (
                day_in_words(one.date),
                vocabulary.CLAIM_STAGES[one.stage],
                f"{one.claim}, against {one.against}" if one.against else one.claim,
                _said(vocabulary.CLAIM_STATUSES[one.status], one.note),
                one.source,
            )
            for one in document.outcomes
        ),
    )
    yield Table(
        "Rulings",
        ("Date", "Issue", "Ruling", "For whom", "Source"),
        tuple(
            (
                _day(one.date),
                vocabulary.TOPICS[one.issue],
                one.holding,
                vocabulary.FAVOURS[one.favours],
                one.source,
            )
            for one in document.holdings
        ),
    )
    yield Table(
        "Fair use by factor",
        ("Date", "Factor", "Finding", "For whom", "Source"),
        tuple(
            (
                _day(one.date),
                f"{one.factor}: {vocabulary.FAIR_USE_FACTORS[one.factor]}",
                one.note or "",
                vocabulary.FAVOURS[one.favours],
                one.source,
            )
            for one in document.fair_use
        ),
    )
    yield Table(
        "Timeline",
        ("Date", "Kind", "Event", "Source"),
        tuple(
            (
                day_in_words(one.date),
                vocabulary.EVENT_KINDS[one.kind],
                _said(one.title, one.description, one.citation),
                one.source,
            )
            for one in document.events
        ),
    )


def of_policy(document: PolicyDocument) -> Iterator[Table]:
    """Answers, the steps to opt out, the history."""
    yield _answers("Answers", vocabulary.POLICY_QUESTIONS, document.answers)
    yield Table(
        "How to opt out",
        ("Step", "What to do"),
        tuple((str(n), step) for n, step in enumerate(document.how_to_opt_out, start=1)),
    )
    yield _history(document.history)


def of_licence(document: LicenceDocument) -> Iterator[Table]:
    """Terms and provisions."""
    yield _answers("Terms", vocabulary.LICENCE_QUESTIONS, document.terms)
    yield _provisions(document.provisions)


def of_law(document: LawDocument) -> Iterator[Table]:
    """Provisions and history."""
    yield _provisions(document.provisions)
    yield _history(document.history)


def _answers(
    caption: str,
    questions: dict[str, vocabulary.Question],
    answers: dict[str, Answer] | dict[str, Term],
) -> Table:
    rows = []
    for question in questions.values():
        answer = answers.get(question.id)
        if answer is not None:
            known = since_words(answer) if isinstance(answer, Answer) else answer.pinpoint or ""
            said = _said(question.values[answer.value], answer.note)
            rows.append((question.question, said, known, answer.source))
    known = "Since" if caption == "Answers" else "Section"
    return Table(caption, ("Question", "Answer", known, "Source"), tuple(rows))


def _provisions(provisions: Iterable[Provision]) -> Table:
    rows = tuple((one.pinpoint or "", one.paraphrase, one.source) for one in provisions)
    return Table("Provisions", ("Section", "In our words", "Source"), rows)


def _history(history: Iterable[HistoryItem]) -> Table:
    rows = tuple(
        (
            f"{'by ' if one.certainty == 'at-latest' else ''}{day_in_words(one.date)}",
            _said(one.title, one.description, one.note),
            one.source or "",
        )
        for one in history
    )
    return Table("History", ("Date", "Step", "Source"), rows)


def _said(first: str, *more: str | None) -> str:
    """Sentences in a row, each with its full stop."""
    said = [text.rstrip(".") for text in (first, *more) if text]
    return f"{'. '.join(said)}." if len(said) > 1 else first


def _day(date: str | None) -> str:
    return day_in_words(date) if date else ""
