"""`/where-to-go`: a few questions lead to platforms that fit, each with why and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries.fitting import BANS, LEFT_OUT, MAKES, TRAINING, Fit, Wishes, fit
from kb.entries.queries.concerns import policy_documents
from kb.entries.queries.lists import ListRequest, list_all
from kb.entries.views import Card
from kb.entries.vocabulary import PLATFORM_KINDS
from kb.exports.entry_json import json_text
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import choice
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/where-to-go"
MOST: Final = 2000  # platforms that are measured
GROUPS: Final = {
    "fits": "Fit everything you asked",
    "perhaps": "May fit: something is unknown, or holds in part",
    "unknown": "More than half is unknown",
    "misses": "Do not fit",
}


@dataclass(frozen=True)
class Place:
    """A platform with how it meets each wish."""

    card: Card
    fit: Fit


@router.get(PATH)
def where_to_go(request: Request) -> Response:
    """The questions, and the platforms that fit; JSON by the Accept header."""
    form = chosen_form(request, None, ("html", "json"))
    wishes = Wishes(
        make=_wish(request, "make", MAKES),
        ban=_wish(request, "ban", BANS),
        training=_wish(request, "training", TRAINING),
        sell=_wish(request, "sell", {"1": ""}) == "1",
    )
    places: list[Place] = []
    if wishes:
        with site_of(request).database.reading() as session:
            cards = list_all(session, ListRequest(kind="policy", sort="title"), limit=MOST)
            documents = policy_documents(session, cards)
        places = [
            Place(card, fit(documents[card.id], wishes))
            for card in cards
            if documents[card.id].platform_kind not in LEFT_OUT
        ]
    groups = {name: _ordered(places, name) for name in GROUPS}
    if form == "json":
        data = {name: [_told(place) for place in found] for name, found in groups.items()}
        return exported(json_text(data), form=form, name="where-to-go")
    return render(
        request,
        "pages/where_to_go.html",
        section="artists",
        wishes=wishes,
        groups=groups,
        headings=GROUPS,
        makes=[("", "It does not matter"), *((name, words) for name, (words, _) in MAKES.items())],
        bans=[("", "I do not mind them"), *BANS.items()],
        training=[("", "I do not mind"), *TRAINING.items()],
        left_out=[PLATFORM_KINDS[kind].lower() for kind in sorted(LEFT_OUT)],
        crumbs=[("For artists", "/artists"), ("Where to go", "")],
    )


def _wish(request: Request, name: str, known: Mapping[str, object]) -> str:
    """One of the known values, or nothing."""
    return choice(request, name, known, "") if request.query_params.get(name) else ""


def _ordered(places: Iterable[Place], group: str) -> list[Place]:
    """Those of which most is known to fit first, then by name."""
    found = [place for place in places if place.fit.group == group]
    return sorted(
        found,
        key=lambda one: (
            one.fit.count("misses"),
            -one.fit.count("fits"),
            -one.fit.count("partly"),
            one.card.name.casefold(),
        ),
    )


def _told(place: Place) -> dict[str, Any]:
    return {
        "slug": place.card.slug,
        "url": place.card.url,
        "title": place.card.name,
        "parts": [
            {"wish": part.wish, "verdict": part.verdict, "because": part.because}
            for part in place.fit.parts
        ],
    }
