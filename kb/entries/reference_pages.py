"""The form of the reference pages: topics, systems and data sets.

Models refuse unknown keys and never change. A topic that is disputed states both sides;
an argument always cites at least one entry, because nothing here has a source of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from kb.core.dates import PartialDate

Side = Literal["consent", "learning"]
Effect = Literal["supports", "weakens"]
EntryKind = Literal["case", "policy", "licence", "law"]
SystemKind = Literal[
    "image-model", "video-model", "text-model", "music-model", "voice-model", "code-model",
    "product", "search-engine", "other",
]  # fmt: skip

SIDES: Mapping[str, str] = {
    "consent": "Training needs the author's consent",
    "learning": "What may be viewed may be learned from",
}
EFFECTS: Mapping[str, str] = {"supports": "supports", "weakens": "weakens"}
SYSTEM_KINDS: Mapping[str, str] = {
    "image-model": "Image generator",
    "video-model": "Video generator",
    "text-model": "Language model",
    "music-model": "Music generator",
    "voice-model": "Voice generator",
    "code-model": "Code generator",
    "product": "Product built on models",
    "search-engine": "Search or answer engine",
    "other": "Other system",
}
INTRODUCTION_WORDS = (80, 150)


def _slug(text: str) -> str:
    if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is None:
        raise ValueError(f"{text!r} is no slug: lower-case words and digits joined by hyphens")
    return text


def _text(text: str) -> str:
    if text != text.strip() or not text:
        raise ValueError("must not be empty or padded with blanks")
    return text


Slug = Annotated[str, AfterValidator(_slug)]
Text = Annotated[str, AfterValidator(_text)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CitedEntry(_Model):
    """An entry that bears on an argument; `note` says what in it does so."""

    kind: EntryKind
    slug: Slug
    effect: Effect
    note: Text


class Argument(_Model):
    """One argument of a side, with what supports it and what weakens it."""

    text: Text
    entries: tuple[CitedEntry, ...] = Field(min_length=1)

    def with_effect(self, effect: Effect) -> tuple[CitedEntry, ...]:
        """The cited entries that support, or weaken, the argument, in the given order."""
        return tuple(entry for entry in self.entries if entry.effect == effect)


class Position(_Model):
    """What one side says about a topic."""

    side: Side
    heading: Text
    arguments: tuple[Argument, ...] = Field(min_length=2, max_length=4)


class Topic(_Model):
    """A page about one topic of the vocabulary; disputed topics have both sides."""

    slug: Slug
    title: Text
    introduction: Text
    disputed: bool
    positions: tuple[Position, ...] = ()
    see_also: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _neutral(self) -> Topic:
        words, (least, most) = len(self.introduction.split()), INTRODUCTION_WORDS
        if not least <= words <= most:
            raise ValueError(f"introduction: has {words} words, needs {least} to {most}")
        sides = sorted(position.side for position in self.positions)
        if self.disputed and sides != sorted(SIDES):
            raise ValueError("positions: a disputed topic needs each side exactly once")
        if not self.disputed and sides:
            raise ValueError("positions: a topic that is not disputed has no sides")
        return self

    def cited(self) -> Iterator[tuple[str, CitedEntry]]:
        """Every cited entry with its path inside the file, in page order."""
        for p, position in enumerate(self.positions):
            for a, argument in enumerate(position.arguments):
                for e, entry in enumerate(argument.entries):
                    yield f"positions[{p}].arguments[{a}].entries[{e}]", entry


class System(_Model):
    """A model or product that cases or policies speak of."""

    slug: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    developer: Text
    system_kind: SystemKind
    released: PartialDate | None = None
    summary: Text
    datasets: tuple[Slug, ...] = ()
    licences: tuple[Slug, ...] = ()
    policies: tuple[Slug, ...] = ()
    notes: tuple[Text, ...] = ()


class DataSet(_Model):
    """A collection of works that was published, or is known, under a name."""

    slug: Slug
    name: Text
    aliases: tuple[Text, ...] = ()
    maker: Text
    released: PartialDate | None = None
    size: Text | None = None
    summary: Text
    contents: Text
    licences: tuple[Slug, ...] = ()
    policies: tuple[Slug, ...] = ()
