"""The lines of an entry of which snippets are made, laid out so that words are found quickly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Lines(NamedTuple):
    """Lines in their order: those of texts, and from the number `texts` on one for a statement.

    `plain` has all lines in ASCII in small letters, one after the other; the one that begins at
    `starts[n]` there has the number `numbers[n]`. The others have the numbers `beyond`.
    """

    lines: tuple[str, ...]
    texts: int
    plain: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    beyond: tuple[int, ...]


def lines_of(texts: Iterable[str], statements: Sequence[str]) -> Lines:
    """The lines of texts, without empty ones, and statements."""
    told = [line for text in texts for line in text.splitlines() if line.strip()]
    lines = (*told, *statements)
    numbers = tuple(number for number, line in enumerate(lines) if line.isascii())
    starts: list[int] = []
    at = 0
    for number in numbers:
        starts.append(at)
        at += len(lines[number]) + 1
    plain = "\n".join([lines[number] for number in numbers]).lower()
    beyond = tuple(number for number, line in enumerate(lines) if not line.isascii())
    return Lines(lines, len(told), plain, tuple(starts), numbers, beyond)
