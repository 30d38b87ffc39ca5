"""What the Markdown of each kind of entry has beside what all have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.documents import (
    Answer,
    CaseDocument,
    Document,
    HistoryItem,
    Judge,
    LawDocument,
    LicenceDocument,
    Party,
    PolicyDocument,
    Provision,
    Term,
)

Escape = Callable[[str], str]
Sections = Iterator[tuple[str, list[str]]]


def key_facts(document: Document) -> Iterator[tuple[str, str]]:
    """Terms with their values as plain text; empty ones are left out by the caller."""
    match document:
        case CaseDocument():
            yield from _case_facts(document)
        case PolicyDocument():
            yield "Platform", document.platform
            yield "Kind of platform", vocabulary.PLATFORM_KINDS[document.platform_kind]
            yield "Operator", document.operator
            yield "Address", document.platform_url
        case LicenceDocument():
            yield "Kind of licence", vocabulary.LICENCE_KINDS[document.licence_kind]
            yield "SPDX identifier", document.spdx_id or ""
            yield "Version of the text", document.version or ""
            yield "Steward", document.steward or ""
            yield "Published", _day(document.published)
            yield "Text", document.url
        case LawDocument():
            yield "Kind of law", vocabulary.LAW_KINDS[document.law_kind]
            yield "Citation", document.citation
            yield "Made by", document.body
            yield "Adopted", _day(document.adopted)
            yield "In force from", _day(document.in_force_from)
            yield "Text", document.url
    yield "Jurisdiction", vocabulary.JURISDICTIONS[document.jurisdiction]
    yield "Language", vocabulary.LANGUAGES[document.language]


def _case_facts(document: CaseDocument) -> Iterator[tuple[str, str]]:
    yield "Short name", document.short_name
    yield "Court", ", ".join(part for part in (document.court, document.chamber) if part)
    yield "Docket number", document.docket_number or ""
    yield "Filed", _day(document.filed)
    yield "Closed", _day(document.closed)
    yield "Judges", "; ".join(map(person, document.judges))
    yield "Class action", "yes" if document.class_action else "no"
    yield "Citations", "; ".join(document.citations)
    yield (
        "Other dockets",
        "; ".join(
            f"{docket.number} ({docket.label})" if docket.label else docket.number
            for docket in document.other_dockets
        ),
    )
    yield "Systems", "; ".join(document.systems)
    yield "Data sets", "; ".join(document.datasets)
    yield "Kinds of work", "; ".join(vocabulary.WORK_TYPES[kind] for kind in document.work_types)


def person(one: Judge | Party) -> str:
    """`Karla Ortiz (author; settled)`: a name with role, other names, outcome and note."""
    extras = [one.role or ""]
    if isinstance(one, Party):
        extras += [f"also {', '.join(one.also_known_as)}" if one.also_known_as else ""]
        extras += [vocabulary.PARTY_OUTCOMES[one.outcome].lower() if one.outcome else ""]
    extras += [one.note or ""]
    said = "; ".join(extra for extra in extras if extra)
    return f"{one.name} ({said})" if said else one.name


def case_sections(document: CaseDocument, escape: Escape) -> Sections:
    """Claims, rulings, fair use, events, parties."""
    yield (
        "Claims",
        [
            f"- **{escape(item.claim)}** ({escape(item.basis)}), against {escape(item.against)}: "
            f"{vocabulary.CLAIM_STATUSES[item.status].lower()} [^{item.source}]"
            for item in document.claims
        ],
    )
    yield "Outcomes of the claims, by stage", list(_outcomes(document, escape))
    yield (
        "Rulings",
        [
            f"- **{vocabulary.TOPICS[item.issue]}**{_on(item.date)}: {escape(item.holding)} "
            f"*{vocabulary.FAVOURS[item.favours]}.* [^{item.source}]"
            for item in document.holdings
        ],
    )
    yield (
        "Fair use, by factor",
        [
            f"- **Factor {item.factor}: {vocabulary.FAIR_USE_FACTORS[item.factor]}**"
            f"{_on(item.date)}: {escape(item.note or '')} "
            f"*{vocabulary.FAVOURS[item.favours]}.* [^{item.source}]"
            for item in document.fair_use
        ],
    )
    yield "Events", list(_events(document, escape))
    parties = [("Plaintiff", document.plaintiffs), ("Defendant", document.defendants)]
    yield (
        "Parties and counsel",
        [
            *(f"- {side}: {escape(person(one))}" for side, people in parties for one in people),
            *(
                f"- Counsel for {escape(item.party)}: {escape(item.firm)}"
                for item in document.counsel
            ),
        ],
    )


def _outcomes(document: CaseDocument, escape: Escape) -> Iterator[str]:
    for item in document.outcomes:
        whom = f" against {escape(item.against)}" if item.against else ""
        stage = vocabulary.CLAIM_STAGES[item.stage].lower()
        status = vocabulary.CLAIM_STATUSES[item.status].lower()
        note = f" {escape(item.note)}" if item.note else ""
        head = f"**{escape(item.claim)}**{whom}, {stage}{_on(item.date)}: {status}."
        yield f"- {head}{note} [^{item.source}]"


def _events(document: CaseDocument, escape: Escape) -> Iterator[str]:
    for event in document.events:
        details = [
            vocabulary.EVENT_KINDS[event.kind],
            f"docket entry {escape(event.docket_entry)}" if event.docket_entry else "",
            escape(event.citation) if event.citation else "",
            "background" if event.background else "",
        ]
        said = f" {escape(event.description)}" if event.description else ""
        listed = ", ".join(detail for detail in details if detail)
        head = f"**{day_in_words(event.date)}: {escape(event.title)}** ({listed})."
        yield f"- {head}{said} [^{event.source}]"


def policy_sections(document: PolicyDocument, escape: Escape) -> Sections:
    """Answers, how to opt out, history, the platform's documents."""
    lines = []
    for question in vocabulary.POLICY_QUESTIONS.values():
        answer = document.answers.get(question.id)
        if answer is not None:
            sentence = vocabulary.answer_sentence(
                question.id, answer.value, platform=document.platform
            )
            lines.append(_answer_line(question, answer, sentence, escape))
    yield "Answers", lines
    steps = document.how_to_opt_out
    yield "How to opt out", [f"{n}. {escape(step)}" for n, step in enumerate(steps, start=1)]
    yield "History", list(_history(document.history, escape))
    yield (
        "The platform's documents",
        [f"- {escape(item.title)}: {address(item.url)}" for item in document.policy_urls],
    )


