"""Pages of text: about, method, corrections, help with searching, accessibility, privacy."""

from __future__ import annotations

import re
from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries import groups
from kb.entries.queries.cards import cards_by_name
from kb.entries.views import Card
from kb.search.fields import FIELDS
from kb.search.help import HELP_EXAMPLES
from kb.search.synonyms import synonyms
from kb.web.components.samples import styleguide_context
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
SHOWN_CORRECTIONS = 50
_ENTRY = re.compile(r"/([a-z]+)/([a-z0-9-]{1,200})")
_KINDS = {plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()}


@router.get("/about")
def about(request: Request) -> Response:
    """What this is and for whom."""
    return render(request, "pages/about.html")


@router.get("/method")
def method(request: Request) -> Response:
    """How facts are researched, dated, reviewed and kept."""
    return render(request, "pages/method.html")


@router.get("/accessibility")
def accessibility(request: Request) -> Response:
    """What was done so that everybody can read this, and what is not perfect."""
    return render(request, "pages/accessibility.html")


@router.get("/privacy")
def privacy(request: Request) -> Response:
    """What is stored of visitors and of whoever has an account."""
    return render(request, "pages/privacy.html")


@router.get("/styleguide")
def styleguide(request: Request) -> Response:
    """Every component with sample data, for whoever changes the look."""
    return render(request, "pages/styleguide.html", **styleguide_context())


@router.get("/help/search")
def search_help(request: Request) -> Response:
    """The query language, by examples that can be tried."""
    examples = [
        (group, tuple(found)) for group, found in groupby(HELP_EXAMPLES, key=lambda one: one.group)
    ]
    return render(
        request,
        "pages/help_search.html",
        examples=examples,
        fields=list(FIELDS.values()),
        synonyms=synonyms().groups,
    )


@router.get("/corrections")
def corrections(request: Request) -> Response:
    """How to report an error (`?entry=/cases/…&version=2` fills in which), and those mended."""
    with site_of(request).database.reading() as session:
        mended = groups.later_versions(session, limit=SHOWN_CORRECTIONS)
        match = _ENTRY.fullmatch(request.query_params.get("entry", ""))
        card: Card | None = None
        if match is not None and match[1] in _KINDS:
            name = (_KINDS[match[1]], match[2])
            card = cards_by_name(session, [name]).get(name)
    return render(
        request,
        "pages/corrections.html",
        mended=mended,
        card=card,
        report=_report(request, card) if card else "",
    )


def _report(request: Request, card: Card) -> str:
    """The first lines of a report: which version of which page it is about."""
    version = request.query_params.get("version", "")
    number = version if version.isascii() and version.isdigit() else str(card.version)
    return (
        f"Entry: {card.heading}\n"
        f"Address: {public_base(request)}{card.url}/v/{number[:9]}\n"
        "What is wrong: \n"
        "What is right: \n"
        "Where that can be read (address, page or paragraph, date): \n"
    )
