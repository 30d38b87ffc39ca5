"""`/policies/{slug}/line`: texts, robots.txt, steps and answers of a platform on one line."""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.entries.documents import PolicyDocument
from kb.entries.queries.answers import lines_of
from kb.entries.queries.captured_pages import newest_versions
from kb.entries.queries.pages import entry_page
from kb.exports.entry_json import json_text
from kb.scraper.robots_history import robots_versions
from kb.web.exported import exported
from kb.web.negotiate import chosen_form
from kb.web.parameters import choice, page_number
from kb.web.policy_line import KINDS, LineItem, line_chart, line_items
from kb.web.rendering import render, site_of, with_query

router = APIRouter(include_in_schema=False)
PER_PAGE: Final = 50
MOST_VERSIONS: Final = 1000  # of each document, the newest


@router.get("/policies/{slug}/line")
def line(request: Request, slug: str) -> Response:
    """The page, newest first; JSON by the Accept header."""
    form = chosen_form(request, None, ("html", "json"))
    only = choice(request, "only", ["any", *KINDS], "any")
    page = page_number(request)
    site = site_of(request)
    with site.database.reading() as session:
        entry = entry_page(session, "policy", slug)
        card = entry.card
        captured, left_out = newest_versions(session, card.id, most=MOST_VERSIONS)
        robots = robots_versions(session, site.archive, f"policy/{card.slug}")
        lines = lines_of(session, card)
    document = entry.document
    assert isinstance(document, PolicyDocument)
    found = line_items(card.url, document, captured, robots, lines)
    kept = tuple(item for item in found if only in ("any", item.kind))
    if form == "json":
        entry_told = {"kind": card.kind, "slug": card.slug, "url": card.url, "title": card.name}
        data = {"entry": entry_told, "items": [_told(item) for item in kept]}
        return exported(json_text(data), form=form, name=f"{slug}-line")
    shown = kept[(page - 1) * PER_PAGE : page * PER_PAGE]

    def url(number: int) -> str:
        asked = only if only != "any" else ""
        return with_query(f"{card.url}/line", only=asked, page=number if number > 1 else "")

    return render(
        request,
        "pages/policy_line.html",
        card=card,
        items=shown,
        total=len(kept),
        left_out=left_out,
        kinds=KINDS,
        choices=[("any", "Everything"), *((kind, words) for kind, words in KINDS.items())],
        only=only,
        silent=sum(item.kind == "silent" for item in found),
        chart=line_chart(shown),
        page=page,
        pages=max(1, -(-len(kept) // PER_PAGE)),
        page_url_for=url,
        by_others=any(one.is_recorded_by_others for one in captured),
        section="policies",
        crumbs=[("Policies", "/policies"), (card.name, card.url), ("On one line", "")],
    )


def _told(item: LineItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "where": item.lane,
        "words": item.words,
        "not_before": item.first and item.first.isoformat(),
        "not_later": item.last.isoformat(),
        "gap_days": item.gap_days,
        "origin": item.origin or None,
        "sha256": item.proof or None,
        "url": item.href,
        "compare_url": item.compare_href or None,
    }
