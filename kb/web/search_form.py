"""The parameters of a search, the same on the page, in its feed and in its table.

`q`, `kind`, `jurisdiction`, `status`, `topic`, `court`, `year` (repeated: any of them),
`in` (what to look into), `filed_from`, `filed_to` (partial dates), `sort`, `page`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.requests import Request

from kb.entries import vocabulary
from kb.search import SORTS, SearchPage, SearchRequest
from kb.search.answers import facet_label
from kb.web.facets import Applied, Facet, Pair, address, chosen_options, without
from kb.web.parameters import (
    BadParameter,
    choice,
    choices,
    known_choices,
    page_number,
    partial_day,
)
from kb.web.rendering import site_of

PER_PAGE: Final = 20
PATH: Final = "/search"
SORT_LABELS: Final = {
    "relevance": "Best match",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "title": "Title",
}
#: Filters in the order of the form, with the words above them.
FILTER_LABELS: Final = {
    "kind": "Kind",
    "jurisdiction": "Jurisdiction",
    "status": "Status",
    "topic": "Topic",
    "court": "Court",
    "year": "Year",
}
#: What can be looked into alone, in the words of the form.
WITHIN_LABELS: Final = {
    "entries": "Titles, names, numbers, summaries",
    "events": "Events and history",
    "holdings": "Rulings",
    "claims": "Claims",
    "provisions": "Provisions",
    "answers": "Answers and terms",
    "sources": "Titles of sources",
    "captures": "Captured texts of watched documents",
}
_NAMES: Final = ("q", *FILTER_LABELS, "in", "filed_from", "filed_to", "as-of", "sort")


def search_request(request: Request, *, per_page: int = PER_PAGE) -> SearchRequest:
    """What is asked; `BadParameter` or `QueryError` where it cannot be asked."""
    filters = {name: choices(request, name) for name in FILTER_LABELS}
    known: Mapping[str, Mapping[str, object]] = {
        "kind": vocabulary.KINDS,
        "jurisdiction": vocabulary.JURISDICTIONS,
        "status": vocabulary.CASE_STATUSES | vocabulary.LAW_STATUSES,
        "topic": vocabulary.TOPICS,
        "court": site_of(request).courts,
    }
    for name, values in filters.items():
        for value in values:
            if name == "year":
                _check_year(value)
            elif value not in known[name]:
                raise BadParameter(_unknown(name, value, known[name]))
    for name, end in (("filed_from", False), ("filed_to", True)):
        partial_day(request, name, end=end)
    return SearchRequest(
        q=request.query_params.get("q", "").strip(),
        filters={name: values for name, values in filters.items() if values},
        filed_from=request.query_params.get("filed_from") or None,
        filed_to=request.query_params.get("filed_to") or None,
        sort=choice(request, "sort", SORTS, "relevance"),
        page=page_number(request),
        per_page=per_page,
        within=known_choices(request, "in", WITHIN_LABELS),
    )


def _check_year(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) == 4):
        raise BadParameter(f"year must be a year such as 2024, not “{value[:40]}”.")


def _unknown(name: str, value: str, known: Mapping[str, object]) -> str:
    listed = f"; known are {', '.join(known)}" if len(known) <= 40 else ""
    return f"“{value[:40]}” is not a known {FILTER_LABELS[name].lower()}{listed}."


def search_pairs(request: Request) -> list[Pair]:
    """The parameters of this search as they came, without the page number."""
    asked = request.query_params.multi_items()
    return [(name, value) for name, value in asked if name in _NAMES and value]


def form_facets(request: Request, page: SearchPage) -> tuple[Facet, ...]:
    """The filters with their counts; kinds are open from the start."""
    courts = {court.id: court.short_name for court in site_of(request).courts.values()}
    facets = []
    for name, label in FILTER_LABELS.items():
        chosen = choices(request, name)
        counts = [
            (found.value, facet_label(name, found.value, courts=courts), found.count)
            for found in page.facets.get(name, ())
        ]
        named = {value: words for value, words, _ in counts}
        missing = [
            (value, facet_label(name, value, courts=courts), 0)
            for value in chosen
            if value not in named
        ]
        options = chosen_options(counts + missing, chosen)
        facets.append(Facet(name, label, options, open=name in {"kind", "jurisdiction"}))
    return tuple(facets)


def applied_filters(request: Request) -> tuple[Applied, ...]:
    """Every filter in use, with the search without it."""
    pairs = search_pairs(request)
    courts = {court.id: court.short_name for court in site_of(request).courts.values()}
    found = []
    for name, value in pairs:
        href = address(PATH, without(pairs, name, value))
        if name in FILTER_LABELS:
            words = facet_label(name, value, courts=courts)
            found.append(Applied(FILTER_LABELS[name].lower(), words, href))
        elif name == "in":
            found.append(Applied("looking in", WITHIN_LABELS.get(value, value), href))
        elif name == "as-of":
            found.append(Applied("state on a day", value, href))
        elif name in {"filed_from", "filed_to"}:
            found.append(Applied(name.replace("_", " "), value, href))
    return tuple(found)
