"""The shapes of answers, described for the programs that read them.

Addresses are absolute. Keys are always there; what is unknown is null.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

NOTICE = (
    "Information, not legal advice. Quote with the address of the version, and open the source "
    "of a statement before relying on it."
)

Kind = Annotated[Literal["case", "policy", "licence", "law"], Field(description="Kind of entry.")]
Slug = Annotated[
    str, Field(description="The entry's name in addresses, such as kadrey-v-meta.", max_length=200)
]
Style = Annotated[
    Literal["bluebook", "oscola", "german", "neutral"],
    Field(description="How citations are written."),
]


class Answer(BaseModel):
    """What every answer has."""

    notice: str = Field(default=NOTICE, description="To be passed on to whoever reads the answer.")


class EntryRef(BaseModel):
    """An entry in one version."""

    kind: str
    slug: str
    title: str
    answer: str = Field(description="The entry in one sentence.")
    status: str | None = Field(description="Where a case or law stands, in words.")
    jurisdiction: str
    as_of: str = Field(description="The day up to which its facts were checked.")
    version: int
    published_at: str = Field(description="When this version was published (UTC).")
    url: str = Field(description="The page that is kept up to date.")
    version_url: str = Field(description="The address of this version, which never changes.")


class Statement(BaseModel):
    """A statement inside an entry that has the words of a query."""

    about: str
    text: str
    date: str | None
    url: str


class Found(EntryRef):
    """A result of a search."""

    snippet: str
    statements: list[Statement]


class SearchAnswer(Answer):
    """The results of a search."""

    query: str
    total: int
    page: int
    results: list[Found]
    suggestion: str | None = Field(description="A query that would find more.")
    notices: list[str] = Field(description="What is to be known about this search.")


class ArchivedCopy(BaseModel):
    """Bytes as they were fetched from a source."""

    sha256: str
    captured_at: str
    url: str


class SourceRef(BaseModel):
    """A source; statements of the document name it by `id`."""

    id: str
    title: str
    publisher: str | None
    kind: str
    date: str | None
    url: str = Field(description="The source itself, at another site.")
    archived: ArchivedCopy | None = Field(description="The archived copy that proves it best.")


class RelationRef(BaseModel):
    """A relation to another entry, in words from the side of the entry asked for."""

    relation: str
    effect: str | None = Field(description="What it does to the entry asked for, if anything.")
    title: str
    url: str


class EntryAnswer(Answer):
    """An entry with its document and its sources."""

    entry: EntryRef
    newest_version: int
    superseded: bool = Field(description="Whether a later version was published.")
    citations: dict[str, str] = Field(description="How to cite it, by style.")
    warnings: list[str] = Field(description="Later rulings that undermine or weaken it.")
    document: dict[str, Any] = Field(
        description="What the entry says; `source` in a statement is the id of a source."
    )
    sources: list[SourceRef]
    relations: list[RelationRef]
    left_out: list[str] = Field(description="What was left out because the answer is bounded.")


class Recognised(BaseModel):
    """A citation of a text."""

    text: str
    family: str = Field(description="What kind of citation it is, in words.")
    standing: Literal["found", "several", "unknown", "outside"] = Field(
        description="`unknown` says only that no entry here has it; `outside` is a rule without "
        "an entry or a decision older than the subject."
    )
    entries: list[EntryRef]
    citations: list[str] = Field(description="Each entry as a citation in the style asked for.")
    warnings: list[str] = Field(
        description="What became of the decision, and what beside the citation does not fit."
    )


class CiteAnswer(Answer):
    """What the citations of a text lead to."""

    style: str
    total: int = Field(description="How many citations were recognised.")
    citations: list[Recognised]
    named: list[EntryRef] = Field(
        description="Where no citation was recognised: entries that the text may name."
    )
    left_out: list[str]


class CellItem(BaseModel):
    """One thing that an entry says in a field."""

    text: str
    date: str | None
    source_url: str | None


class ComparedLine(BaseModel):
    """A field with a cell for each entry, in their order; an empty cell: nothing is recorded."""

    field: str
    differs: bool | None = Field(description="Whether the entries say different things.")
    cells: list[list[CellItem]]


class ComparedGroup(BaseModel):
    """Fields under one heading."""

    heading: str
    lines: list[ComparedLine]


class CompareAnswer(Answer):
    """Entries of one kind, field by field."""

    entries: list[EntryRef]
    groups: list[ComparedGroup]
    left_out: list[str]
