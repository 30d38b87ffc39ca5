"""Checks of what statements rest on: archived copies, secondary sources, links that answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from kb.core.dates import earliest, latest
from kb.entries.documents import (
    BaseDocument,
    CaseDocument,
    Document,
    LicenceDocument,
    PolicyDocument,
    Related,
    Source,
)
from kb.entries.documents.kinds import used_sources
from kb.entries.facts_check.findings import Context, Finding, explained, finding

_ARCHIVES: Final = re.compile(
    r"archived (copy|copies|text)|copy of .* text|open ?terms ?archive"
    r"|web\.archive\.org|wayback|archive\.(ph|today|is)\b",
    re.IGNORECASE,
)

#: Relations that both ends state.
_MUTUAL: Final = frozenset({"same-parties", "consolidated-with"})
#: Relations that warn readers of the entry at their other end of what a ruling said.
_GRAVE: Final = frozenset({"reverses", "vacates", "criticises"})


def is_archived_copy(source: Source) -> bool:
    """Whether the source is a copy that somebody kept, whose date is the day of the capture."""
    return bool(_ARCHIVES.search(f"{source.url} {source.title} {source.publisher or ''}"))


def archived_since_is_at_latest(document: Document, _: Context) -> Iterator[Finding]:
    """A date read off an archived copy is only the latest possible one."""
    if not isinstance(document, PolicyDocument):
        return
    for key, answer in document.answers.items():
        if answer.certainty == "exact" and is_archived_copy(document.source(answer.source)):
            path, reason = f"answers.{key}.certainty", "the source is an archived copy"
            yield finding(document, check="archived-since", path=path, reason=reason)


def holdings_on_secondary_sources(document: Document, _: Context) -> Iterator[Finding]:
    """Good to know: rulings for which only a report is cited, not the court itself."""
    if not isinstance(document, CaseDocument):
        return
    secondary = [h for h in document.holdings if document.source(h.source).kind == "secondary"]
    if secondary:
        reason = f"{len(secondary)} of {len(document.holdings)} rest on a secondary source"
        yield finding(
            document, check="secondary-holding", path="holdings", reason=reason, level="notice"
        )


def unused_sources(document: Document, _: Context) -> Iterator[Finding]:
    """Good to know: sources on which no statement hangs; they are further reading."""
    used = {source_id for _, source_id in used_sources(document)}
    for n, source in enumerate(document.sources):
        if source.id not in used:
            reason = f"no statement refers to {source.id}"
            yield finding(
                document, check="unused-source", path=f"sources[{n}]", reason=reason, level="notice"
            )


def mutual_relations(document: Document, context: Context) -> Iterator[Finding]:
    """A relation that says the same from both ends stands at both."""
    for n, link in enumerate(document.related):
        other = context.documents.get((link.kind, link.slug))
        if link.relation in _MUTUAL and other is not None and not _answers(other, document, link):
            reason = f"{link.kind} {link.slug} does not state {link.relation} in return"
            yield finding(document, check="one-way", path=f"related[{n}]", reason=reason)


def _answers(other: BaseDocument, document: BaseDocument, link: Related) -> bool:
    return any(
        (back.kind, back.slug, back.relation) == (document.kind, document.slug, link.relation)
        for back in other.related
    )


def grave_relations_are_proved(document: Document, context: Context) -> Iterator[Finding]:
    """What takes ground away from another case names its source and came after it."""
    for n, link in enumerate(document.related):
        if link.relation not in _GRAVE:
            continue
        if link.source is None:
            reason = f"{link.relation} {link.kind} {link.slug} names no source"
            yield finding(document, check="unproved-relation", path=f"related[{n}]", reason=reason)
        other = context.documents.get((link.kind, link.slug))
        begun = other.filed if isinstance(other, CaseDocument) else None
        if begun is not None and earliest(begun) > latest(document.as_of):
            reason = f"{link.relation} {link.slug}, which began on {begun}"
            yield finding(document, check="relation-order", path=f"related[{n}]", reason=reason)


def nothing_is_empty(document: Document, _: Context) -> Iterator[Finding]:
    """A policy answers something, a licence has terms, a case has parties."""
    needed: list[tuple[str, object]] = []
    if isinstance(document, PolicyDocument):
        needed = [("answers", document.answers)]
        if not explained(document, "sources"):
            needed.append(("policy_urls", document.policy_urls))
    elif isinstance(document, LicenceDocument):
        needed = [("terms", document.terms), ("provisions", document.provisions)]
    elif isinstance(document, CaseDocument):
        needed = [("plaintiffs", document.plaintiffs), ("claims", document.claims)]
    for path, value in needed:
        if not value:
            yield finding(document, check="empty", path=path, reason="is empty")
