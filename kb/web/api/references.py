"""`GET /api/v1/{kinds}/{slug}/reference`: an entry as a formatted citation."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.citations.formats import STYLES, Cited, formatted
from kb.core import clock
from kb.entries.queries import pages
from kb.entries.vocabulary import KIND_PLURALS
from kb.exports.formatted_json import formatted_json
from kb.web import parameters as page_parameters
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.entries import Slug
from kb.web.api.models.citations import FormattedCitations
from kb.web.rendering import public_base, site_of


def _router(kind: str, plural: str) -> APIRouter:
    router = api_router(plural.capitalize())

    @router.get(
        f"/{plural}/{{slug}}/reference",
        operation_id=f"get_{kind}_reference",
        summary=f"Cite a {kind}",
        response_model=FormattedCitations,
        responses=problems(400, 404, 410),
        openapi_extra=parameters.described(parameters.STYLE, parameters.AS_OF),
    )
    def reference(request: Request, slug: Slug) -> Response:
        """The citation in Bluebook, OSCOLA and German style and in plain words: alone, and with
        the address of the version and the day of access. What the entry does not record is left
        out of the citation and named in `missing`.
        """
        style = page_parameters.choice(request, "style", ("", *STYLES), "")
        day = page_parameters.day(request, "as_of")
        site = site_of(request)
        with site.database.reading() as session:
            card = pages.find_card(session, kind, slug)
            version = pages.version_as_of(session, card, day) if day else None
            page = pages.entry_page(session, kind, slug, version=version)
        cited = Cited.of(
            page, base_url=public_base(request), accessed=clock.today(), courts=site.courts
        )
        made = [formatted(cited, one) for one in ([style] if style else STYLES)]
        return answer(formatted_json(page, cited, made))

    return router


def routers() -> tuple[APIRouter, ...]:
    """One router a kind."""
    return tuple(_router(kind, plural) for kind, plural in KIND_PLURALS.items())
