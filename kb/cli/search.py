"""`kb search`: the search of the site, on the command line."""

from __future__ import annotations

import json
import re
from contextlib import closing
from html import unescape
from typing import Annotated

import typer

from kb.core.settings import Settings


def search(
    query: Annotated[list[str], typer.Argument(help="Words, phrases, fields, a docket number.")],
    kind: Annotated[str, typer.Option(help="Only case, policy, licence or law.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100, help="Number of results.")] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as the API does.")] = False,
) -> None:
    """Search the knowledge base."""
    from kb.search import SearchRequest, open_engine
    from kb.search.answers import search_json
    from kb.search.passages import KIND_LABELS

    filters = {"kind": (kind,)} if kind else {}
    request = SearchRequest(q=" ".join(query), filters=filters, per_page=limit)
    with closing(open_engine(Settings.load())) as engine:
        page = engine.search(request)
    if as_json:
        print(json.dumps(search_json(page), ensure_ascii=False, indent=2))
        return
    for notice in page.notices:
        print(f"Note: {notice}")
    for hit in page.hits:
        print(f"{hit.kind}/{hit.slug}  {hit.title}")
        told = {inner.snippet for inner in hit.inner}
        if hit.snippet and hit.snippet not in told:
            print(f"    {_plain(hit.snippet)}")
        for inner in hit.inner:
            about = [KIND_LABELS[inner.kind], inner.label, inner.date]
            print(f"  - {', '.join(filter(None, about))}: {_plain(inner.snippet)}")
    print(f"{page.total} found in {page.took_ms:.0f} ms.")
    if page.suggestion:
        print(f"Did you mean: {page.suggestion}")


def _plain(snippet: str) -> str:
    return unescape(re.sub(r"</?mark>", "", snippet))
