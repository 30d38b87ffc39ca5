"""The lines of an entry of which snippets are made, laid out so that words are found quickly."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

_LATIN: Final = range(0x80, 0x250)
_PUNCTUATION: Final = range(0x2010, 0x2060)


def _spellings() -> dict[int, str]:
    """Letters with accents by those without, other signs by blanks: one character for one.

    What a word may become another length by, such as ß, is left out.
    """
    found: dict[int, str] = {}
    for code in (*_LATIN, *_PUNCTUATION, ord("€"), ord("™")):
        sign = chr(code)
        base = unicodedata.normalize("NFD", sign.lower())[:1]
        if unicodedata.category(sign)[0] in "PSZ":
            found[code] = " "
        elif sign.isalpha() and len(sign.lower()) == 1 and base.isascii():
            found[code] = base
    return found


_SPELLINGS: Final = _spellings()


class Lines(NamedTuple):
    """Lines in their order: those of texts, and from the number `texts` on one for a statement.

    `plain` has the lines that can be written so in small letters of ASCII (`in_plain`), one after
    the other; the one that begins at `starts[n]` there has the number `numbers[n]`, and the last
    of the `starts` is where another would begin. The other lines have the numbers `beyond`.
    """

    lines: tuple[str, ...]
    texts: int
    plain: str
    starts: tuple[int, ...]
    numbers: tuple[int, ...]
    beyond: tuple[int, ...]


def in_plain(line: str) -> str | None:
    """The line in small letters of ASCII, character by character; None where it has others."""
    if not line.isascii():
        line = line.translate(_SPELLINGS)
    return line.lower() if line.isascii() else None


def lines_of(texts: Iterable[str], statements: Sequence[str]) -> Lines:
    """The lines of texts, without empty ones, and statements."""
    told = [line for text in texts for line in text.splitlines() if line.strip()]
    lines = (*told, *statements)
    plain: list[str] = []
    starts = [0]
    numbers: list[int] = []
    beyond: list[int] = []
    for number, line in enumerate(lines):
        written = in_plain(line)
        if written is None:
            beyond.append(number)
            continue
        plain.append(written)
        numbers.append(number)
        starts.append(starts[-1] + len(written) + 1)
    return Lines(lines, len(told), "\n".join(plain), tuple(starts), tuple(numbers), tuple(beyond))
