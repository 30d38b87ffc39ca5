"""Who added clauses on AI, and when: captured texts and the record on one line of time.

A clause is dated by an interval: a text without it was last seen on one day, and a text with it
first seen on another. Where no text without it is on record, it may be much older.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Final

from sqlmodel import Session, col, select

from kb.core.dates import earliest, latest
from kb.entries import vocabulary
from kb.entries.documents import HistoryItem, PolicyDocument, ServiceChange
from kb.entries.queries.captures import CapturedDocument, Presence, first_appearance, presences
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card
from kb.scraper.phrases import Found, PhraseIndex
from kb.scraper.signals import load_signals
from kb.sources.bodies import BodyStore
from kb.web.proofs import SHORTEST, stored_text

#: The questions whose dated answers belong to what a clause is about.
QUESTIONS_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "training": ("platform_trains_on_uploads", "licenses_uploads_to_ai_developers"),
    "opt-out": ("no_ai_tag_offered",),
    "scraping": ("scraping_for_training_forbidden",),
    "licence": (),
    "generated": ("ai_images_allowed", "ai_label_required"),
}
#: Where a date comes from, in words.
ORIGINS: Final[Mapping[str, str]] = {
    "captured": "Read in captured texts",
    "answer": "Answer on record",
    "step": "Change of terms on record",
}


@dataclass(frozen=True)
class Clause:
    """When a platform came to say something, as far as one source tells.

    `first` is the earliest day on which it can have begun, None where nothing bounds it; `last`
    the latest. `gone_by` is the day on which it was first seen to be gone.
    """

    platform: str
    card: Card | None
    origin: str  # of ORIGINS
    words: str
    first: dt.date | None
    last: dt.date
    href: str
    document: str = ""
    sentence: str = ""
    direction: str = ""
    gone_by: dt.date | None = None
    times: int = 1  # how often it came, where it went in between
    is_read_anew: bool = False
    version: CapturedVersion | None = None

    @property
    def gap_days(self) -> int | None:
        """Days for which nobody knows; None where nothing bounds it."""
        return (self.last - self.first).days if self.first else None


def captured_clauses(
    session: Session, index: PhraseIndex, store: BodyStore, about: str
) -> tuple[tuple[Clause, ...], Found]:
    """The first appearance in each captured document, and how far the texts were read."""
    found = index.speaking_of(session, store, about)
    having = select(CapturedVersion.entry_id, CapturedVersion.document).where(
        col(CapturedVersion.text_sha256).in_(found.texts)
    )
    named = set(session.exec(having.distinct()).all()) if found.texts else set()
    cards = cards_by_id(session, {entry_id for entry_id, _ in named})
    order = col(CapturedVersion.entry_id), col(CapturedVersion.document)
    query = select(CapturedVersion).where(col(CapturedVersion.entry_id).in_(cards))
    rows = session.exec(query.order_by(*order, col(CapturedVersion.number)))
    clauses = []
    for key, versions in groupby(rows, key=lambda row: (row.entry_id, row.document)):
        if key not in named or cards[key[0]].kind != "policy":
            continue
        document = CapturedDocument(key[1], tuple(versions))
        first = first_appearance(document, found.texts)
        if first is not None:
            stretches = presences(document, found.texts)
            clauses.append(_captured(cards[key[0]], document, first, stretches))
    for clause in clauses:
        if clause.version is not None:
            session.expunge(clause.version)
    return tuple(clauses), found


def _captured(
    card: Card, document: CapturedDocument, first: Presence, stretches: tuple[Presence, ...]
) -> Clause:
    gone = stretches[-1].gone_by
    return Clause(
        platform=card.name,
        card=card,
        origin="captured",
        words=document.name,
        document=document.name,
        first=first.not_before.date() if first.not_before else None,
        last=first.not_later.date(),
        href=f"{card.url}/documents/{document.slug}/v/{first.first.number}",
        gone_by=gone.date() if gone else None,
        times=len(stretches),
        is_read_anew=first.is_read_anew,
        version=first.first,
    )


def recorded_clauses(card: Card, document: PolicyDocument, about: str) -> Iterator[Clause]:
    """The dated answers and changes of terms that a platform's record has."""
    for question in QUESTIONS_OF[about]:
        answer = document.answers.get(question)
        if answer is None or answer.since is None or answer.value == "unclear":
            continue
        asked = vocabulary.POLICY_QUESTIONS[question]
        yield Clause(
            platform=card.name,
            card=card,
            origin="answer",
            words=f"{asked.values[answer.value]}: {asked.label}",
            first=_first(answer.since, answer.certainty, answer.not_before),
            last=latest(answer.since),
            href=f"{card.url}/answers#{question}",
        )
    if about == "training":
        for step in document.history:
            if step.direction in {"towards-training", "away-from-training"}:
                yield _step(card.name, card, step, f"{card.url}#history")


def elsewhere(change: ServiceChange) -> Clause:
    """A change of the terms of a service that has no entry."""
    return _step(change.service, None, change, change.commit_url)


def _step(platform: str, card: Card | None, step: HistoryItem | ServiceChange, href: str) -> Clause:
    return Clause(
        platform=platform,
        card=card,
        origin="step",
        words=step.title,
        document=step.document or "",
        first=_first(step.date, step.certainty, step.not_before or step.previous_version),
        last=latest(step.date),
        href=href,
        direction=step.direction or "",
    )


def _first(day: str, certainty: str | None, not_before: str | None) -> dt.date | None:
    """The earliest day that a date allows."""
    if certainty != "at-latest":
        return earliest(day)
    return earliest(not_before) if not_before else None


def with_sentence(clause: Clause, store: BodyStore, about: str) -> Clause:
    """The clause with the first sentence of its text that speaks of it, and the way there."""
    if clause.version is None:
        return clause
    line, sentence = _first_sentence(store, clause.version.text_sha256, about)
    href = f"{clause.href}#line-{line}" if line else clause.href
    return replace(clause, sentence=sentence, href=href)


@lru_cache(maxsize=1024)  # a text never changes, and reading one takes tens of milliseconds
def _first_sentence(store: BodyStore, text_sha256: str, about: str) -> tuple[int, str]:
    """Line and words of the first whole sentence; 0 and nothing if the text was lost."""
    sentences = load_signals().find(stored_text(text_sha256, store))
    found = [one for one in sentences if about in one.signals]
    best = next((one for one in found if len(one.text) >= SHORTEST), found[0] if found else None)
    return (best.line, best.text) if best else (0, "")
