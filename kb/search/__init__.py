"""Search: one query language, and engines behind one protocol.

Importing this package is cheap: an engine and what it needs are loaded when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.core.errors import ConfigurationError
from kb.search.engine import (
    FACETS,
    SORTS,
    FacetCount,
    IndexBusy,
    IndexDocument,
    IndexState,
    IndexUnavailable,
    QueryError,
    SearchEngine,
    SearchError,
    SearchHit,
    SearchPage,
    SearchRequest,
)

if TYPE_CHECKING:
    from kb.core.settings import Settings

__all__ = [
    "FACETS",
    "SORTS",
    "FacetCount",
    "IndexBusy",
    "IndexDocument",
    "IndexState",
    "IndexUnavailable",
    "QueryError",
    "SearchEngine",
    "SearchError",
    "SearchHit",
    "SearchPage",
    "SearchRequest",
    "open_engine",
]

ENGINES = ("auto", "whoosh")


def open_engine(settings: Settings) -> SearchEngine:
    """The engine that `KB_SEARCH_ENGINE` names, over the index in the data folder.

    Opening creates nothing: `state()` tells whether an index is there. Raises
    `ConfigurationError` for an engine that does not exist and a table of synonyms with a fault.
    """
    wanted = str(settings.search_engine)
    if wanted not in ENGINES:
        raise ConfigurationError(
            f"KB_SEARCH_ENGINE={wanted} does not exist in this version; use one of: "
            f"{', '.join(ENGINES)}."
        )
    from kb.search.synonyms import synonyms
    from kb.search.whoosh_engine import WhooshEngine

    synonyms()
    return WhooshEngine(settings.index_dir)
