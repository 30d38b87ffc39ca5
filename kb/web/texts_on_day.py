"""What a platform's texts said on a day: what stood, the licence in it, what changed since."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kb.core.dates import earliest
from kb.entries.answer_lines import DatedAnswer, Held
from kb.entries.captured_days import OnDay, on_day
from kb.entries.documents import HistoryItem
from kb.entries.queries.captured_pages import DocumentSummary
from kb.entries.queries.captures import CapturedDocument
from kb.entries.tables import CapturedVersion
from kb.scraper.signals import Sentence, load_signals
from kb.sources.bodies import BodyStore
from kb.web.proofs import LONGEST, SHORTEST, text_of
from kb.web.redline import Redline, redline

MOST_DOCUMENTS: Final = 12  # are read for one day
MOST_SENTENCES: Final = 6
LONGEST_COMPARED: Final = 400_000  # characters of both texts
_EARLIER_NAME: Final = re.compile(r"\((?:formerly|earlier|until \S+) ([^()]+)\)", re.IGNORECASE)
_MARKS: Final = re.compile(r"\*\*|^[\s*#>\-]+|\\(?=[\"'*_])")
_LICENCE: Final = frozenset({"licence"})
_ABOUT_AI: Final = frozenset({"training", "generated"})


@dataclass(frozen=True)
class Said:
    """Sentences of one version."""

    version: CapturedVersion
    licence: tuple[Sentence, ...]
    training: tuple[Sentence, ...]


@dataclass(frozen=True)
class DocumentOnDay:
    """A document on a day; `changed` compares what stood then with the newest text.

    `said` has every text that may have stood. `is_newest`: nothing differs since; `changed` is
    also None where the texts are too long to compare here.
    """

    on: OnDay
    said: tuple[Said, ...]
    changed: Redline | None
    is_newest: bool


def documents_on(
    documents: Iterable[CapturedDocument], day: dt.date, store: BodyStore
) -> tuple[DocumentOnDay, ...]:
    """The documents of a platform on a day, those that stood for sure first."""
    found = sorted(
        (on_day(document, day) for document in documents), key=lambda one: one.reach != "seen"
    )
    return tuple(_document(one, store) for one in found[:MOST_DOCUMENTS])


def _document(on: OnDay, store: BodyStore) -> DocumentOnDay:
    texts = {one.text_sha256: text_of(one, store) for one in on.versions}
    newest = on.document.newest
    is_newest = on.best.text_sha256 == newest.text_sha256
    changed = None
    if not is_newest:
        then, now = texts[on.best.text_sha256], text_of(newest, store)
        if then and now and len(then) + len(now) <= LONGEST_COMPARED:
            changed = redline(then, now)
    said = tuple(_said(one, texts[one.text_sha256]) for one in on.versions)
    return DocumentOnDay(on, said, changed, is_newest)


def _said(version: CapturedVersion, text: str) -> Said:
    found = load_signals().find(text) if len(text) <= LONGEST else ()
    full = [one for one in found if len(one.text) >= SHORTEST]
    return Said(version, _of(full, _LICENCE), _of(full, _ABOUT_AI))


def _of(found: Sequence[Sentence], wanted: frozenset[str]) -> tuple[Sentence, ...]:
    return tuple(one for one in found if wanted & set(one.signals))[:MOST_SENTENCES]


def disagreeing(documents: Sequence[DocumentOnDay]) -> tuple[str, ...]:
    """The documents that speak of AI, where there are several that may contradict each other."""
    names = [one.on.document.name for one in documents if any(said.training for said in one.said)]
    return tuple(names) if len(names) > 1 else ()


def differing(found: Sequence[tuple[DatedAnswer, Held]]) -> str:
    """A sentence where answers that differ may both have held on the day; empty where none do.

    That a document says the one and another document the other is shown, not resolved.
    """
    may = [one for one, held in found if held != "not-yet"]
    if len({one.answer.value for one in may}) < 2:
        return ""
    titles = list(dict.fromkeys(one.source.title for one in may))
    if len(titles) < 2:
        return "These answers differ; which of them applied on that day is not recorded."
    named = " and ".join(f"“{title}”" for title in titles)
    return f"These answers differ: they rest on {named}. Which of them counts is not decided here."


def steps_around(
    history: Sequence[HistoryItem], day: dt.date
) -> tuple[tuple[HistoryItem, ...], HistoryItem | None]:
    """The last two steps on record up to a day, and the first one after it."""
    before = [step for step in history if earliest(step.date) <= day]
    after = [step for step in history if earliest(step.date) > day]
    return tuple(before[-2:]), min(after, key=lambda step: earliest(step.date), default=None)


def oldest_known(
    documents: Iterable[DocumentSummary],
    lines: Mapping[str, Sequence[DatedAnswer]],
    history: Iterable[HistoryItem],
) -> dt.date | None:
    """The first day of which anything is on record."""
    days = [one.first_seen_at.date() for one in documents]
    days += [earliest(step.not_before or step.date) for step in history]
    for line in lines.values():
        for dated in line:
            answer = dated.answer
            days += [earliest(answer.not_before or answer.since)] if answer.since else []
            days += [earliest(dated.source.date)] if dated.source.date else []
    return min(days, default=None)


def plain(sentence: str) -> str:
    """A sentence of a captured text without the marks of Markdown that some records have."""
    return _MARKS.sub("", sentence).strip()


def earlier_name(name: str) -> str:
    """What a platform was called before, where its name says so: `X (formerly Twitter)`."""
    found = _EARLIER_NAME.search(name)
    return found[1].strip() if found else ""
