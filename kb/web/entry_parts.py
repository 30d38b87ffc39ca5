"""What the templates of entry pages need beside the view: sources, answers, names with links.

Everything is worked out here, once, so that the templates only lay it out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from kb.core import clock, ids
from kb.core.dates import earliest
from kb.entries import vocabulary
from kb.entries.documents import (
    Answer,
    CaseDocument,
    Document,
    Event,
    HistoryItem,
    Holding,
    LicenceDocument,
    PolicyDocument,
    Term,
)
from kb.entries.reference import Reference
from kb.entries.views import EntryPage

#: What an artist asks a platform first, in that order; the page opens with these.
FIRST_QUESTIONS = (
    "platform_trains_on_uploads",
    "licenses_uploads_to_ai_developers",
    "scraping_for_training_forbidden",
    "no_ai_tag_offered",
    "ai_images_allowed",
)


@dataclass(frozen=True)
class SourceLine:
    """A source with the page that lists everything resting on it."""

    id: str
    url: str
    title: str
    publisher: str | None
    kind: str
    date: str | None
    page_url: str
    copy_url: str = ""


@dataclass(frozen=True)
class Named:
    """A name, with the address of its page if it has one."""

    name: str
    href: str = ""


@dataclass(frozen=True)
class AnswerLine:
    """A question with the answer in a plain sentence; `answer` is None where none is recorded."""

    question: vocabulary.Question
    answer: Answer | Term | None
    sentence: str


@dataclass(frozen=True)
class ThreadItem:
    """An event or a step of a history, as the thread shows it."""

    date: str
    title: str
    source: str | None
    description: str | None = None
    kind: str = ""
    docket_entry: str | None = None
    citation: str | None = None
    background: bool = False
    planned: bool = False
    direction: str | None = None
    document: str | None = None
    certainty: str | None = None
    not_before: str | None = None
    previous_version: str | None = None
    compare_url: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Related:
    """An entry that is related to this one; `kind` is empty where it is that of the page.

    `source` is the id, inside the document of the page, of what proves it.
    """

    title: str
    href: str
    kind: str = ""
    note: str | None = None
    source: str | None = None
    pinpoint: str | None = None


def sources(
    document: Document, copies: Mapping[str, str] = MappingProxyType({})
) -> dict[str, SourceLine]:
    """The document's sources by their id inside it; `copies` are archived ones, by the same."""
    return {
        source.id: SourceLine(
            id=source.id,
            url=source.url,
            title=source.title,
            publisher=source.publisher,
            kind=source.kind,
            date=source.date,
            page_url=f"/sources/{ids.source_id(source.url)}",
            copy_url=copies.get(source.id, ""),
        )
        for source in document.sources
    }


def related(page: EntryPage) -> list[tuple[str, list[Related]]]:
    """Relations from both ends by their wording, the vaguest last.

    Where two entries are related in a plainer way, “see also” is not repeated. Who cites the entry
    stands in a section of its own.
    """
    stated = {(item.kind, item.slug, item.relation): item for item in page.document.related}
    plainly = {link.card.id for link in page.links if link.relation != "see-also"}
    groups: dict[str, list[Related]] = {}
    for link in sorted(page.links, key=lambda link: _RELATION_ORDER[link.relation]):
        card = link.card
        if (link.inverse and link.effect) or (link.relation == "see-also" and card.id in plainly):
            continue
        own = None if link.inverse else stated.get((card.kind, card.slug, link.relation))
        kind = card.kind_label if card.kind != page.card.kind else ""
        shown = Related(card.heading, card.url, kind)
        if own is not None:
            shown = replace(shown, note=own.note, source=own.source, pinpoint=own.pinpoint)
        groups.setdefault(link.label, []).append(shown)
    return list(groups.items())


_RELATION_ORDER = {relation: position for position, relation in enumerate(vocabulary.RELATIONS)}


def events(document: CaseDocument) -> tuple[ThreadItem, ...]:
    """The events of a case; those that lie ahead are marked."""
    today = clock.today()
    return tuple(_event(event, planned=earliest(event.date) > today) for event in document.events)


