"""What a connector is: a name, the options that it understands, and `poll`.

A connector reads; it writes nothing and knows no database. It asks through `Tools`, which
fetches, archives and records every look, and it remembers between runs only what it returns
as state. Polling the same answers again with the state of the last run finds nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import BaseModel, ConfigDict

from kb.scraper.fetcher import Fetched, Limits
from kb.scraper.findings import Finding

State = Mapping[str, Any]


class Options(BaseModel):
    """The base of a connector's options: what stands beside the common keys of a declaration."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Whether copies that differ in noise alone may go (`kb archive thin`).
    thin: bool = True


@dataclass(frozen=True)
class KnownEntry:
    """What connectors need to know of an entry to recognise it."""

    entry: str  # kind/slug
    title: str
    status: str | None
    dockets: tuple[str, ...] = ()
    court_id: str | None = None
    identifiers: frozenset[str] = frozenset()
    as_of: str | None = None  # the day of its facts


class Entries(Protocol):
    """The published entries, as far as connectors may look."""

    def get(self, entry: str) -> KnownEntry | None:
        """The entry named `kind/slug`."""

    def by_docket(self, number: str, court_id: str | None = None) -> KnownEntry | None:
        """The case with this docket number in any spelling; None if none or several fit."""

    def by_identifier(self, text: str) -> KnownEntry | None:
        """The entry of a citation, file number or SPDX id; None if none or several fit."""


class Tools(Protocol):
    """What a connector may use; one for each poll of each source."""

    @property
    def entries(self) -> Entries:
        """The published entries."""

    @property
    def now(self) -> dt.datetime:
        """The time of this look."""

    @property
    def collections(self) -> Path:
        """The folder of collections of others that lie on this machine."""

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
        """Fetch through the one fetcher; the answer is archived and the look recorded.

        `conditional` asks with what is known of the newest copy, so the answer may be
        `not_modified`. Raises `SourceFailure`.
        """

    def body(self, sha256: str) -> bytes:
        """An archived body."""

    def keep(self, text: str) -> str:
        """Put a text into the archive and return its hash."""

    def secret(self, name: str) -> str:
        """A secret of the settings, such as `courtlistener_token`; "" if it is not set."""


@dataclass(frozen=True)
class WatchedSource:
    """A declared source; `options` are of the class that its connector names."""

    name: str
    url: str
    entry: str | None
    document: str | None
    options: Any


@dataclass(frozen=True)
class Poll:
    """What a look gave: findings, and what to remember for the next one."""

    findings: tuple[Finding, ...] = ()
    state: State = field(default_factory=dict)


class Connector(Protocol):
    """One family of sources."""

    @property
    def name(self) -> str:
        """The name that declarations use."""

    @property
    def options(self) -> type[Options]:
        """The class of its options."""

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        """Look once. Raises `SourceFailure`; whatever else escapes is a bug of ours."""
