"""The answer line: one plain sentence at the top of an entry, with the source that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
)

# What an artist asks first; the first question that the platform answers opens its page.
_FIRST_QUESTIONS = (
    "platform_trains_on_uploads",
    "ai_images_allowed",
    "licenses_uploads_to_ai_developers",
    "scraping_for_training_forbidden",
)


@dataclass(frozen=True)
class AnswerLine:
    """The sentence, and the id inside the document of the source behind it, if one is named."""

    sentence: str
    source: str | None


def answer_line(document: Document) -> AnswerLine:
    """The answer line of a document of any kind."""
    match document:
        case CaseDocument():
            return _case(document)
        case PolicyDocument():
            return _policy(document)
        case LicenceDocument():
            return _licence(document)
        case LawDocument():
            return _law(document)


def _case(document: CaseDocument) -> AnswerLine:
    status = vocabulary.CASE_STATUSES[document.status]
    newest = document.events[-1].source if document.events else None
    note = document.status_note or f"{document.short_name} is {status.lower()}."
    said = note if note.lower().startswith(status.lower()) else f"{status}. {note}"
    return AnswerLine(said, newest)


def _policy(document: PolicyDocument) -> AnswerLine:
    for question in _FIRST_QUESTIONS:
        answer = document.answers.get(question)
        if answer is None:
            continue
        sentence = vocabulary.answer_sentence(question, answer.value, platform=document.platform)
        if answer.since is not None:
            words = "at the latest since" if answer.certainty == "at-latest" else "since"
            sentence = f"{sentence.removesuffix('.')}, {words} {day_in_words(answer.since)}."
        return AnswerLine(sentence, answer.source)
    return AnswerLine(f"What {document.platform} does about AI training is not recorded.", None)


def _licence(document: LicenceDocument) -> AnswerLine:
    term = document.terms.get("training_permitted")
    if term is None:
        return AnswerLine("Whether it permits training AI is not recorded.", None)
    return AnswerLine(vocabulary.term_sentence("training_permitted", term.value), term.source)


def _law(document: LawDocument) -> AnswerLine:
    status = vocabulary.LAW_STATUSES[document.status]
    sentence = f"{vocabulary.LAW_KINDS[document.law_kind]}, {status[0].lower()}{status[1:]}"
    if document.in_force_from:
        joint = "as from" if document.in_force_from > document.as_of else "from"
        sentence += f" {joint} {day_in_words(document.in_force_from)}"
    elif document.adopted:
        sentence += f"; adopted {day_in_words(document.adopted)}"
    newest = document.sources[0].id if document.sources else None
    return AnswerLine(sentence + ".", newest)
