"""The shapes of proposals: what is handed in, what is decided, and how it stands."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field

from kb.entries.evidence import MAX_PIECES, Evidence
from kb.entries.tables.proposals import ORIGINS, STATES
from kb.web.api.models.common import KindOf, Moment, NextCursor, Path, Shape

_ORIGINS: dict[str, Any] = {"enum": list(ORIGINS)}
_STATES: dict[str, Any] = {"enum": [state for state in STATES if state != "draft"]}


class Body(Shape):
    """The base of what is sent: an unknown key is refused."""

    model_config = ConfigDict(extra="forbid")


class ProposalBody(Body):
    """A proposal: a whole document, and why."""

    document: dict[str, Any] = Field(
        description="The entry as it should be: all of it, in the form in which it is read."
    )
    reason: str = Field(description="Why, in one line; it stands in the public history.")
    base_version: int | None = Field(
        default=None,
        ge=1,
        description="The version that the document was made from; the newest if not given.",
    )
    note: str = Field(default="", description="Words for whoever decides, on any number of lines.")
    evidence: list[Evidence] = Field(
        default=[], max_length=MAX_PIECES, description="What it rests on."
    )
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="How sure a program is of what it found."
    )


class DecisionBody(Body):
    """A decision on a proposal."""

    decision: Literal["accept", "reject", "answer"] = Field(
        description="`answer` closes a remark, which changes nothing."
    )
    paths: list[str] | None = Field(
        default=None,
        max_length=2000,
        description="To accept some of the `changes` only: their paths.",
    )
    document: dict[str, Any] | None = Field(
        default=None, description="To accept with other words: the whole document as it should be."
    )
    reason: str = Field(default="", description="Why, in one line; needed to reject or answer.")
    override_reason: str = Field(
        default="",
        description="Of an admin who decides alone where two persons are asked for: why. "
        "It stands in the public history.",
    )


class ProposalItem(Shape):
    """A proposal in short."""

    id: int
    state: str = Field(description="How it stands.", json_schema_extra=_STATES)
    kind: KindOf
    slug: str = Field(description="The entry's name, or that of the new one.")
    url: Path = Field(description="Where editors see it.")
    is_new: bool = Field(description="Whether it would be a new entry.")
    origin: str = Field(description="Where it comes from.", json_schema_extra=_ORIGINS)
    author: str
    reason: str
    confidence: float | None
    seen_count: int = Field(ge=1, description="How often the same was handed in.")
    created_at: Moment
    decided_at: Moment | None
    decided_by: str | None
    decision_reason: str | None


class ProposedChange(Shape):
    """One change that accepting would make."""

    path: str = Field(description="Its name in a decision.")
    field: str = Field(description="The key of the document that it touches.")
    operation: Literal["added", "removed", "changed"]
    before: str = Field(description="In words; empty for what is added.")
    after: str = Field(description="In words; empty for what is removed.")
    sentence: str
    is_conflict: bool = Field(description="Whether it overrules what was published since.")
    needs_second_person: bool = Field(description="Whether its proposer may not decide on it.")


class Proposal(ProposalItem):
    """A proposal with what it would change in the entry as it stands today."""

    note: str
    changes: list[ProposedChange]
    evidence: list[Evidence]
    document: dict[str, Any] = Field(description="What accepting all of it would publish.")


class ProposalList(Shape):
    """Proposals, newest first."""

    items: list[ProposalItem]
    next_cursor: NextCursor


class Decided(Shape):
    """What a decision led to."""

    proposal: Proposal
    version: int | None = Field(description="The version that it published, if it did.")
