"""What is read off the whole database for a page, kept until something is published."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


class Kept:
    """Values by name, each of one generation of what is published; safe to share by threads.

    Two threads that ask at once may both make a value; nobody waits for another.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: dict[str, tuple[int, Any]] = {}

    def get(self, name: str, *, generation: int, make: Callable[[], T]) -> T:
        """The value of that generation, made if need be; nobody may change it."""
        with self._lock:
            found = self._made.get(name)
        if found is not None and found[0] == generation:
            value: T = found[1]
            return value
        value = make()
        with self._lock:
            self._made[name] = (generation, value)
        return value