def licence_sections(document: LicenceDocument, escape: Escape) -> Sections:
    """Terms, provisions, what is under it."""
    lines = []
    for question in vocabulary.LICENCE_QUESTIONS.values():
        term = document.terms.get(question.id)
        if term is not None:
            sentence = vocabulary.term_sentence(question.id, term.value)
            lines.append(_answer_line(question, term, sentence, escape))
    yield "Terms", lines
    yield "Provisions", _provisions(document.provisions, escape)
    yield "Used by", [f"- {escape(name)}" for name in document.used_by]


def law_sections(document: LawDocument, escape: Escape) -> Sections:
    """Provisions and history."""
    yield "Provisions", _provisions(document.provisions, escape)
    yield "History", list(_history(document.history, escape))


def _answer_line(
    question: vocabulary.Question, answer: Answer | Term, sentence: str, escape: Escape
) -> str:
    extras = since_words(answer) if isinstance(answer, Answer) else answer.pinpoint or ""
    known = f" ({escape(extras)})" if extras else ""
    note = f" {escape(answer.note)}" if answer.note else ""
    return (
        f"- **{question.question}** {question.values[answer.value]}{known}. "
        f"{escape(sentence)}{note} [^{answer.source}]"
    )


def since_words(answer: Answer) -> str:
    """`at the latest since 7 April 2024, not before September 2022`; empty if not known."""
    if answer.since is None:
        return ""
    words = vocabulary.CERTAINTIES[answer.certainty or "exact"]
    bound = f", not before {day_in_words(answer.not_before)}" if answer.not_before else ""
    return f"{words} {day_in_words(answer.since)}{bound}"


def _provisions(provisions: Sequence[Provision], escape: Escape) -> list[str]:
    return [
        f"- {f'**{escape(item.pinpoint)}:** ' if item.pinpoint else ''}"
        f"{escape(item.paraphrase)} [^{item.source}]"
        for item in provisions
    ]


def _history(history: Sequence[HistoryItem], escape: Escape) -> Iterator[str]:
    for item in history:
        day = day_in_words(item.date)
        details = [
            "the latest possible day" if item.certainty == "at-latest" else "",
            f"not before {day_in_words(item.not_before)}" if item.not_before else "",
            vocabulary.DIRECTIONS[item.direction].lower() if item.direction else "",
            escape(item.document) if item.document else "",
            f"previous copy of {_day(item.previous_version)}" if item.previous_version else "",
        ]
        listed = ", ".join(detail for detail in details if detail)
        parts = [
            f"- **{day}: {escape(item.title)}**{f' ({listed})' if listed else ''}.",
            escape(item.description) if item.description else "",
            escape(item.note) if item.note else "",
            f"Both texts: {address(item.commit_url)}" if item.commit_url else "",
            f"[^{item.source}]" if item.source else "",
        ]
        yield " ".join(part for part in parts if part)


def address(url: str) -> str:
    """An address as a link to itself, which no sign in it can end early."""
    return f"<{url.replace('<', '%3C').replace('>', '%3E')}>"


def _day(date: str | None) -> str:
    return day_in_words(date) if date else ""


def _on(date: str | None) -> str:
    return f", {day_in_words(date)}" if date else ""
