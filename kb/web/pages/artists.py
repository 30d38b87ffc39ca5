"""`/artists`: where artists begin, by the questions that they have."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.entries.queries.figures import answer_counts
from kb.entries.queries.lists import ListRequest, list_all
from kb.web.pages.my_platforms import MOST_OFFERED
from kb.web.parameters import day
from kb.web.platform_names import PlatformNames
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
    names = PlatformNames(cards)
    found = names.named(wanted)
    if found is not None:
        on = f"/on?date={uploaded.isoformat()}" if uploaded else ""
        return RedirectResponse(found.url + on, status_code=303)
    return render(
        request,
        "pages/artists.html",
        section="artists",
        wanted=wanted,
        uploaded=uploaded.isoformat() if uploaded else "",
        near=names.near(wanted, limit=8) if wanted else (),
        names=sorted({card.name for card in cards}, key=str.casefold),
        total=len(cards),
        trains=counts.get("platform_trains_on_uploads", {}),
        allowed=counts.get("ai_images_allowed", {}),
    )
