"""The statements of a document that rest on one of its sources, in words, with their place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.anchors import anchored, answer_anchor
from kb.entries.documents import (
    CaseDocument,
    Document,
    Event,
    HistoryItem,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Provision,
)
from kb.entries.views import Statement


def statements(document: Document, source_id: str) -> tuple[Statement, ...]:
    """Every statement that names the source by its id inside the document, in page order."""
    match document:
        case CaseDocument():
            found = _case(document, source_id)
        case PolicyDocument():
            found = _policy(document, source_id)
        case LicenceDocument():
            found = _licence(document, source_id)
        case LawDocument():
            found = _law(document, source_id)
    return (*found, *_relations(document, source_id))


def _relations(document: Document, source_id: str) -> Iterator[Statement]:
    for link in document.related:
        if link.source == source_id:
            place = f"{vocabulary.KIND_PLURALS[link.kind]}/{link.slug}"
            told = f"{vocabulary.RELATIONS[link.relation]} {place}"
            at = f"{told} ({link.pinpoint})" if link.pinpoint else told
            yield Statement("Related entry", f"{at}: {link.note}" if link.note else at, "related")


def _case(document: CaseDocument, source_id: str) -> Iterator[Statement]:
    for claim, anchor in anchored(document.claims):
        if claim.source == source_id:
            status = vocabulary.CLAIM_STATUSES[claim.status].lower()
            text = f"{claim.claim}, against {claim.against}: {status}"
            yield Statement("Claim", text, anchor)
    yield from _outcomes(document, source_id)
    for holding, anchor in anchored(document.holdings):
        if holding.source == source_id:
            yield Statement(vocabulary.TOPICS[holding.issue], holding.holding, anchor)
    for factor, anchor in anchored(document.fair_use):
        if factor.source == source_id:
            said = factor.note or vocabulary.FAVOURS[factor.favours]
            yield Statement(f"Fair use, factor {factor.factor}", said, anchor)
    for event, anchor in anchored(document.events):
        if event.source == source_id:
            yield Statement(day_in_words(event.date), _told(event), anchor)


def _outcomes(document: CaseDocument, source_id: str) -> Iterator[Statement]:
    """What stages of the proceeding did to claims, each at the place of its claim."""
    places = {claim.claim: anchor for claim, anchor in anchored(document.claims)}
    for outcome in document.outcomes:
        if outcome.source == source_id:
            stage = vocabulary.CLAIM_STAGES[outcome.stage].lower()
            status = vocabulary.CLAIM_STATUSES[outcome.status].lower()
            told = _joined(f"{outcome.claim}, {stage}: {status}.", outcome.note)
            yield Statement("Outcome of a claim", told, places[outcome.claim])


def _policy(document: PolicyDocument, source_id: str) -> Iterator[Statement]:
    for name, answer in document.answers.items():
        if answer.source == source_id:
            sentence = vocabulary.answer_sentence(name, answer.value, platform=document.platform)
            label = vocabulary.POLICY_QUESTIONS[name].label
            yield Statement(label, _joined(sentence, answer.note), answer_anchor(name))
    yield from _history(document.history, source_id)


def _licence(document: LicenceDocument, source_id: str) -> Iterator[Statement]:
    for name, term in document.terms.items():
        if term.source == source_id:
            sentence = vocabulary.term_sentence(name, term.value)
            label = vocabulary.LICENCE_QUESTIONS[name].label
            yield Statement(label, _joined(sentence, term.note), answer_anchor(name))
    yield from _provisions(document.provisions, source_id)


def _law(document: LawDocument, source_id: str) -> Iterator[Statement]:
    yield from _provisions(document.provisions, source_id)
    yield from _history(document.history, source_id)


def _provisions(provisions: Sequence[Provision], source_id: str) -> Iterator[Statement]:
    for item, anchor in anchored(provisions):
        if item.source == source_id:
            yield Statement(item.pinpoint or "Provision", item.paraphrase, anchor)


def _history(history: Sequence[HistoryItem], source_id: str) -> Iterator[Statement]:
    for item, anchor in anchored(history):
        if item.source == source_id:
            yield Statement(day_in_words(item.date), _told(item), anchor)


def _told(item: Event | HistoryItem) -> str:
    return f"{item.title}. {item.description}" if item.description else item.title


def _joined(sentence: str, note: str | None) -> str:
    return f"{sentence} {note}" if note else sentence
