"""Checks of sentences: ours, whole, of a fair length, and not shared between entries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from pydantic import BaseModel

from kb.entries.documents import Document
from kb.entries.facts_check.findings import Context, Finding, finding

#: A summary is for two minutes: neither a caption nor an essay (words).
SUMMARY_WORDS: Final = (40, 230)
#: As many words in a row in two summaries are a copy, not a coincidence.
SHARED_RUN: Final = 12
#: Longer quotations are somebody else's text (words).
LONGEST_QUOTE: Final = 12

_SENTENCES: Final = frozenset({
    "summary", "status_note", "description", "holding", "note", "paraphrase", "text",
})  # fmt: skip
_NOT_SENTENCES: Final = re.compile(r"^(plaintiffs|defendants|judges|related)\b")
_WORD: Final = re.compile(r"\w+")
_END: Final = re.compile(r"[.!?][)”’\"']*$")
_QUOTE: Final = re.compile(r"“([^”]*)”|\"([^\"]*)\"")


def sentences_of(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text) of everything in a document that is written in sentences."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            place = f"{path}.{name}" if path else name
            if name in _SENTENCES and isinstance(inner, str):
                yield place, inner
            else:
                yield from sentences_of(inner, place)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from sentences_of(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from sentences_of(inner, f"{path}[{n}]")


def sentences_are_whole(document: Document, _: Context) -> Iterator[Finding]:
    """Every statement ends, has single spaces and quotes little."""
    for path, text in sentences_of(document):
        if _NOT_SENTENCES.match(path):
            continue
        if not _END.search(text):
            yield finding(document, check="sentence", path=path, reason="has no end")
        if "  " in text:
            yield finding(document, check="sentence", path=path, reason="has two spaces")
        for match in _QUOTE.finditer(text):
            if len(_WORD.findall(match[0])) > LONGEST_QUOTE:
                reason = f"quotes more than {LONGEST_QUOTE} words"
                yield finding(document, check="quote", path=path, reason=reason)


def summary_is_fair(document: Document, _: Context) -> Iterator[Finding]:
    """A summary has a length that people read."""
    words, (least, most) = len(document.summary.split()), SUMMARY_WORDS
    if not least <= words <= most:
        reason = f"has {words} words, not {least} to {most}"
        yield finding(document, check="summary-length", path="summary", reason=reason)


def shared_summaries(context: Context) -> Iterator[Finding]:
    """Two summaries that share a long run of words: one was copied from the other."""
    owners: dict[tuple[str, ...], Document] = {}
    reported: set[tuple[str, str]] = set()
    for document in context.documents.values():
        words = [word.casefold() for word in _WORD.findall(document.summary)]
        for n in range(len(words) - SHARED_RUN + 1):
            run = tuple(words[n : n + SHARED_RUN])
            owner = owners.setdefault(run, document)
            pair = (owner.slug, document.slug)
            if owner is not document and pair not in reported:
                reported.add(pair)
                reason = (
                    f"shares {SHARED_RUN} words with {owner.kind} {owner.slug}: {' '.join(run)}"
                )
                yield finding(document, check="shared-text", path="summary", reason=reason)
