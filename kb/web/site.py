"""What a running site holds: settings, database, search engine and the reference pages.

Opened when the application starts and closed when it stops; nothing is opened at import.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from kb.accounts import secrets
from kb.accounts.oidc import provider as oidc
from kb.core import migrate, outbox
from kb.core.database import Database
from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir
from kb.core.settings import Settings
from kb.entries.documents import ServiceChange, load_service_changes
from kb.entries.queries import figures
from kb.entries.queries.captures import newest_capture
from kb.entries.reference import Reference, load_reference
from kb.entries.tables import Court, Fact
from kb.search import SearchEngine, open_engine
from kb.search.suggester import Suggester
from kb.sources.archive import newest_look
from kb.sources.bodies import BodyStore
from kb.web.kept import Kept

KEY_FACT = "secret key fingerprint"
GENERATION_SECONDS = 0.5  # a publication by another process shows after this at the latest


@dataclass(frozen=True)
class Standing:
    """What every page's frame says of the whole: how far the facts reach, how many entries."""

    generation: int  # of what is published
    index: str  # generation of the search index
    as_of: str
    entries: int
    looks: int = 0  # grows when something was looked at or captured


class Site:
    """The parts of a running site; safe to share between threads.

    `ConfigurationError` if the settings contradict each other.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.sign_in_provider = oidc.configured(settings)
        self.database = Database(settings.resolved_database_url)
        self.engine: SearchEngine = open_engine(settings, self.database)
        self.kept = Kept()
        self.suggester = Suggester(
            self.database, reference=lambda: self.reference, courts=lambda: self.courts
        )
        self.archive = BodyStore(settings.archive_dir)
        self._lock = threading.Lock()
        self._standing: Standing | None = None
        self._checked = 0.0

    def open(self) -> None:
        """Prove that the database can be served; `ConfigurationError` says what to do."""
        self.database.check_reachable()
        migrate.require_ready(self.database)
        require_shared_key(self.database, self.secret_key)
        self.standing()

    def close(self) -> None:
        """Close what was opened."""
        self.suggester.close()
        self.engine.close()
        self.database.close()

    def fresh_standing(self) -> Standing | None:
        """The state as read in the last half second; None if it must be read again."""
        is_fresh = time.monotonic() - self._checked < GENERATION_SECONDS
        return self._standing if is_fresh else None

    def standing(self) -> Standing:
        """The state of the whole, read again at most every half second."""
        known = self.fresh_standing()
        if known is not None:
            return known
        with self._lock:
            try:
                self._standing = self._read_standing(self._standing)
            except SQLAlchemyError:
                # Frame and error page can do with what was known; the page itself will fail.
                if self._standing is None:
                    raise
            self._checked = time.monotonic()
            return self._standing

    def _read_standing(self, known: Standing | None) -> Standing:
        index = self.engine.state().generation
        with self.database.reading() as session:
            generation = outbox.newest_id(session)
            looks = newest_look(session) + newest_capture(session)
            if known is not None and known.generation == generation:
                return dataclasses.replace(known, index=index, looks=looks)
            counts = figures.kind_counts(session)
            as_of = figures.newest_as_of(session)
        entries = sum(counts.values())
        return Standing(generation, index, as_of=as_of, entries=entries, looks=looks)

    @cached_property
    def secret_key(self) -> bytes:
        """The key of keyed hashes, the same in every process of the installation."""
        return secrets.secret_key(self.settings)

    @cached_property
    def reference(self) -> Reference:
        """Topics, systems and data sets."""
        return load_reference(resource_dir("seed_data"))

    @cached_property
    def service_changes(self) -> tuple[ServiceChange, ...]:
        """Changes of terms of services that have no entry of their own."""
        path = resource_dir("seed_data") / "policy-changes-elsewhere.json"
        return tuple(load_service_changes(path))

    @cached_property
    def courts(self) -> dict[str, Court]:
        """Every court by id."""
        with self.database.reading() as session:
            return figures.courts(session)


def require_shared_key(database: Database, key: bytes) -> None:
    """`ConfigurationError` unless all processes of the database have the same secret key.

    The first one leaves the key's fingerprint there.
    """
    mine = secrets.fingerprint(key)
    with database.reading() as session:
        fact = session.get(Fact, KEY_FACT)
        known = fact.value if fact else None
    if known is None:
        with database.writing() as session:
            fact = session.get(Fact, KEY_FACT) or Fact(name=KEY_FACT, value=mine)
            session.add(fact)
            known = fact.value
    if known != mine:
        raise ConfigurationError(
            "This database is served with another secret key: give all processes the same "
            "KB_SECRET_KEY or the same file secret-key in their data folders. If the key was "
            "changed on purpose, run kb init --new-secret-key once."
        )


def forget_key(database: Database) -> None:
    """Let the next process that serves the database decide which secret key it has."""
    with database.writing() as session:
        known = session.get(Fact, KEY_FACT)
        if known is not None:
            session.delete(known)


def site_of(request: Request) -> Site:
    """The running site that a request came to."""
    site: Site = request.app.state.site
    return site
