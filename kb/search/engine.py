"""The contract between the knowledge base and whatever searches it.

An engine keeps a copy of every published entry as an `IndexDocument`, answers
`SearchRequest`s with `SearchPage`s, and can always be thrown away and rebuilt. Values are
frozen and engines may be shared by threads.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple, Protocol

from kb.core.errors import KbError

SORTS: Final = ("relevance", "newest", "oldest", "title")
FACETS: Final = ("kind", "jurisdiction", "status", "topic", "court", "year")
FILTERS: Final = ("kind", "jurisdiction", "status", "topic", "court", "lang", "year")
MAX_PER_PAGE: Final = 100
#: The kinds of statement that are found by themselves, by the word that narrows to them.
PASSAGE_GROUPS: Final[Mapping[str, str]] = {
    "event": "events", "history": "events", "holding": "holdings", "fair-use": "holdings",
    "claim": "claims", "answer": "answers", "term": "answers", "opt-out": "answers",
    "provision": "provisions", "source": "sources", "capture": "captures",
}  # fmt: skip
#: What `in:` takes; `entries` is all that is no such statement.
GROUPS: Final = ("entries", *dict.fromkeys(PASSAGE_GROUPS.values()))

Key = tuple[str, str]  # kind and slug


class SearchError(KbError):
    """Something about searching that a person can be told."""


class QueryError(SearchError):
    """A query that cannot be run; `position` is the character where it goes wrong."""

    def __init__(self, message: str, position: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.position = position


class IndexUnavailable(SearchError):
    """There is no index yet, or it cannot be read; rebuilding it helps."""


class IndexBusy(SearchError):
    """Another process is writing to the index; trying again later helps."""


@dataclass(frozen=True)
class Passage:
    """A statement of an entry; `kind` is in `PASSAGE_GROUPS`, `anchor` its place on the page.

    A paragraph of a captured text (`capture`) has a page of its own, below that of the entry.
    """

    kind: str
    text: str
    anchor: str
    label: str = ""
    date: str | None = None


@dataclass(frozen=True)
class IndexDocument:
    """What is known of one entry for the purpose of finding it.

    `identifiers` are the keys of the entry's own names (its docket, its citations);
    `other_identifiers` those of numbers that it shares with another entry (a consolidated
    docket); keys of what the text merely mentions are found by the engine. `captured` are
    paragraphs of captured texts, which are found only where they are asked for.
    """

    kind: str
    slug: str
    title: str
    language: str
    jurisdiction: str
    short_name: str = ""
    status: str | None = None
    date: str | None = None
    date_earliest: dt.date | None = None
    date_latest: dt.date | None = None
    sort_date: dt.date | None = None
    year: int | None = None
    court_id: str | None = None
    court_names: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    topic_labels: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    plaintiffs: tuple[str, ...] = ()
    defendants: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    dockets: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    identifiers: frozenset[str] = frozenset()
    other_identifiers: frozenset[str] = frozenset()
    holdings: str = ""
    summary: str = ""
    body: str = ""
    passages: tuple[Passage, ...] = ()
    captured: tuple[Passage, ...] = ()

    @property
    def key(self) -> Key:
        return (self.kind, self.slug)

    def digest(self) -> str:
        """SHA-256 (hexadecimal) of everything that is indexed."""
        values = [getattr(self, field.name) for field in dataclasses.fields(self)]
        text = json.dumps(values, ensure_ascii=False, default=_json_ready)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _json_ready(value: Any) -> Any:
    match value:
        case frozenset():
            return sorted(value)
        case Passage():
            return list(vars(value).values())
        case _:
            return str(value)


@dataclass(frozen=True)
class SearchRequest:
    """What somebody asks. Several values of one filter are alternatives; filters add up.

    `within` names the `GROUPS` to look into (none: everywhere), as `in:` does in the query.
    With `exact` nothing is found but what has the words as typed, however little that is.
    Raises `QueryError` for a sort, filter or page that does not exist.
    """

    q: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    filed_from: str | None = None
    filed_to: str | None = None
    sort: str = "relevance"
    page: int = 1
    per_page: int = 20
    facets: bool = True
    within: tuple[str, ...] = ()
    explain: bool = False
    exact: bool = False

    @property
    def key(self) -> Hashable:
        """The request as something by which its answer can be kept."""
        filters = tuple(sorted((name, tuple(values)) for name, values in self.filters.items()))
        return (self.q, filters, self.filed_from, self.filed_to, self.sort, self.page,
                self.per_page, self.facets, self.within, self.explain, self.exact)  # fmt: skip

    def __post_init__(self) -> None:
        if self.sort not in SORTS:
            raise QueryError(f"There is no sort order {self.sort!r}; use {', '.join(SORTS)}.")
        if self.page < 1:
            raise QueryError("Pages are counted from 1.")
        if not 1 <= self.per_page <= MAX_PER_PAGE:
            raise QueryError(f"A page holds 1 to {MAX_PER_PAGE} results.")
        unknown = sorted(set(self.filters) - set(FILTERS))
        if unknown:
            raise QueryError(f"There is no filter {unknown[0]!r}; use {', '.join(FILTERS)}.")
        elsewhere = [group for group in self.within if group not in GROUPS]
        if elsewhere:
            raise QueryError(f"One cannot look in {elsewhere[0]!r}; use {', '.join(GROUPS)}.")


class FacetCount(NamedTuple):
    """How many of the results have this value."""

    value: str
    count: int  # type: ignore[assignment]  # a tuple's method of this name is not needed


class InnerHit(NamedTuple):
    """A statement inside a result that was found; `snippet` is safe HTML like the result's."""

    kind: str
    label: str
    date: str | None
    snippet: str
    url: str


