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

LONGEST_PAUSE = 30.0  # seconds; a robots.txt that asks for more is given this much


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
        """Wait for one's turn at a host; its pause begins when the block ends."""
        host = self._host(name)
        with host.lock:
            wait = host.next_at - time.monotonic()
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
        """Seconds until a host may be asked again."""
        return max(0.0, self._host(name).next_at - time.monotonic())
