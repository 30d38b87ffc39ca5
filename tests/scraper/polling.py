"""Tools for polling a connector without a database: fetches, and keeps what was fetched."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kb.core import clock
from kb.core.errors import NotFound
from kb.scraper.connectors.interface import Connector, KnownEntry, Poll, State, WatchedSource
from kb.scraper.fetcher import READ_KINDS, Fetched, Fetcher, Limits, Validators
from kb.scraper.findings import DocumentText


@dataclass
class KnownEntries:
    """Entries told by the test."""

    entries: tuple[KnownEntry, ...] = ()

    def get(self, entry: str) -> KnownEntry | None:
        return next((one for one in self.entries if one.entry == entry), None)

    def by_docket(self, number: str, court_id: str | None = None) -> KnownEntry | None:
        found = [one for one in self.entries if number in one.dockets]
        fitting = [one for one in found if court_id in (None, one.court_id)]
        return fitting[0] if len(fitting) == 1 else None

    def by_identifier(self, text: str) -> KnownEntry | None:
        found = [one for one in self.entries if text in one.identifiers]
        return found[0] if len(found) == 1 else None


@dataclass
class Polls:
    """Polls one source again and again, as the runner would."""

    connector: Connector
    source: WatchedSource
    fetcher: Fetcher
    entries: KnownEntries = field(default_factory=KnownEntries)
    secrets: Mapping[str, str] = field(default_factory=dict)
    state: State = field(default_factory=dict)
    bodies: dict[str, bytes] = field(default_factory=dict)
    validators: dict[str, Validators] = field(default_factory=dict)

    collections: Path = Path()

    @property
    def now(self) -> dt.datetime:
        return clock.now()

    def poll(self) -> Poll:
        """Look once and remember; texts that were found are kept."""
        found = self.connector.poll(self.source, self.state, self)
        self.state = found.state
        for one in found.findings:
            if isinstance(one, DocumentText):
                self.bodies[one.key] = one.text.encode()
        return found

    def fetch(
        self,
        url: str,
        *,
        conditional: bool = True,
        headers: Mapping[str, str] | None = None,
        kinds: Sequence[str] | None = None,
        limits: Limits | None = None,
        ask_robots: bool = True,
        archive: bool = True,
    ) -> Fetched:
        answer = self.fetcher.fetch(
            url,
            validators=self.validators.get(url) if conditional else None,
            headers=headers,
            limits=limits,
            ask_robots=ask_robots,
            kinds=tuple(kinds) if kinds is not None else READ_KINDS,
        )
        if archive and not answer.not_modified:
            self.bodies[answer.sha256] = answer.body
            self.validators[url] = answer.validators
        return answer

    def body(self, sha256: str) -> bytes:
        if sha256 not in self.bodies:
            raise NotFound(sha256)
        return self.bodies[sha256]

    def keep(self, text: str) -> str:
        name = hashlib.sha256(text.encode()).hexdigest()
        self.bodies[name] = text.encode()
        return name

    def secret(self, name: str) -> str:
        return self.secrets.get(name, "")
