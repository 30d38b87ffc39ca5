"""`GET /api/v1/topics`: topics, with the arguments of both sides where they are disputed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.figures import topic_counts
from kb.entries.reference import SIDES, Argument, Position, Topic
from kb.entries.views import Card
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.reference import TopicList, TopicPage
from kb.web.rendering import site_of

router = api_router("Topics")
Cards = Mapping[tuple[str, str], Card]


@router.get(
    "/topics",
    operation_id="list_topics",
    summary="List topics",
    response_model=TopicList,
    responses=problems(),
)
def topics(request: Request) -> Response:
    """Every topic with the number of entries on it."""
    site = site_of(request)
    with site.database.reading() as session:
        counts = topic_counts(session)
    found = [_line(topic, counts) for topic in site.reference.topics.values()]
    return answer({"items": found})


@router.get(
    "/topics/{slug}",
    operation_id="get_topic",
    summary="Read a topic",
    response_model=TopicPage,
    responses=problems(404),
)
def topic_page(
    request: Request,
    slug: Annotated[str, Path(description="The id of the topic.", examples=["opt-out"])],
) -> Response:
    """What is disputed, and what each side says, with the entries that support or weaken it."""
    site = site_of(request)
    topic = site.reference.topics.get(slug)
    if topic is None:
        raise NotFound(f"There is no topic with the name “{slug[:100]}”.")
    names = [(cited.kind, cited.slug) for _, cited in topic.cited()]
    with site.database.reading() as session:
        counts = topic_counts(session)
        cards = cards_by_name(session, names)
    sides = {
        "introduction": topic.introduction,
        "positions": [_position(position, cards) for position in topic.positions],
        "see_also": list(topic.see_also),
    }
    return answer(_line(topic, counts) | sides)


def _line(topic: Topic, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    found = counts.get(topic.slug, {})
    return {
        "slug": topic.slug,
        "url": f"/topics/{topic.slug}",
        "title": topic.title,
        "disputed": topic.disputed,
        "entries": {kind: found.get(kind, 0) for kind in vocabulary.KINDS},
    }


def _position(position: Position, cards: Cards) -> dict[str, Any]:
    return {
        "side": position.side,
        "label": SIDES[position.side],
        "heading": position.heading,
        "arguments": [_argument(argument, cards) for argument in position.arguments],
    }


def _argument(argument: Argument, cards: Cards) -> dict[str, Any]:
    """The argument with those of its entries that are public."""
    entries = []
    for cited in argument.entries:
        card = cards.get((cited.kind, cited.slug))
        if card is not None:
            entries.append(
                {
                    "kind": card.kind,
                    "slug": card.slug,
                    "url": card.url,
                    "title": card.name,
                    "effect": cited.effect,
                    "note": cited.note,
                }
            )
    return {"text": argument.text, "entries": entries}
