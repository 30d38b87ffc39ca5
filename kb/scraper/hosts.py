"""Which source is next when many are due: hosts take turns, and nobody waits beside a pause.

A thread that slept through the pause of one host could not serve another; so a host that
must rest is put aside until its time, and threads take the next host that is ready. However
many sources are due, a run takes as long as its slowest host, not as the sum of the pauses.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

Item = TypeVar("Item")


class HostQueue(Generic[Item]):
    """Items of hosts, handed out one a host at a time; safe for threads, however many.

    `ready_in` tells in how many seconds a host may be asked again.
    """

    def __init__(
        self, items: Iterable[tuple[str, Item]], *, ready_in: Callable[[str], float]
    ) -> None:
        self._ready_in = ready_in
        self._waiting: dict[str, deque[Item]] = {}
        for host, item in items:
            self._waiting.setdefault(host, deque()).append(item)
        now = time.monotonic()
        self._resting = [(now, number, host) for number, host in enumerate(self._waiting)]
        self._numbers = len(self._resting)
        self._busy = 0
        self._changed = threading.Condition()
        #: The one thread that waits for the next host by the clock; the others wait to be woken.
        self._leader: int | None = None

    def take(self) -> tuple[str, Item] | None:
        """The next host and item, as soon as one is ready; None when all are done."""
        with self._changed:
            while self._resting or self._busy:
                wait = self._resting[0][0] - time.monotonic() if self._resting else None
                if wait is not None and wait <= 0:
                    _, _, host = heapq.heappop(self._resting)
                    self._busy += 1
                    if self._leader is None:
                        self._changed.notify()
                    return host, self._waiting[host].popleft()
                self._wait(wait)
            self._changed.notify_all()
            return None

    def _wait(self, seconds: float | None) -> None:
        """Wait for something to do, as the leader only so many seconds."""
        if seconds is None or self._leader is not None:
            self._changed.wait()
            return
        self._leader = threading.get_ident()
        self._changed.wait(seconds)
        if self._leader == threading.get_ident():
            self._leader = None

    def done(self, host: str) -> None:
        """The item that was taken of a host is finished."""
        with self._changed:
            self._released(host, 0.0)

    def put_back(self, host: str, item: Item, *, seconds: float) -> None:
        """The item that was taken of a host is its next again, in so many seconds at least."""
        with self._changed:
            self._waiting[host].appendleft(item)
            self._released(host, seconds)

    def _released(self, host: str, seconds: float) -> None:
        self._busy -= 1
        if self._waiting[host]:
            at = time.monotonic() + max(seconds, self._ready_in(host))
            self._numbers += 1
            heapq.heappush(self._resting, (at, self._numbers, host))
            if self._resting[0][1] == self._numbers:  # sooner than what the leader waits for
                self._leader = None
                self._changed.notify()
        elif not self._resting and not self._busy:
            self._changed.notify_all()
