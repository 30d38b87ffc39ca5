"""`/artists`: where artists begin, by the questions that they have."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.entries.queries.cards import nearest_titles
from kb.entries.queries.figures import answer_counts
from kb.entries.queries.lists import ListRequest, list_all
from kb.entries.reference import name_key
from kb.entries.views import Card
from kb.web.pages.my_platforms import MOST_OFFERED
from kb.web.parameters import day
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
LONGEST = 100  # characters of a name


@router.get("/artists")
def artists(request: Request) -> Response:
    """The questions; a name in `platform` leads to its page, or to what it said on the day in
    `date`, or to names that come near it.
    """
    wanted = " ".join(request.query_params.get("platform", "").split())[:LONGEST]
    uploaded = day(request, "date")
    with site_of(request).database.reading() as session:
        cards = list_all(session, ListRequest(kind="policy", sort="title"), limit=MOST_OFFERED)
        counts = answer_counts(session)
        found = _named(cards, wanted)
        near = _near(session, cards, wanted) if wanted and found is None else ()
    if found is not None:
        on = f"/on?date={uploaded.isoformat()}" if uploaded else ""
        return RedirectResponse(found.url + on, status_code=303)
    return render(
        request,
        "pages/artists.html",
        section="artists",
        wanted=wanted,
        uploaded=uploaded.isoformat() if uploaded else "",
        near=near,
        names=sorted({card.name for card in cards}, key=str.casefold),
        total=len(cards),
        trains=counts.get("platform_trains_on_uploads", {}),
        allowed=counts.get("ai_images_allowed", {}),
    )


def _named(cards: tuple[Card, ...], wanted: str) -> Card | None:
    """The platform of that name, whatever its capitals and punctuation."""
    key = name_key(wanted)
    names = ((card, name) for card in cards for name in (card.slug, card.name, card.title))
    return next((card for card, name in names if key and name_key(name) == key), None)


def _near(session: Session, cards: tuple[Card, ...], wanted: str) -> tuple[Card, ...]:
    """Platforms whose name has what was typed, then those that are spelled like it."""
    having = [card for card in cards if wanted.casefold() in card.name.casefold()]
    return tuple(dict.fromkeys([*having, *nearest_titles(session, "policy", wanted)]))[:8]
