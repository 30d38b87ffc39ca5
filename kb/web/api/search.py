"""`GET /api/v1/search`: the search of the site."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kb.search import SearchRequest
from kb.search.answers import search_json
from kb.search.engine import GROUPS, SORTS
from kb.web import parameters as page_parameters
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.finding import SearchAnswer
from kb.web.rendering import site_of
from kb.web.search_past import search_on

FILTERS = {
    "kind": "Kind of entry",
    "jurisdiction": "Jurisdiction",
    "status": "Status of a case or law",
    "topic": "Topic",
    "court": "Court",
    "year": "Year",
}

router = api_router("Search")


@router.get(
    "/search",
    operation_id="search",
    summary="Search all entries",
    response_model=SearchAnswer,
    responses=problems(400, 404, 503),
    openapi_extra=parameters.described(
        parameters.QUERY,
        *(parameters.filter_parameter("", name, words) for name, words in FILTERS.items()),
        parameters.FILED_FROM,
        parameters.FILED_TO,
        parameters.WITHIN,
        parameters.EXPLAIN,
        parameters.SEARCH_SORT,
        parameters.SEARCH_AS_OF,
        parameters.PAGE,
        parameters.PER_PAGE,
    ),
)
def search(request: Request) -> Response:
    """Finds entries and counts them by facet; `inner` of a result are the statements in it that
    have the words. A query that cannot be parsed is a 400 whose
    `position` is the character where it goes wrong. With `as_of`, results are the entries as they
    stood that day, and the notices say what such a search cannot see.
    """
    asked = SearchRequest(
        q=request.query_params.get("q", ""),
        filters=parameters.filters(request, "", FILTERS),
        filed_from=_date(request, "filed_from"),
        filed_to=_date(request, "filed_to"),
        sort=page_parameters.choice(request, "sort", SORTS, "relevance"),
        page=page_parameters.page_number(request),
        per_page=page_parameters.per_page(request, default=parameters.SEARCH_PER_PAGE),
        within=page_parameters.known_choices(request, "in", GROUPS),
        explain=page_parameters.choice(request, "explain", ("0", "1"), "0") == "1",
    )
    site, day = site_of(request), page_parameters.day(request, "as_of")
    urls: list[str] = []
    if day is None:
        found = site.engine.search(asked)
    else:
        with site.database.reading() as session:
            found, past = search_on(site.engine, session, asked, day)
        urls = [one.url for one in past[(asked.page - 1) * asked.per_page :]]
    courts = {court_id: court.name for court_id, court in site.courts.items()}
    links = {}
    if asked.page > 1:
        links["prev"] = parameters.link(request, page=asked.page - 1)
    if asked.page * asked.per_page < found.total:
        links["next"] = parameters.link(request, page=asked.page + 1)
    data = search_json(found, courts=courts)
    for result, url in zip(data["results"], urls, strict=False):  # `urls` go on behind the page
        result["url"] = url
    return answer(data, links=links)


def _date(request: Request, name: str) -> str | None:
    """A partial date as it was given, proved to be one."""
    page_parameters.partial_day(request, name)
    return request.query_params.get(name) or None
