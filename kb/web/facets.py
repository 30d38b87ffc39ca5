"""What filter forms and their removal links are made of, for every page that filters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

Pair = tuple[str, str]


@dataclass(frozen=True)
class Option:
    """A value that can be chosen, and how many entries it would show."""

    value: str
    label: str
    count: int
    checked: bool = False


@dataclass(frozen=True)
class Facet:
    """A group of options under one parameter."""

    name: str
    label: str
    options: tuple[Option, ...]
    open: bool = False


@dataclass(frozen=True)
class Applied:
    """A filter in use, with the address of the page without it."""

    name: str
    label: str
    href: str


def address(path: str, pairs: Iterable[Pair]) -> str:
    """The path with these parameters in their order; empty ones are left out."""
    kept = [pair for pair in pairs if pair[1]]
    return f"{path}?{urlencode(kept)}" if kept else path


def without(pairs: Sequence[Pair], name: str, value: str | None = None) -> list[Pair]:
    """The parameters without one value, or without every value of one name."""
    return [pair for pair in pairs if pair[0] != name or (value is not None and pair[1] != value)]


def chosen_options(
    counts: Iterable[tuple[str, str, int]], chosen: Sequence[str]
) -> tuple[Option, ...]:
    """Options of (value, label, count), those chosen first and kept even where they find none."""
    known = {value: (label, count) for value, label, count in counts}
    first = [Option(value, *known.get(value, (value, 0)), checked=True) for value in chosen]
    rest = [
        Option(value, label, count)
        for value, (label, count) in known.items()
        if value not in chosen
    ]
    return (*first, *rest)
