"""The statements of an entry that are found by themselves: events, rulings, answers and so on.

Each is a `Passage` that leads to its place on the entry's page; its text is searched as part of
the entry, and `in:` narrows a search to statements of some groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

from kb.entries import vocabulary
from kb.entries.anchors import anchored, answer_anchor, source_anchor
from kb.entries.documents import (
    CaseDocument,
    Document,
    HistoryItem,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Provision,
)
from kb.entries.questions import LICENCE_QUESTIONS, POLICY_QUESTIONS
from kb.search.engine import Passage

#: What a statement is called on a page of results.
KIND_LABELS: Final = {
    "event": "Event",
    "history": "History",
    "holding": "Ruling",
    "fair-use": "Fair use",
    "claim": "Claim",
    "answer": "Answer",
    "term": "Term",
    "opt-out": "Opting out",
    "provision": "Provision",
    "source": "Source",
    "capture": "Captured text",
}


def passages(document: Document) -> tuple[Passage, ...]:
    """The statements of a document, the most telling first."""
    own: Iterable[Passage]
    match document:
        case CaseDocument():
            own = _case(document)
        case PolicyDocument():
            own = _policy(document)
        case LicenceDocument():
            own = _licence(document)
        case LawDocument():
            own = chain(_provisions(document.provisions), _history(document.history))
    found = (*own, *_sources(document))
    return tuple(passage for passage in found if passage.text)


def _case(document: CaseDocument) -> Iterator[Passage]:
    for holding, anchor in anchored(document.holdings):
        issue = vocabulary.TOPICS[holding.issue]
        text = one_line(f"{holding.holding} ({issue})")
        yield Passage("holding", text, anchor, label=issue, date=holding.date)
    for event, anchor in anchored(document.events):
        text = sentence(event.title, event.description, event.citation)
        label = vocabulary.EVENT_KINDS[event.kind]
        yield Passage("event", text, anchor, label=label, date=event.date)
    for claim, anchor in anchored(document.claims):
        text = sentence(claim.claim, claim.basis, f"against {claim.against}")
        label = vocabulary.CLAIM_STATUSES[claim.status]
        yield Passage("claim", text, anchor, label=label)
    for factor, anchor in anchored(document.fair_use):
        label = f"Factor {factor.factor}"
        yield Passage("fair-use", one_line(factor.note or ""), anchor, label, factor.date)


def _policy(document: PolicyDocument) -> Iterator[Passage]:
    for name, answer in document.answers.items():
        question = POLICY_QUESTIONS[name]
        text = sentence(f"{question.label} {question.values[answer.value]}", answer.note)
        yield Passage("answer", text, answer_anchor(name), label=question.label, date=answer.since)
    for step, anchor in anchored(document.how_to_opt_out):
        yield Passage("opt-out", one_line(step), anchor)
    yield from _history(document.history)


def _licence(document: LicenceDocument) -> Iterator[Passage]:
    yield from _provisions(document.provisions)
    for name, term in document.terms.items():
        question = LICENCE_QUESTIONS[name]
        answer = f"{question.label} {question.values[term.value]}"
        text = sentence(answer, term.note, term.pinpoint)
        yield Passage("term", text, answer_anchor(name), label=question.label)


def _provisions(provisions: Sequence[Provision]) -> Iterator[Passage]:
    for provision, anchor in anchored(provisions):
        place = f"{provision.pinpoint}: " if provision.pinpoint else ""
        text = one_line(place + provision.paraphrase)
        yield Passage("provision", text, anchor, label=provision.pinpoint or "")


def _history(history: Sequence[HistoryItem]) -> Iterator[Passage]:
    for item, anchor in anchored(history):
        text = sentence(item.title, item.description, item.note)
        yield Passage("history", text, anchor, date=item.date)


def _sources(document: Document) -> Iterator[Passage]:
    for source in document.sources:
        text = sentence(source.title, source.publisher)
        anchor = source_anchor(source.id)
        yield Passage("source", text, anchor, label=source.publisher or "", date=source.date)


def sentence(*parts: str | None) -> str:
    """The parts as sentences on one line."""
    given = [part.strip() for part in parts if part]
    ended = (part if part.endswith((".", "?", "!", ":")) else f"{part}." for part in given)
    return one_line(" ".join(ended))


def one_line(text: str) -> str:
    """The text without line breaks."""
    return text.replace("\n", " ")
