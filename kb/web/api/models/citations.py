"""Shapes of the citation lookup."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, RootModel

from kb.citations import FAMILIES
from kb.web.api.models.common import KindOf, Path, Shape, SlugOf

LONGEST_LOOKUP = 64_000  # characters


class LookupBody(Shape):
    """A text whose citations are wanted."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(
        description=f"Plain text of at most {LONGEST_LOOKUP:,} characters; it is not kept."
    )


class CitedEntry(Shape):
    """An entry that a citation leads to."""

    kind: KindOf
    slug: SlugOf
    url: Path
    title: str


class CitationFound(Shape):
    """A citation of the text."""

    text: str = Field(description="As it stands in the text.")
    start: int = Field(ge=0, description="Its first character, counted in Unicode code points.")
    end: int = Field(ge=1, description="The character behind its last one.")
    family: Literal[tuple(FAMILIES)]  # type: ignore[valid-type]  # made of the table, so that it cannot lag behind
    normalised: str = Field(description="The usual way to write it.")
    status: Literal["found", "unknown"] = Field(
        description="`unknown` says only that no entry here has it."
    )
    matches: list[CitedEntry] = Field(
        description="Several where the citation does not say which; `Id.`, `supra` and other "
        "short forms have those of what they stand for."
    )


class CitationList(RootModel[list[CitationFound]]):
    """The citations of a text, in order."""