@dataclass(frozen=True)
class Contribution:
    """What one thing added to a score: `what` it is, the `text` that met, in which `field`."""

    what: str
    text: str
    field: str
    score: float


class SearchHit(NamedTuple):
    """One result; `snippet` is safe HTML in which only `<mark>` occurs.

    `inner` are the best two statements of it, if any was found. `explanation`, where it was
    asked for, adds up to the score.
    """

    kind: str
    slug: str
    title: str
    snippet: str
    status: str | None
    jurisdiction: str
    date: str | None
    score: float
    language: str = "en"
    short_name: str = ""
    inner: tuple[InnerHit, ...] = ()
    explanation: tuple[Contribution, ...] = ()


@dataclass(frozen=True)
class SearchPage:
    """The answer to a request.

    A facet's counts leave its own filter aside, so that a second value can be chosen.
    `suggestion` is a query that would find more; `notices` are sentences for the reader,
    such as which fields exist when one was named that does not.
    """

    query: str
    total: int
    page: int
    per_page: int
    took_ms: float
    suggestion: str | None
    facets: Mapping[str, tuple[FacetCount, ...]]
    hits: tuple[SearchHit, ...]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class IndexState:
    """`generation` changes with every commit; `last_outbox_id` is the last change applied."""

    status: Literal["ready", "absent", "broken"]
    generation: str
    last_outbox_id: int
    documents: int
    reason: str = ""


class SearchEngine(Protocol):
    """Every engine passes the conformance suite in `tests/search/conformance.py`."""

    name: str

    def apply(
        self,
        *,
        put: Iterable[IndexDocument] = (),
        delete: Iterable[Key] = (),
        last_outbox_id: int | None = None,
    ) -> None:
        """Change documents in one commit; visible to the next search. May raise `IndexBusy`."""

    def put(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents, replacing those with the same key."""

    def delete(self, keys: Iterable[Key]) -> None:
        """Remove documents; a key that is not there is no error."""

    def rebuild(self, documents: Iterable[IndexDocument], *, last_outbox_id: int = 0) -> None:
        """Build a new index beside the old one and switch to it when it is complete."""

    def verify(self, documents: Iterable[IndexDocument]) -> list[str]:
        """One sentence for every document that is missing, different or not among these."""

    def search(self, request: SearchRequest) -> SearchPage:
        """Raises `QueryError` for a query that cannot be run and `IndexUnavailable`."""

    def similar(
        self, key: Key, *, leave_out: Collection[Key] = (), limit: int = 5
    ) -> tuple[SearchHit, ...]:
        """Entries that are like one, the most alike first; none for one that is not indexed."""

    def warm(self) -> None:
        """Make the first searches as quick as later ones; for a thread that nobody waits for."""

    def state(self) -> IndexState:
        """Never raises: an index that is absent or broken says so."""

    def close(self) -> None:
        """Close what the engine itself opened; nothing may be asked of it afterwards."""
