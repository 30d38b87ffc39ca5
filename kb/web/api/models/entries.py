"""Shapes of entries, their versions, and the changes across all of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from kb.entries.documents import CaseDocument, LawDocument, LicenceDocument, PolicyDocument
from kb.entries.documents.fields import Relation
from kb.web.api.models.common import (
    Card,
    Day,
    Moment,
    Named,
    NextCursor,
    Path,
    Sha256,
    Shape,
    SlugOf,
)


class CardList(Shape):
    """One page of a list."""

    items: list[Card]
    next_cursor: NextCursor


class Proof(Shape):
    """The source that shows a relation."""

    id: str = Field(description="Of `/sources/{id}`.")
    url: Path
    title: str


class Citing(Named):
    """A relation to another entry, which is the one named."""

    relation: Annotated[Relation, Field(description="As the entry that states it says it.")]
    label: str = Field(description="The relation in words, read from the entry asked for.")
    effect: Literal["undermines", "weakens", "strengthens", "neutral"] | None = Field(
        description="What the relation does to the entry that it is stated about; null for mere "
        "company, such as `see-also`."
    )
    date: Day | None = Field(
        description="When the entry named did so, where that is known; of an entry that is cited "
        "its own date."
    )
    note: str | None
    source: Proof | None
    pinpoint: str | None = Field(description="The place in the source.")


class Signature(Shape):
    """Who answers for a relation."""

    version: int = Field(ge=1, description="Of the stating entry: the version that brought it.")
    author: str
    published_by: str
    published_at: Moment


class Treatment(Citing):
    """A citation with its depth."""

    court: str | None = Field(description="Of a case: the court's short name.")
    passages: int = Field(ge=0, description="How many passages of the one name the other.")
    signed: Signature | None


class Citations(Named):
    """Who cites an entry and whom it cites; the lists stop at 200, the totals do not."""

    later_history: list[Citing] = Field(
        description="What undermines, weakens or strengthens it, the gravest first."
    )
    citing_total: int = Field(ge=0)
    citing: list[Treatment] = Field(description="What other entries state about this one.")
    cited_total: int = Field(ge=0)
    cited: list[Treatment] = Field(description="What this entry states about others.")


class _Entry(Shape):
    slug: SlugOf
    url: Path
    version: int = Field(ge=1)
    published_at: Moment = Field(description="When this version was published here.")
    cited_by: list[Citing] = Field(description="Entries that state a relation to this one.")


class _Version(_Entry):
    sha256: Sha256
    newest_version: int = Field(ge=1)


class CaseEntry(_Entry):
    """A lawsuit, prosecution or administrative proceeding."""

    kind: Literal["case"]
    document: CaseDocument


class PolicyEntry(_Entry):
    """What a platform says about training and machine-made works."""

    kind: Literal["policy"]
    document: PolicyDocument


class LicenceEntry(_Entry):
    """A licence, a set of terms or a signal that reserves rights."""

    kind: Literal["licence"]
    document: LicenceDocument


class LawEntry(_Entry):
    """A statute, regulation, bill, guidance or report."""

    kind: Literal["law"]
    document: LawDocument


class CaseVersion(_Version):
    """A case as one version had it."""

    kind: Literal["case"]
    document: CaseDocument


class PolicyVersion(_Version):
    """A policy as one version had it."""

    kind: Literal["policy"]
    document: PolicyDocument


class LicenceVersion(_Version):
    """A licence as one version had it."""

    kind: Literal["licence"]
    document: LicenceDocument


class LawVersion(_Version):
    """A law as one version had it."""

    kind: Literal["law"]
    document: LawDocument


class Change(Named):
    """One publication: what was changed, and why."""

    version: int = Field(ge=1)
    published_at: Moment
    origin: str = Field(
        description="Where it came from: seed, reader, contributor, editor, scraper or import."
    )
    author: str = Field(description="Whose words they are.")
    published_by: str = Field(description="Who decided to publish them.")
    override_reason: str | None = Field(
        description="Why one person decided where two are asked for; null where that was not so."
    )
    reason: str
    changes: list[str] = Field(description="What differs from the version before, in words.")
    sha256: Sha256


class VersionList(Shape):
    """Every version of an entry, newest first."""

    items: list[Change]


class ChangeList(Shape):
    """Publications across all entries, newest first."""

    items: list[Change]
    next_cursor: NextCursor


ENTRIES = {"case": CaseEntry, "policy": PolicyEntry, "licence": LicenceEntry, "law": LawEntry}
VERSIONS = {
    "case": CaseVersion,
    "policy": PolicyVersion,
    "licence": LicenceVersion,
    "law": LawVersion,
}
