"""Entries of one kind beside each other, field by field.

`compare(documents)` gives groups of lines; a line has one cell for each document, in their order.
A line `differs` where the entries that answer it do not answer alike: rulings are alike when they
favour the same sides, answers when they have the same value, other facts when they say the same.
What an entry does not record is no difference. Lines that are never alike (claims, provisions,
events, docket numbers) have `differs` None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.anchors import anchored, answer_anchor
from kb.entries.answer_line import answer_line
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Term,
)

Tag = Literal["favours", "answer", "status", ""]


@dataclass(frozen=True)
class Item:
    """One thing that a cell says; `value` with `tag` is a word of a vocabulary, drawn as such."""

    text: str
    tag: Tag = ""
    value: str = ""
    date: str | None = None
    source: str | None = None  # the id inside the document
    anchor: str = ""
    certainty: str | None = None  # of the date, where it is only the latest possible one

    @property
    def key(self) -> str:
        """What makes two items the same."""
        return self.value or self.text


Cell = tuple[Item, ...]


@dataclass(frozen=True)
class Line:
    """A field with what each document has for it; `question` is the id of a question."""

    label: str
    cells: tuple[Cell, ...]
    differs: bool | None
    question: str = ""


@dataclass(frozen=True)
class Group:
    """Fields under one heading."""

    heading: str
    lines: tuple[Line, ...]


def compare(documents: Sequence[Document]) -> tuple[Group, ...]:
    """The documents, which are of one kind, field by field; empty lines and groups are left out."""
    groups = [Group("Key facts", tuple(_facts(documents))), *_own_groups(documents)]
    points = _texts(lambda one: (point.text for point in one.anomalies))
    groups.append(Group("Open points", (_line("Open points", documents, points, marked=False),)))
    kept = (Group(group.heading, tuple(filter(_filled, group.lines))) for group in groups)
    return tuple(group for group in kept if group.lines)


def _own_groups(documents: Sequence[Document]) -> Iterator[Group]:
    match documents[0]:
        case CaseDocument():
            yield Group("Claims", (_line("Claims", documents, _claims, marked=False),))
            yield Group("Rulings, by issue", tuple(_rulings(documents)))
            yield Group("Fair use, by factor", tuple(_factors(documents)))
            yield Group("Events, by year", tuple(_years(documents)))
        case PolicyDocument():
            answers = _answers(documents, vocabulary.POLICY_QUESTIONS)
            yield Group("Answers", tuple(answers))
            steps = _texts(lambda one: one.how_to_opt_out)
            opt_out = _line("How to opt out", documents, steps, marked=False)
            yield Group("How to opt out", (opt_out,))
            yield Group("How it changed, by year", tuple(_years(documents)))
        case LicenceDocument():
            answers = _answers(documents, vocabulary.LICENCE_QUESTIONS)
            yield Group("Terms", tuple(answers))
            provisions = _line("Provisions", documents, _provisions, marked=False)
            yield Group("Provisions", (provisions,))
        case LawDocument():
            provisions = _line("Provisions", documents, _provisions, marked=False)
            yield Group("Provisions", (provisions,))
            yield Group("History, by year", tuple(_years(documents)))


Reader = Callable[[Any], Iterable[Item]]


def _line(
    label: str,
    documents: Sequence[Document],
    read: Reader,
    *,
    marked: bool = True,
    question: str = "",
) -> Line:
    cells = tuple(tuple(read(document)) for document in documents)
    said = {frozenset(item.key for item in cell) for cell in cells if cell}
    return Line(label, cells, len(said) > 1 if marked else None, question)


def _filled(line: Line) -> bool:
    return any(line.cells)


def _text(read: Callable[[Any], str | None]) -> Reader:
    return lambda document: [Item(text)] if (text := read(document)) else []


def _texts(read: Callable[[Any], Iterable[str]]) -> Reader:
    return lambda document: [Item(text) for text in read(document)]


def _day(name: str) -> Reader:
    return _text(lambda one: day_in_words(date) if (date := getattr(one, name)) else None)


def _status(kind: str) -> Reader:
    labels = vocabulary.CASE_STATUSES if kind == "case" else vocabulary.LAW_STATUSES
    return lambda one: [Item(labels[one.status], "status", one.status)]


_FACTS: Final[dict[str, tuple[tuple[str, Reader], ...]]] = {
    "case": (
        ("Status", _status("case")),
        ("Court", _text(lambda one: one.court)),
        ("Docket number", _text(lambda one: one.docket_number)),
        ("Filed", _day("filed")),
        ("Closed", _day("closed")),
        ("Plaintiffs", _texts(lambda one: (party.name for party in one.plaintiffs))),
        ("Defendants", _texts(lambda one: (party.name for party in one.defendants))),
        ("Judges", _texts(lambda one: (judge.name for judge in one.judges))),
        ("Class action", _text(lambda one: "Yes" if one.class_action else "No")),
        ("Systems", _texts(lambda one: one.systems)),
        ("Data sets", _texts(lambda one: one.datasets)),
        ("Works", _texts(lambda one: (vocabulary.WORK_TYPES[kind] for kind in one.work_types))),
    ),
    "policy": (
        ("Kind of platform", _text(lambda one: vocabulary.PLATFORM_KINDS[one.platform_kind])),
        ("Operator", _text(lambda one: one.operator)),
    ),
    "licence": (
        ("Kind of licence", _text(lambda one: vocabulary.LICENCE_KINDS[one.licence_kind])),
        ("SPDX identifier", _text(lambda one: one.spdx_id)),
        ("Version", _text(lambda one: one.version)),
        ("Steward", _text(lambda one: one.steward)),
        ("Published", _day("published")),
        ("Used by", _texts(lambda one: one.used_by)),
    ),
    "law": (
        ("Kind of law", _text(lambda one: vocabulary.LAW_KINDS[one.law_kind])),
        ("Citation", _text(lambda one: one.citation)),
        ("Status", _status("law")),
        ("Made by", _text(lambda one: one.body)),
        ("Adopted", _day("adopted")),
        ("In force from", _day("in_force_from")),
    ),
}


#: Facts by which entries are told apart, so that a mark would say nothing.
_TOLD_APART: Final = frozenset(
    {"Docket number", "Filed", "Closed", "Plaintiffs", "Defendants", "Judges", "Operator"}
    | {"SPDX identifier", "Version", "Published", "Used by", "Citation", "Adopted", "In force from"}
)


def _facts(documents: Sequence[Document]) -> Iterator[Line]:
    def said(one: Document) -> list[Item]:
        answer = answer_line(one)
        return [Item(answer.sentence, source=answer.source)]

    yield _line("In one sentence", documents, said, marked=False)
    for label, read in _FACTS[documents[0].kind]:
        yield _line(label, documents, read, marked=label not in _TOLD_APART)
    place = _text(lambda one: vocabulary.JURISDICTIONS[one.jurisdiction])
    yield _line("Jurisdiction", documents, place)
    topics = _texts(lambda one: (vocabulary.TOPICS[topic] for topic in one.topics))
    yield _line("Topics", documents, topics)
    yield _line("Facts as of", documents, _day("as_of"), marked=False)


def _claims(document: CaseDocument) -> Iterator[Item]:
    for claim, anchor in anchored(document.claims):
        status = vocabulary.CLAIM_STATUSES[claim.status].lower()
        text = f"{claim.claim} ({claim.basis}), against {claim.against}: {status}"
        yield Item(text, source=claim.source, anchor=anchor)


def _rulings(documents: Sequence[Any]) -> Iterator[Line]:
    issues = dict.fromkeys(one.issue for document in documents for one in document.holdings)
    for issue in issues:

        def held(document: CaseDocument, issue: str = issue) -> Iterator[Item]:
            for one, anchor in anchored(document.holdings):
                if one.issue == issue:
                    yield Item(one.holding, "favours", one.favours, one.date, one.source, anchor)

        yield _line(vocabulary.TOPICS[issue], documents, held)


def _factors(documents: Sequence[Any]) -> Iterator[Line]:
    for factor, name in vocabulary.FAIR_USE_FACTORS.items():

        def weighed(document: CaseDocument, factor: int = factor) -> Iterator[Item]:
            for one, anchor in anchored(document.fair_use):
                if one.factor == factor:
                    note = one.note or ""
                    yield Item(note, "favours", one.favours, one.date, one.source, anchor)

        yield _line(f"{factor}. {name}", documents, weighed)


def _answers(documents: Sequence[Any], questions: dict[str, vocabulary.Question]) -> Iterator[Line]:
    for key, question in questions.items():

        def answered(document: PolicyDocument | LicenceDocument, key: str = key) -> Iterator[Item]:
            given = document.answers if isinstance(document, PolicyDocument) else document.terms
            if answer := given.get(key):
                place = answer.pinpoint if isinstance(answer, Term) else None
                yield Item(
                    ": ".join(part for part in (place, answer.note) if part),
                    "answer",
                    answer.value,
                    getattr(answer, "since", None),
                    answer.source,
                    answer_anchor(key),
                    getattr(answer, "certainty", None),
                )

        yield _line(question.label, documents, answered, question=key)


def _provisions(document: LicenceDocument | LawDocument) -> Iterator[Item]:
    for one, anchor in anchored(document.provisions):
        text = f"{one.pinpoint}: {one.paraphrase}" if one.pinpoint else one.paraphrase
        yield Item(text, source=one.source, anchor=anchor)


def _years(documents: Sequence[Any]) -> Iterator[Line]:
    """What happened, one line a year, the newest first."""
    dated = [
        tuple(anchored(one.events if isinstance(one, CaseDocument) else one.history))
        for one in documents
    ]
    for year in sorted({one.date[:4] for found in dated for one, _ in found}, reverse=True):
        cells = tuple(
            tuple(
                Item(one.title, date=one.date, source=one.source, anchor=anchor)
                for one, anchor in found
                if one.date[:4] == year
            )
            for found in dated
        )
        yield Line(year, cells, None)
