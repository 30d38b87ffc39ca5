"""Reading an archived copy again as if it had just been fetched, without asking anybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.core.errors import NotFound
from kb.scraper.connectors.interface import Entries
from kb.scraper.errors import SourceFailure
from kb.scraper.fetcher import Fetched
from kb.sources import archive
from kb.sources.tables import ArchivedCopy


@dataclass(frozen=True)
class OneCopy:
    """Tools (`connectors.interface.Tools`) of a world that has one copy and nothing else."""

    copy: ArchivedCopy
    content: bytes
    entries: Entries

    @property
    def now(self) -> dt.datetime:
        """When the copy was fetched."""
        return self.copy.fetched_at

    @property
    def collections(self) -> Path:
        """No folder."""
        return Path()

    def fetch(self, url: str, **_: Any) -> Fetched:
        """The copy, if it is of that address; `SourceFailure` (not-found) for any other."""
        if url != self.copy.url:
            raise SourceFailure("not-found", f"The copy is not of {url}.")
        headers = archive.response_headers(self.copy)
        return Fetched(url, self.copy.final_url, self.copy.status, headers, self.content, self.now)

    def body(self, sha256: str) -> bytes:
        """Nothing else is archived here."""
        raise NotFound(f"No archived copy has the hash {sha256}.")

    def keep(self, text: str) -> str:
        """Nothing is kept of a second reading."""
        raise SourceFailure("refused", "A copy that is read again adds nothing to the archive.")

    def secret(self, name: str) -> str:
        """No secret is known here."""
        return ""