def _event(event: Event, *, planned: bool) -> ThreadItem:
    return ThreadItem(
        date=event.date,
        title=event.title,
        source=event.source,
        description=event.description,
        kind=event.kind,
        docket_entry=event.docket_entry,
        citation=event.citation,
        background=bool(event.background),
        planned=planned,
    )


def history(items: Iterable[HistoryItem]) -> tuple[ThreadItem, ...]:
    """The history of a policy or a law; steps that lie ahead are marked."""
    today = clock.today()
    return tuple(
        ThreadItem(
            date=item.date,
            title=item.title,
            source=item.source,
            description=item.description,
            planned=earliest(item.date) > today,
            direction=item.direction,
            document=item.document,
            certainty=item.certainty,
            not_before=item.not_before,
            previous_version=item.previous_version,
            compare_url=item.commit_url,
            note=item.note,
        )
        for item in items
    )


def holdings_by_issue(holdings: Sequence[Holding]) -> tuple[Holding, ...]:
    """Rulings on one issue beside each other, issues in the order of their first ruling."""
    issues = list(dict.fromkeys(holding.issue for holding in holdings))
    return tuple(sorted(holdings, key=lambda holding: issues.index(holding.issue)))


def policy_answers(
    document: PolicyDocument,
) -> tuple[tuple[AnswerLine, ...], tuple[AnswerLine, ...]]:
    """The first questions, answered or not, and those of the others that are answered."""

    def line(question: vocabulary.Question) -> AnswerLine:
        answer = document.answers.get(question.id)
        sentence = (
            vocabulary.answer_sentence(question.id, answer.value, platform=document.platform)
            if answer
            else ""
        )
        return AnswerLine(question, answer, sentence)

    lines = {name: line(question) for name, question in vocabulary.POLICY_QUESTIONS.items()}
    first = tuple(lines[name] for name in FIRST_QUESTIONS)
    others = (one for name, one in lines.items() if name not in FIRST_QUESTIONS)
    return first, tuple(one for one in others if one.answer is not None)


def licence_answers(document: LicenceDocument) -> tuple[AnswerLine, ...]:
    """The terms, in the order of the questions."""
    return tuple(
        AnswerLine(question, term, vocabulary.term_sentence(name, term.value))
        for name, question in vocabulary.LICENCE_QUESTIONS.items()
        if (term := document.terms.get(name)) is not None
    )


def named_systems(names: Iterable[str], reference: Reference) -> tuple[Named, ...]:
    """System names with their pages."""
    return tuple(
        Named(name, f"/systems/{found.slug}" if (found := reference.system_for(name)) else "")
        for name in names
    )


def named_datasets(names: Iterable[str], reference: Reference) -> tuple[Named, ...]:
    """Data set names with their pages."""
    return tuple(
        Named(name, f"/datasets/{found.slug}" if (found := reference.dataset_for(name)) else "")
        for name in names
    )


def named_things(names: Iterable[str], reference: Reference) -> tuple[Named, ...]:
    """Names of what uses a licence: systems, data sets, or neither."""
    return tuple(
        next((one for one in found if one.href), found[0])
        for name in names
        if (found := [*named_systems([name], reference), *named_datasets([name], reference)])
    )


def governed(page: EntryPage, reference: Reference) -> tuple[Named, ...]:
    """Systems and data sets whose pages name this licence or this platform."""
    slug = page.card.slug
    if page.card.kind == "licence":
        systems = reference.systems_referring_to(licence=slug)
        field = "licences"
    elif page.card.kind == "policy":
        systems = reference.systems_referring_to(policy=slug)
        field = "policies"
    else:
        return ()
    datasets = (one for one in reference.datasets.values() if slug in getattr(one, field))
    return tuple(
        chain(
            (Named(one.name, f"/systems/{one.slug}") for one in systems),
            (Named(one.name, f"/datasets/{one.slug}") for one in datasets),
        )
    )


def topics_citing(page: EntryPage, reference: Reference) -> tuple[Named, ...]:
    """The topics in whose arguments this entry stands."""
    cited = reference.topics_citing(kind=page.card.kind, slug=page.card.slug)
    return tuple(Named(topic.title, f"/topics/{topic.slug}") for topic in cited)
