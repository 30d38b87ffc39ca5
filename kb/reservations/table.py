"""What is known of each signal: `seed_data/reservations.toml`, written by editors."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.core.dates import PartialDate
from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir

FILE: Final = "reservations.toml"
Reach = Literal["site", "page", "file", "text"]
Effect = Literal["counts", "fails", "rule", "open"]
Strength = Literal["machine", "partial", "words", "none"]
#: What one statement of a signal covers.
REACHES: Final[Mapping[Reach, str]] = {
    "site": "a whole site",
    "page": "one page",
    "file": "one file, wherever it goes",
    "text": "whoever reads your terms",
}
#: How far a site says no to training, in words.
STRENGTHS: Final[Mapping[Strength, str]] = {
    "machine": "It says no to training in a form that machines can read.",
    "partial": "It says no to training in part: to some crawlers, or in words of no standard.",
    "words": "It says no to training in a sentence for people, not in a form that machines read.",
    "none": "It does not say no to training.",
}
#: What the place that a signal was tried in shows.
EFFECTS: Final[Mapping[Effect, str]] = {
    "counts": "Held to count",
    "fails": "Held not to count",
    "rule": "A rule speaks of it",
    "open": "Open",
}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Held(_Model):
    """One place where the signal was tried, and the entry that shows it."""

    effect: Effect
    text: str
    kind: Literal["case", "law", "licence", "policy"]
    slug: str


class Signal(_Model):
    """One way to say that works are not for training."""

    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: str
    entry: str  # the slug of its licence entry
    reach: Reach
    what: str
    binds: str
    limits: str
    held: tuple[Held, ...] = ()


class Order(_Model):
    """A legal order, with what its courts might make of each `Strength`, and the entry to read."""

    name: str
    kind: Literal["case", "law"]
    slug: str
    when: dict[Strength, str]


class Signals(_Model):
    """The table, and as of when it holds."""

    as_of: PartialDate
    signal: tuple[Signal, ...]
    order: tuple[Order, ...] = ()

    @property
    def by_id(self) -> dict[str, Signal]:
        """The signals by their id, in the order of the table."""
        return {one.id: one for one in self.signal}

    def faults(self, entries: Iterable[tuple[str, str]]) -> list[str]:
        """Names of entries that do not exist, one line each; `entries` are (kind, slug)."""
        known = set(entries)
        named = [(one.id, ("licence", one.entry)) for one in self.signal]
        named += [(one.id, (held.kind, held.slug)) for one in self.signal for held in one.held]
        named += [(one.name, (one.kind, one.slug)) for one in self.order]
        return [
            f"{FILE}: {signal}: no {name[0]} has the slug {name[1]!r}"
            for signal, name in named
            if name not in known
        ]


@lru_cache(maxsize=2)
def load_table(path: Path | None = None) -> Signals:
    """The table of the installation; `ConfigurationError` for one that cannot be used."""
    file = path or resource_dir("seed_data") / FILE
    try:
        return Signals.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{file.name} cannot be used: {error}.") from error
