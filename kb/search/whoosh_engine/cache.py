"""A cache of arrays and answers, bounded by their size, shared by threads."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final, TypeVar

import numpy as np

T = TypeVar("T")
_OVERHEAD: Final = 200  # bytes of an entry beside its arrays


def _size(value: object) -> int:
    match value:
        case np.ndarray():
            return value.nbytes + _OVERHEAD
        case tuple() | list():
            return sum(map(_size, value)) + _OVERHEAD
        case dict():
            return sum(_size(key) + _size(held) for key, held in value.items()) + _OVERHEAD
        case _:
            return sys.getsizeof(value)


class ArrayCache:
    """Least recently used first out, once `limit` bytes are held."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._entries: OrderedDict[Hashable, tuple[object, int]] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> object | None:
        """The value of the key if it is held."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry[0] if entry else None

    def get(
        self, key: Hashable, make: Callable[[], T], *, size_of: Callable[[T], int] = _size
    ) -> T:
        """The value of the key, made if it is not held. Two threads may make it at once."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
                return entry[0]  # type: ignore[return-value]  # a key has one type of value
        value = make()
        size = size_of(value)
        with self._lock:
            if key not in self._entries:
                self._entries[key] = (value, size)
                self.held += size
            while self.held > self.limit and len(self._entries) > 1:
                _, (_, freed) = self._entries.popitem(last=False)
                self.held -= freed
        return value
