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
    if isinstance(value, str | int):  # most of what is held, asked for first
        return sys.getsizeof(value)
    match value:
        case np.ndarray():
            return value.nbytes + _OVERHEAD
        case tuple() | list():
            return sum(map(_size, value)) + _OVERHEAD
        case dict():
            return sum(_size(key) + _size(held) for key, held in value.items()) + _OVERHEAD
        case _:
            return sys.getsizeof(value)


class _Entry:
    """What is held, and whether it was asked for since it last came to be the oldest."""

    __slots__ = ("is_used", "size", "value")

    def __init__(self, value: object, size: int) -> None:
        self.value, self.size, self.is_used = value, size, False


class ArrayCache:
    """Once `limit` bytes are held, the oldest goes that was not asked for meanwhile.

    Asking takes no lock, since it changes nothing but a mark.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.held = 0
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = threading.Lock()

    def peek(self, key: Hashable) -> object | None:
        """The value of the key if it is held."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry.is_used = True
        return entry.value

    def get(
        self, key: Hashable, make: Callable[[], T], *, size_of: Callable[[T], int] = _size
    ) -> T:
        """The value of the key, made if it is not held. Two threads may make it at once."""
        entry = self._entries.get(key)
        if entry is not None:
            entry.is_used = True
            return entry.value  # type: ignore[return-value]  # a key has one type of value
        value = make()
        size = size_of(value)
        with self._lock:
            if key not in self._entries:
                self._entries[key] = _Entry(value, size)
                self.held += size
            self._make_room()
        return value

    def _make_room(self) -> None:
        while self.held > self.limit and len(self._entries) > 1:
            key, oldest = self._entries.popitem(last=False)
            if oldest.is_used:
                oldest.is_used = False
                self._entries[key] = oldest
            else:
                self.held -= oldest.size
