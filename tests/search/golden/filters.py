"""Whether a filter finds the same entries wherever it is asked for, and the right ones.

Each value of each filter of the search form is asked for in the form, as a field of the query
language and as a parameter of the API; what it should find is read from the documents.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.testclient import TestClient

from kb.core.dates import earliest, latest
from kb.search import terms
from kb.search.engine import IndexDocument
from kb.web.search_form import FILTER_LABELS

Entries = frozenset[str]
PER_PAGE = 100
#: Ranges of dates: from, to.
RANGES = (
    ("2023", "2023"), ("2024-06", "2025-02"), ("2025-01-01", ""), ("", "2022"),
    ("2023-01-13", "2023-01-13"), ("1990", "2010-12-31"),
)  # fmt: skip


@dataclass(frozen=True)
class Filter:
    """A filter as the form and the API take it, and as a field; and what it should find."""

    params: tuple[tuple[str, str], ...]
    field: str
    wanted: Entries


@dataclass(frozen=True)
class Asked:
    """What each way of asking found."""

    filter: Filter
    form: Entries
    field: Entries
    api: Entries

    @property
    def is_exact(self) -> bool:
        return self.form == self.field == self.api == self.filter.wanted


def filters(documents: Iterable[IndexDocument]) -> Iterator[Filter]:
    """Every filter with each of its values, pairs of values, and ranges of dates."""
    listed = list(documents)
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in listed:
        for name, values in terms.values(document).items():
            for value in values:
                wanted[name, value].add("/".join(document.key))
    for (name, value), entries in sorted(wanted.items()):
        if name in FILTER_LABELS:
            yield Filter(((name, value),), f"{name}:{value}", frozenset(entries))
    cases, pending = wanted["kind", "case"], wanted["status", "pending"]
    both = (("kind", "case"), ("status", "pending"))
    yield Filter(both, "kind:case status:pending", frozenset(cases & pending))
    either = (("kind", "case"), ("kind", "law"))
    yield Filter(either, "kind:case OR kind:law", frozenset(cases | wanted["kind", "law"]))
    for low, high in RANGES:
        yield _range(low, high, listed)


def _range(low: str, high: str, documents: Iterable[IndexDocument]) -> Filter:
    given = (("filed_from", low), ("filed_to", high))
    found = frozenset(
        "/".join(document.key)
        for document in documents
        if document.date_earliest
        and document.date_latest
        and (not low or document.date_earliest >= earliest(low))
        and (not high or document.date_latest <= latest(high))
    )
    params = tuple((name, day) for name, day in given if day)
    return Filter(params, f"filed:[{low} TO {high}]".replace("[ ", "[").replace(" ]", "]"), found)


def ask(client: TestClient, asked: Filter) -> Asked:
    """Ask for a filter in each way."""
    return Asked(
        asked,
        form=_by_form(client, asked.params),
        field=_by_api(client, (("q", asked.field),)),
        api=_by_api(client, asked.params),
    )


def _by_form(client: TestClient, params: tuple[tuple[str, str], ...]) -> Entries:
    """The results of the form, as its table lists them."""
    answer = client.get("/search.csv", params=list(params))
    answer.raise_for_status()
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return frozenset(f"{row['kind']}/{row['slug']}" for row in rows)


def _by_api(client: TestClient, params: tuple[tuple[str, str], ...]) -> Entries:
    found: set[str] = set()
    page = 1
    while True:
        paging = (("page", str(page)), ("per_page", str(PER_PAGE)))
        answer = client.get("/api/v1/search", params=[*params, *paging])
        answer.raise_for_status()
        body = answer.json()
        found |= {f"{hit['kind']}/{hit['slug']}" for hit in body["results"]}
        if page * PER_PAGE >= body["total"]:
            return frozenset(found)
        page += 1
