"""The Model Context Protocol server: the tools, and what programs are told about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import wraps
from typing import Annotated, Any, Final, Literal, ParamSpec, TypeVar

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import Field

import kb
from kb.assistants import shapes
from kb.assistants.library import Library
from kb.core.errors import InvalidInput, KbError
from kb.entries.vocabulary import CASE_STATUSES, JURISDICTIONS, KINDS, LAW_STATUSES, TOPICS
from kb.search import SearchRequest

INSTRUCTIONS = (
    "Artdocket is a knowledge base of lawsuits, platform policies, licences and laws about "
    "training neural networks on works. Every statement names a source, every entry its version "
    "and the day up to which its facts were checked: say both when you quote, give the address of "
    "the version (version_url) and that of the source, and say that it is information, not legal "
    "advice. Where something is not recorded, say so instead of filling the gap. Dates are as "
    "exact as they are known."
)
_READS = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
Asked = ParamSpec("Asked")
Told = TypeVar("Told")

Query = Annotated[
    str,
    Field(
        max_length=1000,
        description="Words, a “phrase”, a docket number or citation, a question in plain words, "
        "or fields such as party:, judge:, court:, topic:, filed:[20230101 TO 20241231].",
    ),
]
Kinds = Annotated[
    list[Literal["case", "policy", "licence", "law"]] | None,
    Field(description="Only these kinds of entry."),
]
Day = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", description="A day, such as 2026-03-01 (UTC).")
]
Fields = Annotated[
    list[str] | None,
    Field(
        max_length=40,
        description="Only these fields of the document, such as holdings, events, answers; "
        "everything without it.",
    ),
]


#: The filters of a search with their values, by name.
_FILTERS: Final[Mapping[str, Collection[str]]] = {
    "kind": KINDS,
    "jurisdiction": JURISDICTIONS,
    "status": [*dict.fromkeys([*CASE_STATUSES, *LAW_STATUSES])],
    "topic": TOPICS,
}


def _any_of(name: str) -> Any:
    return Field(max_length=20, description=f"Any of these: {', '.join(_FILTERS[name])}.")


Jurisdictions = Annotated[list[str] | None, _any_of("jurisdiction")]
Statuses = Annotated[list[str] | None, _any_of("status")]
Topics = Annotated[list[str] | None, _any_of("topic")]
Sort = Annotated[Literal["relevance", "newest", "oldest", "title"], Field(description="The order.")]


def mcp_server(library: Library) -> MCPServer:
    """The server with its five tools; whoever runs it chooses the transport."""
    server = MCPServer(
        name="artdocket",
        title="Artdocket",
        instructions=INSTRUCTIONS,
        website_url=library.base_url,
        version=kb.__version__,
        log_level="WARNING",
    )
    for add in (_add_search, _add_entry, _add_as_of, _add_cite, _add_compare):
        add(server, library)
    return server


def _told(function: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """What we foresee is a sentence for the program, never a fault of the server."""

    @wraps(function)
    def telling(*args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        try:
            return function(*args, **kwargs)
        except KbError as error:
            raise ToolError(str(error)) from error

    return telling


def _add_search(server: MCPServer, library: Library) -> None:
    @server.tool(title="Search the knowledge base", annotations=_READS)
    @_told
    def search(
        query: Query,
        kinds: Kinds = None,
        jurisdictions: Jurisdictions = None,
        statuses: Statuses = None,
        topics: Topics = None,
        sort: Sort = "relevance",
        page: Annotated[int, Field(ge=1, le=100)] = 1,
        per_page: Annotated[int, Field(ge=1, le=20, description="Results a page.")] = 10,
    ) -> shapes.SearchAnswer:
        """Find lawsuits, platform policies, licences and laws about training AI on works."""
        filters = {
            "kind": kinds, "jurisdiction": jurisdictions, "status": statuses, "topic": topics,
        }  # fmt: skip
        return library.search(
            SearchRequest(
                q=query,
                filters={name: _known(name, values) for name, values in filters.items() if values},
                sort=sort,
                page=page,
                per_page=per_page,
                facets=False,
            )
        )


def _known(name: str, values: Sequence[str]) -> tuple[str, ...]:
    for value in values:
        if value not in _FILTERS[name]:
            raise InvalidInput(
                f"“{value[:60]}” is not a known {name}; the schema of this tool lists them."
            )
    return tuple(values)


def _add_entry(server: MCPServer, library: Library) -> None:
    @server.tool(title="Read an entry", annotations=_READS)
    @_told
    def entry(kind: shapes.Kind, slug: shapes.Slug, fields: Fields = None) -> shapes.EntryAnswer:
        """Read one entry in its newest version: claims, rulings, events, answers, terms or
        provisions, each statement with its source, and how to cite it.
        """
        return library.entry(kind, slug, fields=fields or ())


def _add_as_of(server: MCPServer, library: Library) -> None:
    @server.tool(title="Read an entry as it stood on a day", annotations=_READS)
    @_told
    def as_of(
        kind: shapes.Kind, slug: shapes.Slug, day: Day, fields: Fields = None
    ) -> shapes.EntryAnswer:
        """Read the version of an entry that was public here at the end of a day (UTC). That is
        what this knowledge base said then, not what a court had decided by then.
        """
        try:
            wanted = dt.date.fromisoformat(day)
        except ValueError:
            raise InvalidInput(f"{day} is no day of the calendar.") from None
        return library.entry(kind, slug, day=wanted, fields=fields or ())


def _add_cite(server: MCPServer, library: Library) -> None:
    @server.tool(title="Look up and write citations", annotations=_READS)
    @_told
    def cite(
        text: Annotated[
            str,
            Field(
                max_length=20_000,
                description="A citation, a docket number, a statute, a case name, or a passage "
                "with citations. It is not kept.",
            ),
        ],
        style: shapes.Style = "bluebook",
    ) -> shapes.CiteAnswer:
        """Find what the citations in a text lead to, whether the decision still stands, and what
        beside a citation looks wrong; and write each entry as a citation with the address of its
        version.
        """
        return library.cite(text, style=style)


def _add_compare(server: MCPServer, library: Library) -> None:
    @server.tool(title="Compare entries", annotations=_READS)
    @_told
    def compare(
        kind: shapes.Kind,
        slugs: Annotated[
            list[str],
            Field(min_length=2, max_length=5, description="Names of entries of this kind."),
        ],
    ) -> shapes.CompareAnswer:
        """Put two to five entries of one kind side by side, field by field, each cell with its
        source, and say where they differ.
        """
        return library.compare([(kind, slug) for slug in slugs])
