"""A source: where it leads, and every statement of every entry that rests on it."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core.dates import day_in_words
from kb.entries.queries.sources import source_page
from kb.entries.views import SourcePage
from kb.exports.entry_json import json_text
from kb.sources.archive import best_copies
from kb.web.exported import exported
from kb.web.negotiate import chosen_form, split_suffix
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json")


@router.get("/sources/{name}")
def source(request: Request, name: str) -> Response:
    """`/sources/{id}` and `/sources/{id}.json`."""
    source_id, suffix = split_suffix(name, FORMS)
    form = chosen_form(request, suffix, FORMS)
    with site_of(request).database.reading() as session:
        page = source_page(session, source_id)
        copies = best_copies(session, [(page.url, None)])
    if form == "json":
        return exported(json_text(_data(page)), form=form, name=page.id)
    first = page.uses[0]
    return render(
        request,
        "pages/source.html",
        source=page,
        first=first,
        titles=list(dict.fromkeys(use.title for use in page.uses)),
        publishers=list(dict.fromkeys(use.publisher for use in page.uses if use.publisher)),
        dates=[day_in_words(day) for day in dict.fromkeys(use.date for use in page.uses) if day],
        kinds=list(dict.fromkeys(use.kind for use in page.uses)),
        copy=copies.get((page.url, None), ""),
    )


def _data(page: SourcePage) -> dict[str, object]:
    return {
        "id": page.id,
        "url": page.url,
        "host": page.host,
        "cited_by": [
            {
                "kind": use.card.kind,
                "slug": use.card.slug,
                "url": use.card.url,
                "title": use.card.name,
                "source": use.key,
                "source_title": use.title,
                "publisher": use.publisher,
                "source_kind": use.kind,
                "date": use.date,
                "statements": [
                    {"about": said.label, "text": said.text, "url": f"{use.card.url}#{said.anchor}"}
                    for said in use.statements
                ],
            }
            for use in page.uses
        ],
    }
