"""Pages of text: about, method, research, help with searching, glossary, accessibility, privacy."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries.glossary import load_glossary
from kb.search.everyday import everyday
from kb.search.fields import FIELDS
from kb.search.help import HELP_EXAMPLES
from kb.search.synonyms import synonyms
from kb.web.components.samples import styleguide_context
from kb.web.rendering import render

router = APIRouter(include_in_schema=False)


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


@router.get("/research")
def research(request: Request) -> Response:
    """Where lawyers and judges begin."""
    return render(request, "pages/research.html", section="research")


@router.get("/glossary")
def glossary(request: Request) -> Response:
    """Words of law and of machine learning in plain words."""
    return render(request, "pages/glossary.html", terms=load_glossary().term)


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
        matters=everyday().matters,
    )
