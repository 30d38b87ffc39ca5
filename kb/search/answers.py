"""The JSON of an answer, one shape for the API and for `kb search --json`.

    {"query", "total", "page", "per_page", "took_ms", "suggestion",
     "facets": {name: [{"value", "label", "count"}]}, "results": [{…}], "notices": […]}

A result's `inner` are its best statements: [{"kind", "label", "date", "snippet", "url"}]. Its
`explanation` is null unless it was asked for. Keys are always there; what is unknown is null.
Addresses are paths of the site.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from kb.core.resources import resource_dir
from kb.entries import vocabulary
from kb.entries.documents import load_courts
from kb.entries.views import entry_url
from kb.search.engine import Contribution, InnerHit, SearchHit, SearchPage

_LABELS: dict[str, Mapping[str, str]] = {
    "kind": vocabulary.KINDS,
    "jurisdiction": vocabulary.JURISDICTIONS,
    "status": vocabulary.CASE_STATUSES | vocabulary.LAW_STATUSES,
    "topic": vocabulary.TOPICS,
}


def search_json(page: SearchPage, *, courts: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The answer as JSON-ready data; `courts` maps ids to names (default: those of the seed)."""
    return {
        "query": page.query,
        "total": page.total,
        "page": page.page,
        "per_page": page.per_page,
        "took_ms": round(page.took_ms, 2),
        "suggestion": page.suggestion,
        "facets": {
            name: [
                {
                    "value": counted.value,
                    "label": facet_label(name, counted.value, courts=courts),
                    "count": counted.count,
                }
                for counted in counts
            ]
            for name, counts in page.facets.items()
        },
        "results": [_result(hit) for hit in page.hits],
        "notices": list(page.notices),
    }


def facet_label(name: str, value: str, *, courts: Mapping[str, str] | None = None) -> str:
    """A facet's value in words; one that has no words stands for itself."""
    if name == "court":
        return (courts if courts is not None else _seed_courts()).get(value, value)
    return _LABELS.get(name, {}).get(value, value)


def _result(hit: SearchHit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "slug": hit.slug,
        "url": entry_url(hit.kind, hit.slug),
        "title": hit.title,
        "snippet": hit.snippet,
        "status": hit.status,
        "jurisdiction": hit.jurisdiction,
        "date": hit.date,
        "score": round(hit.score, 4),
        "inner": [_inner(inner) for inner in hit.inner],
        "explanation": [_part(part) for part in hit.explanation] or None,
    }


def _inner(hit: InnerHit) -> dict[str, Any]:
    return {
        "kind": hit.kind,
        "label": hit.label or None,
        "date": hit.date,
        "snippet": hit.snippet,
        "url": hit.url,
    }


def _part(part: Contribution) -> dict[str, Any]:
    return {
        "what": part.what,
        "text": part.text or None,
        "field": part.field or None,
        "score": round(part.score, 4),
    }


@lru_cache(maxsize=1)
def _seed_courts() -> dict[str, str]:
    courts = load_courts(resource_dir("seed_data") / "courts.json")
    return {court.id: court.name for court in courts}
