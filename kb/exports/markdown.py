"""An entry as Markdown: everything it says, each statement with its source as a footnote.

Text from documents is escaped, so that nothing in it can become a heading, a link or HTML.
Footnotes are written `[^s1]`, as GitHub, Pandoc and most others read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.answer_line import answer_line
from kb.entries.documents import (
    CaseDocument,
    Document,
    LawDocument,
    LicenceDocument,
    PolicyDocument,
    Related,
    Source,
)
from kb.entries.views import EntryPage
from kb.exports import markdown_kinds

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~$&])")
_LINE_START = re.compile(r"^(\s*)([#+=-]+|\d+[.)])(?=\s|$)")


def entry_markdown(page: EntryPage, *, base_url: str) -> str:
    """The version shown, with its permanent address and the day its facts reach."""
    document = page.document
    blocks = [
        f"# {escaped(document.title)}",
        _standing(page),
        _answer(document),
        escaped(document.summary),
        _section("Key facts", facts(markdown_kinds.key_facts(document))),
        *_kind_sections(document),
        _section("Related entries", _links(page, base_url)),
        _section("Open points", [f"- {line}" for line in _anomalies(document)]),
        _section("Topics", [f"- {vocabulary.TOPICS[topic]}" for topic in document.topics]),
        _colophon(page, base_url),
        "\n\n".join(footnote(source) for source in document.sources),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def digest(page: EntryPage, *, base_url: str) -> str:
    """The entry in a list of many: its name, what it comes to, its key facts and address."""
    document, url = page.document, f"{base_url}{page.card.url}"
    blocks = [
        f"## [{escaped(page.card.heading)}]({url})",
        _standing(page),
        f"> {escaped(answer_line(document).sentence)}",
        "\n".join(facts(markdown_kinds.key_facts(document))),
        f"Version {page.version}: <{url}/v/{page.version}>",
    ]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is."""
    text = _SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return _LINE_START.sub(lambda found: _escaped_start(found[1], found[2]), text)


def _escaped_start(blanks: str, mark: str) -> str:
    return f"{blanks}{mark[:-1]}\\{mark[-1]}"


def facts(rows: Iterable[tuple[str, str]]) -> list[str]:
    """`- **Court:** …` for every fact that is known."""
    return [f"- **{term}:** {escaped(value)}" for term, value in rows if value]


def footnote(source: Source) -> str:
    """`[^s1]: Title. Publisher, 12 August 2024. Primary source. <https://…>`"""
    publisher = escaped(source.publisher) if source.publisher else ""
    day = day_in_words(source.date) if source.date else ""
    origin = ", ".join(part for part in (publisher, day) if part)
    kind = vocabulary.SOURCE_KINDS[source.kind]
    said = " ".join(f"{part}." for part in (escaped(source.title), origin, kind) if part)
    return f"[^{source.id}]: {said} {markdown_kinds.address(source.url)}"


def _standing(page: EntryPage) -> str:
    document = page.document
    status = getattr(document, "status", None)
    labels = vocabulary.CASE_STATUSES | vocabulary.LAW_STATUSES
    words = [vocabulary.KINDS[document.kind], labels[status] if status else ""]
    said = ", ".join(word for word in words if word)
    return f"{said}. Facts as of {day_in_words(document.as_of)}; version {page.version}."


def _answer(document: Document) -> str:
    line = answer_line(document)
    proof = f" [^{line.source}]" if line.source else ""
    return f"> {escaped(line.sentence)}{proof}"


def _kind_sections(document: Document) -> Iterator[str]:
    match document:
        case CaseDocument():
            made = markdown_kinds.case_sections(document, escaped)
        case PolicyDocument():
            made = markdown_kinds.policy_sections(document, escaped)
        case LicenceDocument():
            made = markdown_kinds.licence_sections(document, escaped)
        case LawDocument():
            made = markdown_kinds.law_sections(document, escaped)
    for heading, lines in made:
        yield _section(heading, lines)


def _section(heading: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"## {heading}\n\n{body}" if body else ""


def _links(page: EntryPage, base_url: str) -> list[str]:
    stated = {(item.kind, item.slug, item.relation): item for item in page.document.related}
    lines = []
    for link in page.links:
        own = stated.get((link.card.kind, link.card.slug, link.relation))
        extra = _proof(own) if own is not None and not link.inverse else ""
        address = f"[{escaped(link.card.heading)}]({base_url}{link.card.url})"
        lines.append(f"- {link.label}: {address}{extra}")
    return lines


def _proof(item: Related) -> str:
    """The note of a relation, and the footnote of its source with the place in it."""
    note = f": {escaped(item.note)}" if item.note else ""
    place = f", {escaped(item.pinpoint)}" if item.pinpoint else ""
    return f"{note}{place} [^{item.source}]" if item.source else note


def _anomalies(document: Document) -> Iterator[str]:
    for item in document.anomalies:
        yield f"**{vocabulary.ANOMALY_SUBJECTS[item.about]}:** {escaped(item.text)}"


def _colophon(page: EntryPage, base_url: str) -> str:
    address = f"{base_url}{page.card.url}/v/{page.version}"
    published = day_in_words(page.published_at.date().isoformat())
    lines = [
        "---",
        f"Artdocket, version {page.version}, published {published}: <{address}>",
        f"Newest version: <{base_url}{page.card.url}>",
        "Information, not legal advice. Text under CC BY 4.0.",
    ]
    return "\n\n".join(lines)
