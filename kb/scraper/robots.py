"""What robots.txt lets us fetch (RFC 9309), read once a run for every host.

An answer of 4xx means that there are no rules; one of 5xx, or none at all, means that the
host is in trouble and that we wait.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from protego import Protego

from kb.scraper.errors import SourceFailure

#: The name that rules for us are written under.
AGENT: Final = "Artdocket"
KEPT_SECONDS: Final = 24 * 3600  # RFC 9309 § 2.4
TROUBLE_SECONDS: Final = 600
MAX_BYTES: Final = 512 << 10  # RFC 9309 § 2.5 asks for 500 KiB at least

#: Fetches the address of a robots.txt: status and body. Raises `SourceFailure`.
Reader = Callable[[str], tuple[int, bytes]]


@dataclass(frozen=True)
class Rules:
    """The rules of one origin; None where it has none."""

    parsed: Protego | None
    trouble: str = ""

    def allows(self, url: str) -> bool:
        """Whether we may fetch the address."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, AGENT))

    @property
    def delay(self) -> float | None:
        """The pause that is asked for, in seconds."""
        if self.parsed is None:
            return None
        found = self.parsed.crawl_delay(AGENT)
        return None if found is None else float(found)


def parsed_rules(status: int, body: bytes) -> Rules:
    """The rules that an answer to `/robots.txt` means."""
    if 400 <= status < 500 and status != 429:
        return Rules(None)
    if not 200 <= status < 300:
        return Rules(None, f"robots.txt answered {status}")
    text = body[:MAX_BYTES].decode("utf-8-sig", "replace")
    return Rules(Protego.parse(text))


class Robots:
    """The rules of every origin that was asked for; safe for threads."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._kept: dict[str, tuple[float, Rules]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def rules(self, origin: str) -> Rules:
        """The rules of an origin such as `https://example.org`; `SourceFailure` in trouble."""
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            kept = self._kept.get(origin)
            if kept is None or kept[0] < time.monotonic():
                kept = self._fresh(origin)
                self._kept[origin] = kept
        rules = kept[1]
        if rules.trouble:
            raise SourceFailure("robots-unavailable", f"{origin}: {rules.trouble}.")
        return rules

    def _fresh(self, origin: str) -> tuple[float, Rules]:
        try:
            rules = parsed_rules(*self._read(f"{origin}/robots.txt"))
        except SourceFailure as failure:
            if failure.failure == "address":
                raise
            rules = Rules(None, f"robots.txt could not be read ({failure})")
        kept_for = TROUBLE_SECONDS if rules.trouble else KEPT_SECONDS
        return time.monotonic() + kept_for, rules
