"""Who added clauses on AI, and when: captured texts and the record on one line of time.

A clause is dated by an interval: a text without it was last seen on one day, and a text with it
first seen on another. Where no text without it is on record, it may be much older.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from sqlmodel import Session

from kb.core import ids
from kb.core.dates import earliest, latest
from kb.entries import vocabulary
from kb.entries.documents import HistoryItem, PolicyDocument, ServiceChange
from kb.entries.queries.captures import Mention, Presence, presences
from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import CapturedVersion
from kb.entries.views import Card
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


def captured_clauses(session: Session, mentions: Sequence[Mention]) -> Iterator[Clause]:
    """The first appearance in each captured document of a platform."""
    cards = cards_by_id(session, {one.entry_id for one in mentions})
    for mention, found in presences(session, mentions).items():
        card = cards.get(mention.entry_id)
        if card is not None and card.kind == "policy":
            yield _captured(card, mention, found)


def _captured(card: Card, mention: Mention, found: Presence) -> Clause:
    name = mention.document
    return Clause(
        platform=card.name,
        card=card,
        origin="captured",
        words=name,
        document=name,
        first=found.not_before.date() if found.not_before else None,
        last=found.not_later.date(),
        href=f"{card.url}/documents/{ids.slugify(name)}/v/{found.first.number}",
        gone_by=found.gone_by.date() if found.gone_by else None,
        times=mention.times or 1,
        is_read_anew=found.is_read_anew,
        version=found.first,
    )


def recorded_clauses(card: Card, document: PolicyDocument, about: str) -> Iterator[Clause]:
    """The dated answers and changes of terms that a platform's record has."""
    for question in QUESTIONS_OF[about]:
        answer = document.answers.get(question)
        if answer is None or answer.since is None or answer.value == "unclear":
            continue
        yield Clause(
            platform=card.name,
            card=card,
            origin="answer",
            words=vocabulary.answer_sentence(question, answer.value, platform="It"),
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
