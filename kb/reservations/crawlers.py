"""The dated list of AI crawlers in `seed_data/crawlers.toml`, and what robots.txt says to them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Final, Literal

from protego import Protego
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb.core.dates import PartialDate
from kb.core.errors import ConfigurationError
from kb.core.resources import resource_dir

FILE: Final = "crawlers.toml"
#: How a robots.txt may treat a crawler.
TREATMENTS: Final[Mapping[str, str]] = {
    "allowed": "admitted",
    "partly": "admitted to parts",
    "refused": "refused",
}
Purpose = Literal["training", "answers", "user", "control"]
#: What a crawler fetches for, in words.
PURPOSES: Final[Mapping[Purpose, str]] = {
    "training": "collects for training models",
    "control": "no crawler: a name that permits or refuses training",
    "answers": "collects for a search or an assistant’s answers",
    "user": "fetches a page when a person asks for it",
}


class Crawler(BaseModel):
    """A crawler by the name that robots.txt uses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    agent: Annotated[str, Field(pattern=r"^[\w.-]+$")]
    operator: str
    purpose: Purpose


class Crawlers(BaseModel):
    """The list, and as of when it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    as_of: PartialDate
    crawler: tuple[Crawler, ...]


@lru_cache(maxsize=2)
def load_crawlers(path: Path | None = None) -> Crawlers:
    """The list of the installation; `ConfigurationError` for one that cannot be used."""
    file = path or resource_dir("seed_data") / FILE
    try:
        return Crawlers.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigurationError(f"{file.name} cannot be used: {error}.") from error


def treatment(rules: Protego, agent: str, origin: str) -> str:
    """What the rules say to a crawler: one of `TREATMENTS`.

    Refused is who may not fetch the front page nor a page below it; partly is who meets some
    other refusal than that which all crawlers meet.
    """
    may_enter = bool(rules.can_fetch(f"{origin}/", agent))
    may_go_on = bool(rules.can_fetch(f"{origin}/any/work", agent))
    if may_enter and may_go_on:
        return "allowed"
    return "partly" if may_enter or may_go_on else "refused"
