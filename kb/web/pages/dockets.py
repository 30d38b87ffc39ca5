"""`/cases/{slug}/dockets`: the numbers of one dispute across courts, and holes in its docket."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries.dockets import Number, docket_entries, numbers
from kb.entries.documents import CaseDocument
from kb.entries.queries.dockets import court_levels, joined_cases
from kb.entries.queries.pages import entry_page
from kb.entries.views import Card
from kb.web.entry_parts import ThreadItem, events
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
_MOVES = frozenset({"appeal", "transfer"})


@dataclass(frozen=True)
class Line:
    """A number with the cases on record that go by it."""

    number: Number
    cards: tuple[Card, ...]


@router.get("/cases/{slug}/dockets")
def dockets(request: Request, slug: str) -> Response:
    """The crosswalk of a case."""
    site = site_of(request)
    with site.database.reading() as session:
        page = entry_page(session, "case", slug)
        joined = joined_cases(session, page)
        levels = court_levels(session)
    document = page.document
    assert isinstance(document, CaseDocument)
    cards = {card.slug: card for card, _ in joined}
    every = [
        Line(number, tuple(cards[name] for name in number.slugs))
        for number in numbers([case for _, case in joined], levels)
    ]
    own = [line.number for line in every if page.card in line.cards]
    return render(
        request,
        "pages/dockets.html",
        card=page.card,
        document=document,
        own=own,
        lines=every,
        joined=[card for card in cards.values() if card.id != page.card.id],
        moves=_moves(document),
        entries=docket_entries(document),
        courts=site.courts,
        section="cases",
        crumbs=[("Cases", "/cases"), (page.card.name, page.card.url), ("Dockets", "")],
    )


def _moves(document: CaseDocument) -> list[tuple[ThreadItem, str]]:
    """Appeals, transfers and remands, each with the title of its source."""
    titles = {source.id: source.title for source in document.sources}
    return [
        (item, titles[item.source])
        for item in events(document)
        if item.source and (item.kind in _MOVES or "remand" in item.title.casefold())
    ]
