"""How other legal orders answer what fair use answers in the United States: may works be used to
train without asking?

Read off the entries that carry the topics or issues of that question: what statutes say, and what
courts held. Nothing is weighed or summed up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import and_, select
from sqlmodel import Session, col

from kb.core import dates, ids
from kb.entries import vocabulary
from kb.entries.answer_line import answer_line
from kb.entries.documents import LawDocument
from kb.entries.projection import main_date
from kb.entries.queries.cards import card_query, to_card
from kb.entries.queries.holdings import (
    Asked,
    RecordedRuling,
    Ruling,
    matching,
    recorded,
    rulings_of,
)
from kb.entries.queries.past import changed_since, stood_on
from kb.entries.tables import Entry, EntrySource, EntryTopic, Provision
from kb.entries.views import Card
from kb.sources.tables import Source

#: The issues under which courts have answered the question.
ISSUES: Final = ("tdm-exception", "fair-use", "training-reproduction", "model-as-copy")
TOPICS: Final = ("tdm-exception", "fair-use", "training-reproduction")
#: Those asked for most stand first; the others follow by name.
FIRST: Final = ("EU", "DE", "GB", "JP", "CN")
MOST: Final = 8  # laws, and rulings, of one order; its own pages have the rest
_STANDING: Final = ("in-force", "partly-in-force", "enacted-not-in-force")
_UNITED_STATES: Final = "US"


@dataclass(frozen=True)
class Section:
    """What one provision says, in our words."""

    pinpoint: str | None
    paraphrase: str
    source_id: str  # of `/sources/{id}`
    source_title: str
    source_url: str


@dataclass(frozen=True)
class LawAnswer:
    """A law with its status and its answer line as of the version that `url` leads to."""

    card: Card
    url: str
    date: str | None
    sections: tuple[Section, ...] = ()

    @property
    def standing(self) -> bool:
        """Whether it was enacted: not a bill, a report or a proposal."""
        return self.card.status in _STANDING


@dataclass(frozen=True)
class LegalOrder:
    """A jurisdiction with its laws and rulings; `more` says that there are others on record."""

    code: str
    laws: tuple[LawAnswer, ...]
    rulings: tuple[RecordedRuling, ...]
    more: bool

    @property
    def label(self) -> str:
        return vocabulary.JURISDICTIONS[self.code]


def legal_orders(
    session: Session,
    newest: Sequence[Ruling],
    *,
    as_of: dt.date | None = None,
    until: dt.date | None = None,
) -> tuple[LegalOrder, ...]:
    """Every legal order but the United States that has a law or a ruling on the question.

    `newest` are the rulings of all cases as they stand.
    """
    laws: dict[str, list[LawAnswer]] = {}
    for law in sorted(_laws(session, as_of), key=_standing_first):
        if until is None or (law.date and dates.latest(law.date) <= until):
            laws.setdefault(law.card.jurisdiction, []).append(law)
    found, _ = matching(rulings_of(session, newest, as_of=as_of), Asked(issues=ISSUES, until=until))
    held: dict[str, list[Ruling]] = {}
    for one in found:
        if not _american(one.jurisdiction):
            held.setdefault(one.jurisdiction, []).append(one)
    shown = _shown(session, laws, held)
    return tuple(
        LegalOrder(code, *shown[code], more=_more(laws.get(code)) or _more(held.get(code)))
        for code in sorted(shown, key=_order_of)
    )


def _more(found: Sequence[object] | None) -> bool:
    return found is not None and len(found) > MOST


Shown = tuple[tuple[LawAnswer, ...], tuple[RecordedRuling, ...]]


def _shown(
    session: Session, laws: Mapping[str, list[LawAnswer]], held: Mapping[str, list[Ruling]]
) -> dict[str, Shown]:
    """The first laws and rulings of each order, with their words, in as few queries as may be."""
    told = _with_sections(session, [law for found in laws.values() for law in found[:MOST]])
    words = recorded(session, [one for found in held.values() for one in found[:MOST]])
    return {
        code: (
            tuple(law for law in told if law.card.jurisdiction == code),
            tuple(one for one in words if one.ruling.jurisdiction == code),
        )
        for code in {**laws, **held}
    }


def _american(code: str) -> bool:
    return code.partition("-")[0] == _UNITED_STATES


def _order_of(code: str) -> tuple[int, str]:
    place = FIRST.index(code) if code in FIRST else len(FIRST)
    return place, vocabulary.JURISDICTIONS[code]


def _standing_first(law: LawAnswer) -> tuple[bool, str, str]:
    return not law.standing, law.date or "", law.card.slug


def _laws(session: Session, as_of: dt.date | None) -> Iterator[LawAnswer]:
    on_topic = select(col(EntryTopic.entry_id)).where(col(EntryTopic.topic).in_(TOPICS))
    query = card_query().where(col(Entry.kind) == "law", col(Entry.jurisdiction) != _UNITED_STATES)
    rows = session.connection().execute(query.where(col(Entry.id).in_(on_topic)))
    cards = [card for card in map(to_card, rows) if not _american(card.jurisdiction)]
    changed = changed_since(session, as_of, kind="law") if as_of else frozenset()
    for card in cards:
        if card.id not in changed:
            yield LawAnswer(card, card.url, card.date)
    if as_of is None:
        return
    by_id = {card.id: card for card in cards}
    for entry_id, stood in stood_on(session, as_of, entry_ids=by_id).items():
        document = stood.document
        assert isinstance(document, LawDocument)
        card = replace(
            by_id[entry_id],
            title=document.title,
            status=document.status,
            answer=answer_line(document).sentence,
        )
        url = f"{card.url}/v/{stood.version}"
        yield LawAnswer(card, url, main_date(document), tuple(_sections(document)))


def _sections(document: LawDocument) -> Iterator[Section]:
    for one in document.provisions:
        source = document.source(one.source)
        page = ids.source_id(source.url)
        yield Section(one.pinpoint, one.paraphrase, page, source.title, source.url)


def _with_sections(session: Session, laws: Sequence[LawAnswer]) -> tuple[LawAnswer, ...]:
    """The laws with their provisions, where these were not read from an older version."""
    query = (
        select(
            col(Provision.entry_id),
            col(Provision.pinpoint),
            col(Provision.paraphrase),
            col(EntrySource.source_id),
            col(EntrySource.title),
            col(Source.url),
        )
        .join(
            EntrySource,
            and_(
                col(EntrySource.entry_id) == col(Provision.entry_id),
                col(EntrySource.key) == col(Provision.source),
            ),
        )
        .join(Source, col(Source.id) == col(EntrySource.source_id))
        .where(col(Provision.entry_id).in_([law.card.id for law in laws]))
        .order_by(col(Provision.entry_id), col(Provision.position))
    )
    found: dict[int, list[Section]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.entry_id, []).append(Section(*row[1:]))
    return tuple(
        law if law.url != law.card.url else replace(law, sections=tuple(found.get(law.card.id, ())))
        for law in laws
    )
