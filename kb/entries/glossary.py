"""Words of law and of machine learning in plain words: `seed_data/glossary.toml`.

`marked` finds the first place of each word in a text, so that a page can lead to what it means.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir
from kb.entries.vocabulary import TOPICS

FILE: Final = "glossary.toml"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Term(_Model):
    """One word with what it means; `topic` is the slug of a page that goes on."""

    id: Annotated[str, Field(pattern=r"^[a-z-]+$")]
    name: str
    spellings: tuple[str, ...]
    meaning: str
    topic: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form that a text may use."""
        return (self.name, *self.spellings)


class Glossary(_Model):
    """All terms, in the order of their names."""

    term: tuple[Term, ...]

    @model_validator(mode="after")
    def _is_consistent(self) -> Glossary:
        forms = [form for term in self.term for form in {one.casefold() for one in term.forms}]
        twice = sorted({form for form in forms if forms.count(form) > 1})
        if twice:
            raise ValueError(f"two terms have the form {twice[0]!r}")
        if unknown := [term.topic for term in self.term if term.topic not in {"", *TOPICS}]:
            raise ValueError(f"there is no topic {unknown[0]!r}")
        return self

    @cached_property
    def by_form(self) -> dict[str, Term]:
        """The terms by each of their forms, folded."""
        return {form.casefold(): term for term in self.term for form in term.forms}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        forms = sorted(self.by_form, key=len, reverse=True)
        return re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, forms))})(?![\w-])", re.IGNORECASE
        )

    def marked(self, text: str) -> Iterator[tuple[str, Term | None]]:
        """The text in pieces; a piece that is the first occurrence of a term comes with it."""
        start, met = 0, set[str]()
        for match in self._pattern.finditer(text):
            term = self.by_form[match[0].casefold()]
            if term.id in met:
                continue
            met.add(term.id)
            if match.start() > start:
                yield text[start : match.start()], None
            yield match[0], term
            start = match.end()
        if start < len(text):
            yield text[start:], None


@lru_cache(maxsize=2)
def load_glossary(path: Path | None = None) -> Glossary:
    """The glossary of the installation; `ConfigurationError` for one that cannot be used."""
    file = path or resource_dir("seed_data") / FILE
    try:
        found = Glossary.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{file.name} cannot be used: {error}.") from error
    return Glossary(term=_sorted(found.term))


def _sorted(terms: Iterable[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))
