"""The search page: one box, filters, results with the reason why each was found.

`/search`, the newest results as a feed at `/search.atom`, all of them as a table, references or
a file at `/search.csv`, `.bib`, `.ris`, `.csl.json`, `.md`, `.json`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter
from markupsafe import Markup
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core import clock
from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_name
from kb.entries.views import Card
from kb.exports.atom import Feed, atom_feed, card_item, newest_first
from kb.exports.collection import FORMS, MOST_EXPORTED, Provenance
from kb.search import (
    IndexUnavailable,
    QueryError,
    SearchEngine,
    SearchHit,
    SearchPage,
    SearchRequest,
)
from kb.search.engine import MAX_PER_PAGE, Key
from kb.search.passages import KIND_LABELS
from kb.web.exported import exported, exported_entries, file_links
from kb.web.facets import Pair, address, without
from kb.web.negotiate import known_suffix
from kb.web.parameters import BadParameter, day
from kb.web.rendering import public_base, render, site_of, with_query
from kb.web.search_form import (
    PATH,
    SORT_LABELS,
    WITHIN_LABELS,
    applied_filters,
    form_facets,
    search_pairs,
    search_request,
)
from kb.web.search_past import CHANGED, search_on

router = APIRouter(include_in_schema=False)
FEED_ITEMS = 50


@dataclass(frozen=True)
class Inner:
    """A statement inside a result: what it is, where it stands, and its words."""

    kind: str
    label: str
    date: str | None
    href: str
    snippet: Markup


@dataclass(frozen=True)
class Result:
    """One result as the list shows it."""

    kind: str
    href: str
    title: str
    where: str
    status: str | None
    jurisdiction: str
    citation: str
    date: str | None
    answer: str
    snippet: Markup
    inner: tuple[Inner, ...] = ()
    note: str = ""


@router.get(PATH)
def search(request: Request) -> Response:
    """`/search`."""
    site = site_of(request)
    try:
        asked, on = search_request(request), day(request, "as-of")
        with site.database.reading() as session:
            page, results = _found(site.engine, session, asked, on)
    except (QueryError, BadParameter) as error:
        return _cannot(request, str(error), status=400)
    except NotFound as error:
        return _cannot(request, str(error), status=404)
    except IndexUnavailable:
        sentence = (
            "The search index is not ready. Please try again in a minute; lists and pages "
            "work meanwhile."
        )
        return _cannot(request, sentence, status=503)
    return render(
        request,
        "pages/search.html",
        **_context(request),
        found=page,
        results=results,
        facets=form_facets(request, page),
        sentence="",
        pages=_pages(page),
    )


def _found(
    engine: SearchEngine, session: Session, asked: SearchRequest, on: dt.date | None
) -> tuple[SearchPage, tuple[Result, ...]]:
    """The page of results, of a day where one is asked for."""
    if on is None:
        page = engine.search(asked)
        return page, _results(session, page)
    page, past = search_on(engine, session, asked, on)
    start = (asked.page - 1) * asked.per_page
    shown = past[start : start + asked.per_page]
    return page, tuple(
        replace(result_of(one.hit, one.card), href=one.url, note=CHANGED if one.changed else "")
        for one in shown
    )


@router.get(f"{PATH}.atom")
def feed(request: Request) -> Response:
    """What the search finds, newest publication first; a saved search for feed readers."""
    asked = search_request(request)
    if day(request, "as-of") is not None:
        raise BadParameter("A feed tells what is new; it cannot be asked for the state on a day.")
    keys, _ = found_keys(site_of(request).engine, asked, most=MOST_EXPORTED)
    with site_of(request).database.reading() as session:
        cards = tuple(cards_by_name(session, keys).values())
    base = public_base(request)
    pairs = search_pairs(request)
    words = request.query_params.get("q", "")
    newest = newest_first(cards)[:FEED_ITEMS]
    text = atom_feed(
        Feed(
            title=f"Artdocket: search for {words}" if words else "Artdocket: search",
            subtitle="Entries that this search finds, by their newest publication",
            self_url=base + address(f"{PATH}.atom", pairs),
            page_url=base + address(PATH, pairs),
            updated=newest[0].published_at if newest else clock.now(),
            items=tuple(card_item(card, base_url=base) for card in newest),
        )
    )
    return exported(text, form="atom", name="search")


@router.get(f"{PATH}.{{suffix}}")
def export(request: Request, suffix: str) -> Response:
    """What the search finds, in the order asked for, as a file."""
    form = known_suffix(suffix, ("html", "atom", *FORMS))
    assert form is not None
    site, asked, on = site_of(request), search_request(request), day(request, "as-of")
    base, words = public_base(request), request.query_params.get("q", "")
    with site.database.reading() as session:
        if on is None:
            keys, total = found_keys(site.engine, asked, most=MOST_EXPORTED)
            cards = tuple(cards_by_name(session, keys).values())
            total += len(cards) - len(keys)  # some may be retracted since they were indexed
        else:
            _, past = search_on(site.engine, session, asked, on)
            cards, total = tuple(one.card for one in past), len(past)
        source = Provenance(
            title=f"search for {words}" if words else "search",
            url=base + address(PATH, search_pairs(request)),
            total=total,
            base_url=base,
            accessed=clock.today(),
        )
        return exported_entries(session, cards, form, source=source, name="search", on=on)


def found_keys(engine: SearchEngine, asked: SearchRequest, *, most: int) -> tuple[list[Key], int]:
    """Kind and slug of the first results, up to `most`, and how many there are in all."""
    asked = replace(asked, page=1, per_page=min(most, MAX_PER_PAGE), facets=False)
    keys: list[Key] = []
    while True:
        page = engine.search(asked)
        keys += [(hit.kind, hit.slug) for hit in page.hits]
        if len(keys) >= min(most, page.total) or not page.hits:
            return keys[:most], page.total
        asked = replace(asked, page=asked.page + 1)


def _context(request: Request) -> dict[str, Any]:
    """What the form needs whether or not the search could be run."""
    pairs = search_pairs(request)
    query = [("q", request.query_params.get("q", ""))]
    applied = applied_filters(request)
    newest = without(without(pairs, "sort"), "as-of")  # what is followed has no day

    def page_url(number: int) -> str:
        return address(PATH, [*pairs, ("page", str(number))] if number > 1 else pairs)

    return {
        "q": request.query_params.get("q", ""),
        "params": request.query_params,
        "sort": request.query_params.get("sort", "") or "relevance",
        "sorts": list(SORT_LABELS.items()),
        "within": list(WITHIN_LABELS.items()),
        "within_chosen": request.query_params.getlist("in"),
        "applied": applied,
        "clear_href": address(PATH, query),
        "kept_by_filters": [pair for pair in pairs if pair[0] in {"q", "sort"}],
        "kept_by_sort": without(pairs, "sort"),
        "page_url_for": page_url,
        "feed_url": address(f"{PATH}.atom", newest),
        "alert_url": _alert_url(newest),
        "most_exported": MOST_EXPORTED,
        "forms": [
            ("Feed of this search", address(f"{PATH}.atom", newest)),
            ("Dossier to print", address(f"{PATH}/dossier", pairs)),
            *file_links(PATH, pairs),
            ("API", address("/api/v1/search", pairs)),
        ],
        "suggest": lambda words: address(PATH, [("q", words), *without(pairs, "q")]),
    }


def _alert_url(pairs: Sequence[Pair]) -> str:
    """Where an alert of this search is made; empty for one that asks for nothing."""
    return with_query("/alerts/new", search=urlencode(pairs)) if pairs else ""


def _pages(page: SearchPage) -> int:
    return max(1, -(-page.total // page.per_page))


def _cannot(request: Request, sentence: str, *, status: int) -> Response:
    """The form with what was typed, and why it could not be searched for."""
    return render(
        request,
        "pages/search.html",
        status_code=status,
        **_context(request) | {"feed_url": "/changes.atom"},  # this search has no feed
        found=None,
        results=(),
        facets=(),
        sentence=sentence,
        pages=1,
    )


def _results(session: Session, page: SearchPage) -> tuple[Result, ...]:
    cards = cards_by_name(session, [(hit.kind, hit.slug) for hit in page.hits])
    return tuple(
        result_of(hit, cards[hit.kind, hit.slug])
        for hit in page.hits
        if (hit.kind, hit.slug) in cards  # retracted since it was indexed
    )


def result_of(hit: SearchHit, card: Card) -> Result:
    """A hit with what its card adds; the engine's snippets are safe HTML by its contract.

    What stands in a statement that is shown is not shown twice.
    """
    inner = tuple(
        Inner(KIND_LABELS[one.kind], one.label, one.date, one.url, Markup(one.snippet))  # noqa: S704  # the engine escaped it
        for one in hit.inner
    )
    shown = {one.snippet for one in inner}
    return Result(
        kind=card.kind,
        href=card.url,
        title=card.bare_name,
        where=card.place,
        status=card.status,
        jurisdiction=vocabulary.JURISDICTIONS[card.jurisdiction],
        citation=card.docket_number or "",
        date=card.date,
        answer=card.answer,
        snippet=Markup("" if hit.snippet in shown else hit.snippet),  # noqa: S704  # the engine escaped it
        inner=inner,
    )
