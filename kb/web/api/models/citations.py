"""Shapes of the citation lookup."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field, RootModel

from kb.citations import FAMILIES
from kb.citations.formats import STYLES
from kb.web.api.models.common import Day, KindOf, Path, Shape, SlugOf

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


class MarkedText(Shape):
    """A text in two forms."""

    text: str = Field(description="Plain text.")
    html: str = Field(description="The same, escaped, with `<i>` as its only tag.")


class StyledCitation(Shape):
    """A citation in one style."""

    style: Literal[tuple(STYLES)]  # type: ignore[valid-type]  # made of the table, so that it cannot lag behind
    label: str = Field(description="The style's name for people.")
    citation: MarkedText = Field(description="The decision, law, licence or policy alone.")
    full: MarkedText = Field(
        description="With the address of the version and the day of access, which is today (UTC)."
    )
    others: list[MarkedText] = Field(description="Further decisions that a case records.")
    missing: list[str] = Field(
        description="What a citation of this kind would have and the entry does not record."
    )


class FormattedCitations(Shape):
    """The formatted citations of one version of an entry."""

    kind: KindOf
    slug: SlugOf
    version: int = Field(ge=1)
    url: str = Field(description="The absolute address of the version.")
    accessed: Day
    styles: list[StyledCitation]
