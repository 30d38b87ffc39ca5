"""Topics: what is disputed, both sides with what bears on their arguments, and the rulings.

`/topics`, `/topics/{topic}` and the feed `/topics/{topic}.atom`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock
from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries import figures, groups
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.pages import recent_versions
from kb.entries.reference import Argument, CitedEntry, Topic
from kb.entries.views import Card, HoldingRow
from kb.exports.atom import Feed, atom_feed, version_item
from kb.web import drawings
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, split_suffix
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "atom")
FEED_ITEMS = 50
Cards = Mapping[tuple[str, str], Card]


@dataclass(frozen=True)
class ShownArgument:
    """An argument with those of its entries that are public."""

    text: str
    entries: tuple[CitedEntry, ...]


@dataclass(frozen=True)
class ShownPosition:
    """What one side says."""

    heading: str
    arguments: tuple[ShownArgument, ...]


@dataclass(frozen=True)
class TopicLine:
    """A topic in the list of topics."""

    topic: Topic
    opening: str  # the first sentence of the introduction
    counts: Mapping[str, int]
    rulings: int


@router.get("/topics")
def topics(request: Request) -> Response:
    """`/topics`, in the order of the vocabulary."""
    site = site_of(request)
    with site.database.reading() as session:
        counts = figures.topic_counts(session)
        rulings = figures.holding_counts(session)
    known = site.reference.topics
    lines = [
        TopicLine(
            topic=known[slug],
            opening=first_sentence(known[slug].introduction),
            counts=counts.get(slug, {}),
            rulings=sum(rulings.get(slug, {}).values()),
        )
        for slug in vocabulary.TOPICS
        if slug in known
    ]
    return render(request, "pages/topics.html", section="topics", lines=lines)


@router.get("/topics/{name}")
def topic(request: Request, name: str) -> Response:
    """`/topics/{topic}`."""
    slug, suffix = split_suffix(name, FORMS)
    found = site_of(request).reference.topics.get(slug)
    if found is None:
        raise NotFound(f"There is no topic with the name “{slug[:100]}”.")
    if chosen_form(request, suffix, FORMS) == "atom":
        return _feed(request, found)
    return _page(request, found)


def _page(request: Request, found: Topic) -> Response:
    site = site_of(request)
    with site.database.reading() as session:
        cards = cards_by_name(session, [(cited.kind, cited.slug) for _, cited in found.cited()])
        rulings = figures.holdings(session, topic=found.slug)
        entries = groups.entries_where(session, topic=found.slug)
    return render(
        request,
        "pages/topic.html",
        section="topics",
        topic=found,
        positions=[
            ShownPosition(position.heading, tuple(_arguments(position.arguments, cards)))
            for position in found.positions
        ],
        cited={key: {"title": card.heading, "href": card.url} for key, card in cards.items()},
        rulings=by_favours(rulings),
        ruling_count=len(rulings),
        chart=drawings.rulings_by_place(rulings, chart_id="rulings-by-place", topic=found.title),
        groups=by_kind(entries),
        see_also=[site.reference.topics[slug] for slug in found.see_also],
        feed_url=f"/topics/{found.slug}.atom",
    )


def _arguments(arguments: Iterable[Argument], cards: Cards) -> Iterable[ShownArgument]:
    for argument in arguments:
        public = tuple(cited for cited in argument.entries if (cited.kind, cited.slug) in cards)
        yield ShownArgument(argument.text, public)


def by_favours(rulings: Iterable[HoldingRow]) -> dict[str, list[HoldingRow]]:
    """The rulings by whom they favour, in the order of the vocabulary; none are left out."""
    found: dict[str, list[HoldingRow]] = {favours: [] for favours in vocabulary.FAVOURS}
    for ruling in rulings:
        found[ruling.favours].append(ruling)
    return {favours: rows for favours, rows in found.items() if rows}


def by_kind(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """The entries by kind, in the order of the vocabulary; kinds without any are left out."""
    found: dict[str, list[Card]] = {kind: [] for kind in vocabulary.KINDS}
    for card in cards:
        found[card.kind].append(card)
    return {kind: rows for kind, rows in found.items() if rows}


def first_sentence(text: str) -> str:
    """Up to the first full stop or question mark that ends a sentence."""
    ends = [text.find(mark) for mark in (". ", "? ") if mark in text]
    return text[: min(ends) + 1] if ends else text


def _feed(request: Request, found: Topic) -> Response:
    base = public_base(request)
    with site_of(request).database.reading() as session:
        versions = recent_versions(session, limit=FEED_ITEMS, topic=found.slug)
    text = atom_feed(
        Feed(
            title=f"Artdocket: {found.title}",
            subtitle="Publications of entries on this topic, newest first",
            self_url=f"{base}/topics/{found.slug}.atom",
            page_url=f"{base}/topics/{found.slug}",
            updated=clock.now(),
            items=tuple(version_item(version, base_url=base) for version in versions),
        )
    )
    return exported(text, form="atom", name=found.slug)
