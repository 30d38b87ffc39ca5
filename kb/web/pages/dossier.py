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
from kb.web.exported import pages_of_day
from kb.web.facets import address
from kb.web.pages.lists import HEADINGS, applied_to, asked_of
from kb.web.pages.search import found_keys
from kb.web.parameters import day, row_number
from kb.web.rendering import site_of
from kb.web.search_form import PATH, SORT_LABELS, applied_filters, search_pairs, search_request
from kb.web.search_past import search_on

router = APIRouter(include_in_schema=False)
#: To be tried before entries, of which one may be asked for by any name below a kind.
list_router = APIRouter(include_in_schema=False)


@router.get(f"{PATH}/dossier")
def of_search(request: Request) -> Response:
    """What a search finds, in its order; with `as-of`, as it stood at the end of that day."""
    site, asked, on = site_of(request), search_request(request), day(request, "as-of")
    with site.database.reading() as session:
        if on is None:
            keys, total = found_keys(site.engine, asked, most=MOST_ENTRIES)
            cards = tuple(cards_by_name(session, keys).values())
            title = _title_of_search(request, total=total)
            return cards_dossier(request, session, cards, title=title)
        _, past = search_on(site.engine, session, asked, on)
        shown = [one.card for one in past[:MOST_ENTRIES]]
        pages = tuple(pages_of_day(session, on, shown))
        title = _title_of_search(request, total=len(past))
        return pages_dossier(request, session, pages, title=title)


def _title_of_search(request: Request, *, total: int) -> TitlePage:
    words = request.query_params.get("q", "").strip()
    filters = [(one.name.capitalize(), one.label) for one in applied_filters(request)]
    order = SORT_LABELS[request.query_params.get("sort", "") or "relevance"]
    return TitlePage(
        title=f"Search for “{words}”" if words else "Search",
        path=address(PATH, search_pairs(request)),
        total=total,
        asked=(*filters, ("Order", order)),
    )


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
