"""The engine for many machines: the index in PostgreSQL, beside what it is an index of.

A search reads one state of the index in one transaction, at a replica where there are any. A
change is one transaction, and so is a rebuild: readers see the old index or the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Self, TypeVar

from psycopg import errors
from sqlalchemy import func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from kb.core.database import Database
from kb.search.answering import Answer, like
from kb.search.differences import differences
from kb.search.engine import (
    IndexDocument,
    IndexState,
    IndexUnavailable,
    Key,
    SearchHit,
    SearchPage,
    SearchRequest,
)
from kb.search.meaning import MeaningIndex
from kb.search.postgres_engine.deadline import Deadline, refuse_if_late
from kb.search.postgres_engine.known import Known
from kb.search.postgres_engine.lexicon import Lexicon
from kb.search.postgres_engine.servers import Server, Servers
from kb.search.postgres_engine.tables import VERSION, current, located
from kb.search.postgres_engine.vectors import TableStore
from kb.search.postgres_engine.view import View
from kb.search.postgres_engine.writer import LOCK_WAIT, Writer, drop_others, writing
from kb.search.whoosh_engine.cache import ArrayCache
from kb.search.whoosh_engine.schema import index_key

T = TypeVar("T")
HOME: Final = "artdocket_search"  # the schema of the pointer
CACHE_LIMIT: Final = 64 << 20  # bytes
NEWS_SECONDS: Final = 0.5  # what others commit is known after this, where replicas are read
MOST_SECONDS: Final = 5.0  # of one search, also on a machine that is very busy
MOST_SCORED: Final = 1_000  # documents; of more, those that promise most
_TRIES: Final = 3  # a generation may be dropped between two queries
_ABSENT: Final = "There is no search index yet; it is built by `kb index rebuild`."
#: How a search is planned. A tsvector is large, so reading a table from
#: end to end costs far more than PostgreSQL thinks.
_READING: Final[Mapping[str, str]] = {
    "enable_seqscan": "off", "jit": "off", "plan_cache_mode": "force_custom_plan",
}  # fmt: skip


class _Behind(Exception):
    """A replica has not yet what is known to be committed."""


@dataclass(frozen=True)
class Present:
    """What the pointer says."""

    generation: str
    version: str
    commits: int
    last_outbox_id: int
    documents: int


class PostgresEngine:
    """Safe for threads, processes and machines: one writes at a time, all read.

    `database` belongs to whoever gave it; `home` is the schema of the index in it.
    """

    name = "postgres"

    def __init__(
        self, database: Database, *, replicas: Sequence[str] = (), home: str = HOME,
        lock_wait: float = LOCK_WAIT, most_scored: int = MOST_SCORED,
        most_seconds: float = MOST_SECONDS,
    ) -> None:  # fmt: skip
        self.database = database
        self.servers = Servers(database, replicas)
        self.home = home
        self._lock_wait = lock_wait
        self._most_scored = most_scored
        self._most_seconds = most_seconds
        self._cache = ArrayCache(CACHE_LIMIT)
        self._meaning = MeaningIndex(TableStore(database, home))
        self._lexicon = Lexicon(("", 0), 0)
        self._known = Known("")
        self._owned = False
        self._commits = 0  # known to be committed
        self._asked = 0.0

    @classmethod
    def of_url(cls, url: str, *, replicas: Sequence[str] = ()) -> Self:
        """An engine with connections of its own."""
        made = cls(Database(url), replicas=replicas)
        made._owned = True
        return made

    def close(self) -> None:
        """Close the connections to replicas, and those to the database that are its own."""
        self.servers.close()
        if self._owned:
            self.database.close()

    # -- reading

    def _present(self, connection: Connection, settings: Mapping[str, str] = _READING) -> Present:
        """What the pointer says; in the same query the transaction is given settings."""
        given = [func.set_config(name, value, True) for name, value in settings.items()]
        columns = current.c
        query = select(
            columns.generation, columns.version, columns.commits, columns.last_outbox_id,
            columns.documents, *given,
        )  # fmt: skip
        try:
            row = connection.execute(query).one_or_none()
        except DBAPIError as error:
            if isinstance(error.orig, errors.UndefinedTable):
                raise IndexUnavailable(_ABSENT) from error
            raise
        if row is None:
            raise IndexUnavailable(_ABSENT)
        present = Present(*row[:5])
        if present.version != VERSION:
            raise IndexUnavailable("The search index was made by another version.")
        return present

    @contextmanager
    def _view(self, server: Server, deadline: Deadline | None = None) -> Iterator[View]:
        """One state of the index at one server, to be read before the deadline if there is one."""
        with server.database.reading() as session:
            connection = located(session.connection(), self.home)
            if deadline is not None:
                deadline.guard(connection)
            present = self._present(connection)
            if server.is_primary:
                self._commits = max(self._commits, present.commits)
            elif present.commits < self._commits:
                raise _Behind
            located(connection, self.home, present.generation)
            lexicon, known = self._terms_of(present), self._known_of(present)
            yield View(connection, lexicon, known, self._cache, self._most_scored)

    def _terms_of(self, present: Present) -> Lexicon:
        """The terms of this state, shared by whoever reads it."""
        stamp = (present.generation, present.commits)
        lexicon = self._lexicon
        if lexicon.stamp != stamp:
            lexicon = Lexicon(stamp, present.documents)
            if stamp[1] >= self._lexicon.stamp[1]:
                self._lexicon = lexicon
        return lexicon

    def _known_of(self, present: Present) -> Known:
        """What is known of the documents of this generation."""
        known = self._known
        if known.generation != present.generation:
            known = self._known = Known(present.generation)
        return known

    def _read(self, use: Callable[[View], T], deadline: Deadline | None = None) -> T:
        """Ask the first server that can answer; `IndexUnavailable` if none can."""
        self._hear_news()
        for server in self.servers.in_turn():
            if server.is_primary:
                break
            try:
                with self._view(server, deadline) as view:
                    return use(view)
            except (_Behind, IndexUnavailable):
                continue
            except DBAPIError as error:
                refuse_if_late(error)
                server.leave_alone()
        return self._read_primary(use, deadline)

    def _read_primary(self, use: Callable[[View], T], deadline: Deadline | None = None) -> T:
        for attempt in range(_TRIES):
            try:
                with self._view(self.servers.primary, deadline) as view:
                    return use(view)
            except SQLAlchemyError as error:
                refuse_if_late(error)
                if attempt + 1 < _TRIES and _was_dropped(error):
                    continue
                raise _unavailable(error) from error
        raise AssertionError

    def _hear_news(self) -> None:
        """Ask the primary now and then how far it is, so that replicas can be measured by it."""
        if not self.servers.replicas or time.monotonic() - self._asked < NEWS_SECONDS:
            return
        self._asked = time.monotonic()
        self.state()

    def search(self, request: SearchRequest) -> SearchPage:
        """Raises `QueryError` for a query that cannot be run in time and `IndexUnavailable`."""
        started = time.perf_counter()
        return self._read(
            lambda view: Answer(view, request, self._meaning).page(started),
            Deadline(self._most_seconds),
        )

    def similar(
        self, key: Key, *, leave_out: Collection[Key] = (), limit: int = 5
    ) -> tuple[SearchHit, ...]:
        """Entries that are like one, the most alike first; none for one that is not indexed."""
        return self._read(
            lambda view: like(view, key, leave_out=leave_out, limit=limit),
            Deadline(self._most_seconds),
        )

    def warm(self) -> None:
        """Ask for what near spellings need, and let meaning follow the index.

        PostgreSQL keeps the rest in its own memory.
        """
        try:
            words = self._read(lambda view: view.vocabulary())
            self._meaning.follow(
                self.state().generation,
                lambda: self._read(lambda view: view.stored_documents()),
                lambda: words,
            )
        except IndexUnavailable:
            return  # whoever searches is told

    def state(self) -> IndexState:
        """Never raises: an index that is absent or broken says so."""
        try:
            with self.database.reading() as session:
                present = self._present(located(session.connection(), self.home))
        except IndexUnavailable as error:
            absent = str(error) == _ABSENT
            return IndexState("absent" if absent else "broken", "", 0, 0, str(error))
        except SQLAlchemyError as error:
            return IndexState("broken", "", 0, 0, str(_unavailable(error)))
        self._commits = max(self._commits, present.commits)
        generation = f"{present.generation}.{present.commits}"
        return IndexState("ready", generation, present.last_outbox_id, present.documents)

    def verify(self, documents: Iterable[IndexDocument]) -> list[str]:
        """One sentence for every document that is missing, different or not among these."""
        indexed = self._read_primary(lambda view: view.digests())
        return differences(documents, indexed)

    # -- writing

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        try:
            with writing(self.database, self.home, wait=self._lock_wait) as connection:
                yield connection
        except DBAPIError as error:
            raise _unavailable(error) from error

    def put(self, documents: Iterable[IndexDocument]) -> None:
        """Add documents, replacing those with the same key."""
        self.apply(put=documents)

    def delete(self, keys: Iterable[Key]) -> None:
        """Remove documents; a key that is not there is no error."""
        self.apply(delete=keys)

    def apply(
        self, *, put: Iterable[IndexDocument] = (), delete: Iterable[Key] = (),
        last_outbox_id: int | None = None,
    ) -> None:  # fmt: skip
        """Change documents in one commit, and say how far the index has come."""
        changed = {document.key: document for document in put}
        gone = [index_key(key) for key in delete if key not in changed]
        with self._writing() as connection:
            present = self._written(connection)
            if present is None:
                self._build(connection, changed.values(), last_outbox_id or 0)
                return
            reached = present.last_outbox_id if last_outbox_id is None else last_outbox_id
            writer = Writer(connection, self.home, present.generation)
            more = writer.change(changed.values(), gone) if changed or gone else 0
            writer.switch(last_outbox_id=reached, documents_in_all=present.documents + more)

    def rebuild(self, documents: Iterable[IndexDocument], *, last_outbox_id: int = 0) -> None:
        """Build a new index beside the old one and switch to it when it is complete."""
        with self._writing() as connection:
            generation = self._build(connection, documents, last_outbox_id)
        with self._writing() as connection:
            drop_others(connection, self.home, generation)

    def _written(self, connection: Connection) -> Present | None:
        """What a writer finds; None if there is no index yet."""
        try:
            return self._present(connection, settings={})
        except IndexUnavailable as error:
            if str(error) == _ABSENT:
                return None
            raise

    def _build(
        self, connection: Connection, documents: Iterable[IndexDocument], last_outbox_id: int
    ) -> str:
        writer = Writer.of_new_generation(connection, self.home)
        count = writer.fill(documents)
        writer.switch(last_outbox_id=last_outbox_id, documents_in_all=count)
        return writer.generation


def _was_dropped(error: SQLAlchemyError) -> bool:
    return isinstance(error, DBAPIError) and isinstance(error.orig, errors.UndefinedTable)


def _unavailable(error: SQLAlchemyError) -> IndexUnavailable:
    """What a person is told: which kind of fault it is, and nothing of queries or addresses."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(error, OperationalError) and not getattr(cause, "sqlstate", None):
        return IndexUnavailable("The search index cannot be read: its database does not answer.")
    return IndexUnavailable(
        f"The search index in the database cannot be used ({type(cause).__name__})."
    )
