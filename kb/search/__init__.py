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
    from kb.core.database import Database
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


def open_engine(settings: Settings, database: Database | None = None) -> SearchEngine:
    """The engine that `KB_SEARCH_ENGINE` names, to be closed by whoever opened it.

    `auto` takes PostgreSQL where the database is PostgreSQL, and the index in the data folder
    otherwise. An engine in PostgreSQL reads and writes by `database`, or by one of its own.
    Opening creates nothing: `state()` tells whether an index is there. Raises
    `ConfigurationError` for an engine that cannot be had, and for a table of synonyms or of
    everyday words with a fault.
    """
    from kb.search.everyday import everyday

    everyday()  # and the synonyms, which it counts
    is_postgres = settings.resolved_database_url.startswith("postgresql")
    replicas = settings.search_replica_urls
    if settings.search_engine == "whoosh" or (settings.search_engine == "auto" and not is_postgres):
        if replicas:
            raise ConfigurationError(
                "KB_SEARCH_REPLICAS needs the search engine postgres, which this is not."
            )
        from kb.search.whoosh_engine import WhooshEngine

        return WhooshEngine(settings.index_dir)
    if not is_postgres:
        raise ConfigurationError(
            "KB_SEARCH_ENGINE=postgres needs KB_DATABASE_URL to be a PostgreSQL database."
        )
    from kb.search.postgres_engine import PostgresEngine

    if database is not None:
        return PostgresEngine(database, replicas=replicas)
    return PostgresEngine.of_url(settings.resolved_database_url, replicas=replicas)
