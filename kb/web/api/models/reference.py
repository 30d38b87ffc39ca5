"""Shapes of topics, systems, data sets and courts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from kb.entries.documents.fields import CourtLevel, Slug
from kb.entries.reference_pages import Effect, Side, SystemKind
from kb.web.api.models.common import Card, Counts, Day, JurisdictionOf, Named, Path, Shape


class TopicLine(Shape):
    """A topic in a list."""

    slug: Slug
    url: Path
    title: str
    disputed: bool = Field(description="Whether two sides argue about it; then both are given.")
    entries: Counts


class TopicList(Shape):
    """Every topic."""

    items: list[TopicLine]


class Cited(Named):
    """An entry that bears on an argument."""

    effect: Annotated[Effect, Field(description="Whether it supports or weakens the argument.")]
    note: str = Field(description="What in the entry does so.")


class Argument(Shape):
    """One argument of a side."""

    text: str
    entries: list[Cited]


class Position(Shape):
    """What one side says."""

    side: Annotated[
        Side,
        Field(
            description="`consent`: training needs the author's consent. `learning`: what may "
            "be viewed may be learned from."
        ),
    ]
    label: str = Field(description="The side in words.")
    heading: str
    arguments: list[Argument]


class TopicPage(TopicLine):
    """A topic: a neutral introduction and, where it is disputed, the arguments of both sides."""

    introduction: str
    positions: list[Position] = Field(description="Both sides, or none if nothing is disputed.")
    see_also: list[Slug] = Field(description="Topics nearby.")


class _Thing(Shape):
    slug: Slug
    url: Path
    name: str
    aliases: list[str]
    released: Day | None
    summary: str
    licences: list[Slug] = Field(description="Slugs of the licences that it is, or was, under.")
    policies: list[Slug] = Field(
        description="Slugs of the policies of those who make it, use it or ban it."
    )


class SystemLine(_Thing):
    """A model or product that cases or policies speak of."""

    developer: str
    system_kind: SystemKind
    datasets: list[Slug] = Field(description="Slugs of the data sets that it was trained on.")
    notes: list[str]


class SystemList(Shape):
    """Every system."""

    items: list[SystemLine]


class SystemPage(SystemLine):
    """A system with the entries that name it."""

    entries: list[Card] = Field(description="Entries that name it, newest first.")


class DataSetLine(_Thing):
    """A collection of works that was published, or is known, under a name."""

    maker: str
    size: str | None
    contents: str


class DataSetList(Shape):
    """Every data set."""

    items: list[DataSetLine]


class DataSetPage(DataSetLine):
    """A data set with the entries that name it and the systems that were trained on it."""

    systems: list[Slug]
    entries: list[Card] = Field(description="Entries that name it, newest first.")


class CourtLine(Shape):
    """A court, authority or office that decides."""

    id: Slug = Field(description="What to pass as `court`; CourtListener's id for US courts.")
    name: str
    short_name: str
    jurisdiction: JurisdictionOf
    level: CourtLevel
    cases: int = Field(ge=0, description="How many cases are before it.")


class CourtList(Shape):
    """Every court that occurs."""

    items: list[CourtLine]
