"""Searches of the Federal Register: rules, notices and reports of agencies of the United States.

A document is known by its number and date together, since numbers were used again before
2016; corrections are documents of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import NewSource

_KINDS: Final = ("application/json",)
MOST_PAGES: Final = 5
_MOST_REMEMBERED: Final = 2000


class FederalRegisterOptions(Options):
    """`terms`: only documents whose title or abstract has one of these (none: all found)."""

    terms: tuple[str, ...] = ()


class FederalRegister:
    """The connector; see the module."""

    name = "federal-register"
    options = FederalRegisterOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        terms = [
            re.compile(rf"\b{re.escape(term)}", re.IGNORECASE) for term in source.options.terms
        ]
        seen = dict.fromkeys(state.get("seen", ()))
        found: dict[str, NewSource] = {}
        for result in _results(source, tools, frozenset(seen)):
            text = f"{result.get('title') or ''} {result.get('abstract') or ''}"
            if terms and not any(term.search(text) for term in terms):
                continue
            one = _source(source, result)
            if one is not None and one.key not in seen:
                found[one.key] = one
        return Poll(tuple(found.values()), {"seen": [*seen, *found][-_MOST_REMEMBERED:]})


def _results(
    source: WatchedSource, tools: Tools, seen: frozenset[str]
) -> Iterator[Mapping[str, Any]]:
    """Results, newest first, until a page has nothing new."""
    url: str | None = source.url
    for _ in range(MOST_PAGES):
        if url is None:
            return
        answer = tools.fetch(url, conditional=False, kinds=_KINDS, ask_robots=False)
        try:
            page = json.loads(answer.body)
            results = [one for one in page.get("results") or () if isinstance(one, Mapping)]
        except (ValueError, AttributeError) as error:
            raise SourceFailure("unreadable", f"{url} is no answer to a search.") from error
        yield from results
        if seen and all(_key(one) in seen for one in results):
            return
        url = page.get("next_page_url")


def _key(result: Mapping[str, Any]) -> str:
    return f"{result.get('document_number')}@{result.get('publication_date')}"


def _source(source: WatchedSource, result: Mapping[str, Any]) -> NewSource | None:
    url, title = str(result.get("html_url") or ""), str(result.get("title") or "")
    date = str(result.get("publication_date") or "")
    if not url.startswith("https://") or not title or not re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return None
    return NewSource(
        key=_key(result),
        url=url,
        title=" ".join(title.split()),
        publisher="Federal Register",
        date=date,
        primary=True,
        text=str(result.get("abstract") or ""),
        facts={"type": result.get("type"), "document_number": result.get("document_number")},
        entry=source.entry,
    )


CONNECTOR: Final = FederalRegister()
