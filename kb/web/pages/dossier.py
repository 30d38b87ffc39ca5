"""Dossiers of an entry, of a list and of a search.

`/{kinds}/{slug}/dossier` (`?version=` for an earlier one), `/{kinds}/dossier` and
`/search/dossier` with the parameters of the page that they are of.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.lists import count_all, list_all
from kb.entries.queries.pages import entry_page
from kb.web.dossiers import MOST_ENTRIES, TitlePage, cards_dossier, pages_dossier
from kb.web.facets import address
from kb.web.pages.lists import HEADINGS, applied_to, asked_of
from kb.web.pages.search import found_keys
from kb.web.parameters import row_number
from kb.web.rendering import site_of
from kb.web.search_form import PATH, SORT_LABELS, applied_filters, search_pairs, search_request

router = APIRouter(include_in_schema=False)
#: To be tried before entries, of which one may be asked for by any name below a kind.
list_router = APIRouter(include_in_schema=False)


@router.get(f"{PATH}/dossier")
def of_search(request: Request) -> Response:
    """What a search finds, in its order."""
    site, asked = site_of(request), search_request(request)
    keys, total = found_keys(site.engine, asked, most=MOST_ENTRIES)
    words = request.query_params.get("q", "").strip()
    said = [(one.name.capitalize(), one.label) for one in applied_filters(request)]
    title = TitlePage(
        title=f"Search for “{words}”" if words else "Search",
        path=address(PATH, search_pairs(request)),
        total=total,
        asked=(*said, ("Order", SORT_LABELS[asked.sort])),
    )
    with site.database.reading() as session:
        cards = tuple(cards_by_name(session, keys).values())
        return cards_dossier(request, session, cards, title=title)


def _of_list(kind: str) -> Callable[[Request], Response]:
    def of_list(request: Request) -> Response:
        asked = asked_of(request, kind)
        said = [(one.name.capitalize(), one.label) for one in applied_to(request, asked)]
        with site_of(request).database.reading() as session:
            title = TitlePage(
                title=HEADINGS[kind][0],
                path=asked.page_url(1),
                total=count_all(session, asked.request),
                asked=(*said, ("Order", asked.request.sort.capitalize())),
            )
            cards = list_all(session, asked.request, limit=MOST_ENTRIES)
            return cards_dossier(request, session, cards, title=title)

    return of_list


def _of_entry(kind: str) -> Callable[[Request, str], Response]:
    def of_entry(request: Request, slug: str) -> Response:
        version = row_number(request, "version")
        with site_of(request).database.reading() as session:
            page = entry_page(session, kind, slug, version=version)
            title = TitlePage(
                title=page.card.heading,
                path=f"{page.card.url}/v/{page.version}",
                total=1,
                version=page.version,
            )
            return pages_dossier(request, session, (page,), title=title)

    return of_entry


for _kind, _plural in vocabulary.KIND_PLURALS.items():
    list_router.add_api_route(f"/{_plural}/dossier", _of_list(_kind), methods=["GET"])
    router.add_api_route(f"/{_plural}/{{slug}}/dossier", _of_entry(_kind), methods=["GET"])
