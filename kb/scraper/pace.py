"""How fast each host may be asked: one request at a time, a pause after each, longer on demand.

Shared by all threads of a run. Times are those of the monotonic clock, so that a clock that
is set back makes nobody wait for hours.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kb.scraper.errors import SourceFailure

LONGEST_PAUSE = 30.0  # seconds; a robots.txt that asks for more is given this much
#: A host that asks for a longer time is not waited for in a run; its sources come later.
LONGEST_WAIT = 60.0  # seconds


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    pause: float | None = None


class Pace:
    """The turns of every host; `pause` is the usual time between two requests, in seconds."""

    def __init__(self, pause: float) -> None:
        self.pause = pause
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def _host(self, name: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(name, _Host())

    @contextmanager
    def turn(self, name: str) -> Iterator[None]:
        """Wait for one's turn at a host; its pause begins when the block ends.

        `SourceFailure` (rate-limited) where the host has asked for more than a minute.
        """
        host = self._host(name)
        with host.lock:
            wait = host.next_at - time.monotonic()
            if wait > LONGEST_WAIT:
                raise SourceFailure(
                    "rate-limited", f"{name} asked us to wait {wait:.0f} s.", retry_after=wait
                )
            if wait > 0:
                time.sleep(wait)
            try:
                yield
            finally:
                pause = self.pause if host.pause is None else host.pause
                host.next_at = max(host.next_at, time.monotonic() + pause)

    def slow_down(self, name: str, pause: float) -> None:
        """From now on leave at least this many seconds between requests to a host."""
        host = self._host(name)
        host.pause = min(LONGEST_PAUSE, max(self.pause, pause))

    def hold(self, name: str, seconds: float) -> None:
        """Ask a host nothing for so long (its Retry-After)."""
        host = self._host(name)
        host.next_at = max(host.next_at, time.monotonic() + seconds)

    def ready_in(self, name: str) -> float:
        """Seconds until a host may be asked again; 0 for one that nobody waits for."""
        wait = self.held_for(name)
        return wait if wait <= LONGEST_WAIT else 0.0

    def held_for(self, name: str) -> float:
        """Seconds until a host may be asked again, however many they are."""
        return max(0.0, self._host(name).next_at - time.monotonic())
