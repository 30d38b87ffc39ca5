"""Reads a long text in pieces, so that no pattern ever costs more than its piece allows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Protocol, TypeVar

PIECE: Final = 8_000  # characters
OVERLAP: Final = 500  # longer than any citation
_LOOK_BACK: Final = 200


class Spanned(Protocol):
    """Something that stands at characters `start` to `end` of its piece."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Found = TypeVar("Found", bound=Spanned)


def in_pieces(
    text: str, find: Callable[[str], list[Found]], moved: Callable[[Found, int], Found]
) -> Iterator[Found]:
    """What `find` finds in the whole text, in order; `moved` shifts a finding by an offset.

    A piece ends between two words and is read with what follows it, so that a finding on the
    border belongs to the piece that it begins in.
    """
    start = last = 0
    while start < len(text):
        border = _border(text, start)
        for found in find(text[start : border + OVERLAP]):
            if found.start + start < border and found.start + start >= last:
                last = found.end + start
                yield moved(found, start)
        start = border


def _border(text: str, start: int) -> int:
    """Where the piece that begins at `start` ends: behind a blank, if there is one near."""
    border = start + PIECE
    if border >= len(text):
        return len(text)
    for place in range(border, border - _LOOK_BACK, -1):
        if text[place - 1].isspace():
            return place
    return border
