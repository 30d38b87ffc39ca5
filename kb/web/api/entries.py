"""`GET /api/v1/cases`, `/policies`, `/licences`, `/laws`: lists, entries and their versions.

The four kinds have the same operations; only the shape of their documents differs.
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries.queries import lists, pages
from kb.entries.queries.citator import citator
from kb.entries.vocabulary import KIND_PLURALS
from kb.exports.citations import citations_json
from kb.exports.entry_json import card_json, entry_json, version_entry_json, version_json
from kb.web import parameters as page_parameters
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.entries import ENTRIES, VERSIONS, CardList, Citations, VersionList
from kb.web.api.models.finding import SimilarEntries
from kb.web.rendering import site_of
from kb.web.similar_entries import similar_cards

_WORDS = {
    "case": ("lawsuits and other proceedings", "a lawsuit or other proceeding"),
    "policy": ("platform policies", "a platform's policy"),
    "licence": ("licences, terms and signals", "a licence"),
    "law": ("laws, bills and guidance", "a law"),
}
Slug = Annotated[str, Path(description="The entry's name in addresses.")]
Number = Annotated[
    str,
    Path(
        description="The number of the version, from 1.",
        json_schema_extra={"pattern": "^[1-9][0-9]{0,8}$"},
    ),
]


def kind_router(kind: str) -> APIRouter:
    """The operations of one kind."""
    plural = KIND_PLURALS[kind]
    router = api_router(plural.capitalize())
    _add_list(router, kind, plural)
    _add_entry(router, kind, plural)
    _add_similar(router, kind, plural)
    _add_citations(router, kind, plural)
    _add_versions(router, kind, plural)
    return router


def _add_list(router: APIRouter, kind: str, plural: str) -> None:
    @router.get(
        f"/{plural}",
        operation_id=f"list_{plural}",
        summary=f"List {_WORDS[kind][0]}",
        response_model=CardList,
        responses=problems(400),
        openapi_extra=parameters.list_parameters(kind),
    )
    def entries(request: Request) -> Response:
        """One page of the list. The Link header, with `rel="next"`, and `next_cursor` lead to
        the one that follows; what is published meanwhile makes nothing come twice.
        """
        asked = lists.ListRequest(
            kind=kind,
            filters=parameters.filters(request, kind, lists.FILTERS[kind]),
            sort=page_parameters.choice(request, "sort", lists.SORTS, "newest"),
        )
        limit = parameters.limit(request)
        cursor = request.query_params.get("cursor") or None
        with site_of(request).database.reading() as session:
            cards, following = lists.list_after(session, asked, cursor=cursor, limit=limit)
        links = {"next": parameters.link(request, cursor=following)} if following else {}
        body = {"items": [card_json(card) for card in cards], "next_cursor": following}
        return answer(body, links=links)


def _add_entry(router: APIRouter, kind: str, plural: str) -> None:
    @router.get(
        f"/{plural}/{{slug}}",
        operation_id=f"get_{kind}",
        summary=f"Read {_WORDS[kind][1]}",
        response_model=ENTRIES[kind],
        responses=problems(400, 404, 410),
        openapi_extra=parameters.described(parameters.AS_OF),
    )
    def entry(request: Request, slug: Slug) -> Response:
        """The newest version, or with `as_of` the one that stood on that day. An entry that was
        renamed answers 301 with its new address.
        """
        day = page_parameters.day(request, "as_of")
        with site_of(request).database.reading() as session:
            version = None
            if day is not None:
                card = pages.find_card(session, kind, slug)
                version = pages.version_as_of(session, card, day)
            page = pages.entry_page(session, kind, slug, version=version)
        return answer(entry_json(page))


def _add_similar(router: APIRouter, kind: str, plural: str) -> None:
    @router.get(
        f"/{plural}/{{slug}}/similar",
        operation_id=f"list_{kind}_similar",
        summary=f"Find entries like {_WORDS[kind][1]}",
        response_model=SimilarEntries,
        responses=problems(404, 410, 503),
    )
    def similar(request: Request, slug: Slug) -> Response:
        """Up to five entries of any kind about the same, the most alike first. Entries to which
        a relation is stated are left out: `document.related` and `cited_by` have them.
        """
        with site_of(request).database.reading() as session:
            page = pages.entry_page(session, kind, slug)
            cards = similar_cards(site_of(request).engine, session, page)
        return answer({"items": [card_json(card) for card in cards]})


def _add_citations(router: APIRouter, kind: str, plural: str) -> None:
    @router.get(
        f"/{plural}/{{slug}}/citations",
        operation_id=f"list_{kind}_citations",
        summary=f"List what cites {_WORDS[kind][1]}, and what it cites",
        response_model=Citations,
        responses=problems(404, 410),
    )
    def citations(request: Request, slug: Slug) -> Response:
        """Both directions with treatment, effect, proof, depth and signature; the gravest first,
        then the newest.
        """
        with site_of(request).database.reading() as session:
            page = pages.entry_page(session, kind, slug)
            found = citator(session, page)
        return answer(citations_json(page, found))


def _add_versions(router: APIRouter, kind: str, plural: str) -> None:
    @router.get(
        f"/{plural}/{{slug}}/versions",
        operation_id=f"list_{kind}_versions",
        summary=f"List the versions of {_WORDS[kind][1]}",
        response_model=VersionList,
        responses=problems(404, 410),
    )
    def versions(request: Request, slug: Slug) -> Response:
        """Every published version, newest first, with what changed and why."""
        with site_of(request).database.reading() as session:
            card = pages.find_card(session, kind, slug)
            found = pages.versions(session, card)
        return answer({"items": [version_json(version) for version in found]})

    @router.get(
        f"/{plural}/{{slug}}/versions/{{n}}",
        operation_id=f"get_{kind}_version",
        summary=f"Read one version of {_WORDS[kind][1]}",
        response_model=VERSIONS[kind],
        responses=problems(404, 410),
    )
    def version(request: Request, slug: Slug, n: Number) -> Response:
        """The document as that version had it, with its hash; it never changes."""
        if re.fullmatch("[1-9][0-9]{0,8}", n, re.ASCII) is None:
            raise NotFound(f"“{n[:20]}” is not the number of a version.")
        with site_of(request).database.reading() as session:
            page = pages.entry_page(session, kind, slug, version=int(n))
        return answer(version_entry_json(page))


def routers() -> tuple[APIRouter, ...]:
    """One router a kind."""
    return tuple(kind_router(kind) for kind in KIND_PLURALS)
