"""The parts of a document: sources, parties, events, answers and so on.

Every part is frozen and refuses unknown keys. `source` is the id of one of the document's own
sources; that it exists is checked by the document, which knows them.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kb.core.dates import PartialDate, earliest, latest
from kb.entries.documents.fields import (
    MAX_LIST,
    AnomalySubject,
    Certainty,
    ClaimStage,
    ClaimStatus,
    CourtLevel,
    Direction,
    EventKind,
    Favours,
    Jurisdiction,
    Kind,
    PartyOutcome,
    Relation,
    Slug,
    SourceId,
    SourceKind,
    Text,
    Topic,
    WebAddress,
)

Names = Annotated[tuple[Text, ...], Field(max_length=MAX_LIST)]


class Part(BaseModel):
    """The base of everything inside a document."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Source(Part):
    """Where statements come from; statements refer to it by `id`."""

    id: SourceId
    url: WebAddress
    title: Text
    publisher: Text | None = None
    kind: SourceKind
    date: PartialDate | None = None


class Related(Part):
    """A relation to another entry, read from this one: this entry `relation` that entry.

    `pinpoint` is the place in `source` that shows it.
    """

    kind: Kind
    slug: Slug
    relation: Relation
    note: Text | None = None
    source: SourceId | None = None
    pinpoint: Text | None = None

    @model_validator(mode="after")
    def _pinpoint_has_its_source(self) -> Self:
        if self.pinpoint is not None and self.source is None:
            raise ValueError("a pinpoint needs the source that it is a place in")
        return self


class Anomaly(Part):
    """What is uncertain here, said openly: `about` names the fact, `text` says why."""

    about: AnomalySubject
    text: Text


class Judge(Part):
    """A judge or officer who decided; `role` is the part taken, `court_id` where it differs."""

    name: Text
    role: Text | None = None
    court_id: Slug | None = None
    note: Text | None = None


class Party(Part):
    """A party; `role` is the procedural role beyond plaintiff and defendant (appellee …)."""

    name: Text
    role: Text | None = None
    also_known_as: Names = ()
    outcome: PartyOutcome | None = None
    note: Text | None = None


class Docket(Part):
    """A further docket number of the same dispute; `label` says whose or which."""

    number: Text
    court_id: Slug | None = None
    label: Text | None = None


class Counsel(Part):
    """Who acts for whom."""

    party: Text
    firm: Text


class Claim(Part):
    """A claim (cause of action) with the statute or doctrine it rests on and its fate."""

    claim: Text
    basis: Text
    against: Text
    status: ClaimStatus
    source: SourceId


class ClaimOutcome(Part):
    """What one stage of the proceeding did to a claim, named as `claims` names it.

    `against` is given where it holds for some of the claim's defendants only. A claim whose fate
    differs by defendant has one outcome for each group of them.
    """

    claim: Text
    against: Text | None = None
    stage: ClaimStage
    status: ClaimStatus
    date: PartialDate
    note: Text | None = None
    source: SourceId


class Event(Part):
    """A step of the proceeding; `background` marks what happened outside or before it."""

    date: PartialDate
    kind: EventKind
    title: Text
    description: Text | None = None
    docket_entry: Text | None = None
    citation: Text | None = None
    background: Literal[True] | None = None
    source: SourceId


class Holding(Part):
    """What a court held on one issue."""

    issue: Topic
    holding: Text
    favours: Favours
    date: PartialDate | None = None
    source: SourceId


class FairUseFactor(Part):
    """What a court said about one factor of 17 U.S.C. § 107."""

    factor: Annotated[int, Field(ge=1, le=4, strict=True)]
    favours: Favours
    note: Text | None = None
    date: PartialDate | None = None
    source: SourceId


class PolicyUrl(Part):
    """A document of the platform as it publishes it."""

    title: Text
    url: WebAddress


def _check_not_before(*, day: str, certainty: str | None, not_before: str | None) -> None:
    """`not_before` bounds a day that is only the latest possible one."""
    if not_before is None:
        return
    if certainty != "at-latest":
        raise ValueError("not_before belongs to a date that is only the latest possible one")
    if earliest(not_before) > latest(day):
        raise ValueError(f"not_before {not_before} is after {day}")


class Answer(Part):
    """A policy's answer to one question, since when, and how surely that is known.

    Certainty `at-latest`: the date was read off a copy that somebody kept; the true day lies
    not after it, and after `not_before` where a copy without the rule is known.
    """

    value: Text
    note: Text | None = None
    since: PartialDate | None = None
    certainty: Certainty | None = None
    not_before: PartialDate | None = None
    source: SourceId

    @model_validator(mode="after")
    def _since_has_its_certainty(self) -> Self:
        if (self.certainty is None) != (self.since is None):
            raise ValueError("since and certainty go together")
        if self.since is None and self.not_before is not None:
            raise ValueError("not_before needs a since")
        if self.since is not None:
            _check_not_before(day=self.since, certainty=self.certainty, not_before=self.not_before)
        return self


class Term(Part):
    """A licence's answer to one question; `pinpoint` is the section that says it."""

    value: Text
    note: Text | None = None
    pinpoint: Text | None = None
    source: SourceId


class Provision(Part):
    """One provision in our own words."""

    pinpoint: Text | None = None
    paraphrase: Text
    source: SourceId


class HistoryItem(Part):
    """A dated step in the history of a policy or a law.

    A change of published terms also has the document that changed, the date of its previous
    version, which way the line moved, and the address where both texts can be compared.
    """

    date: PartialDate
    certainty: Certainty | None = None
    not_before: PartialDate | None = None
    title: Text
    description: Text | None = None
    document: Text | None = None
    direction: Direction | None = None
    previous_version: PartialDate | None = None
    commit_url: WebAddress | None = None
    note: Text | None = None
    source: SourceId | None = None

    @model_validator(mode="after")
    def _not_before_fits(self) -> Self:
        _check_not_before(day=self.date, certainty=self.certainty, not_before=self.not_before)
        return self


class ServiceChange(Part):
    """A change of the published terms of a service that has no entry of its own."""

    service: Text
    date: PartialDate
    certainty: Certainty | None = None
    not_before: PartialDate | None = None
    title: Text
    description: Text
    document: Text
    direction: Direction
    previous_version: PartialDate | None = None
    commit_url: WebAddress
    note: Text | None = None
    publisher: Text

    @model_validator(mode="after")
    def _not_before_fits(self) -> Self:
        _check_not_before(day=self.date, certainty=self.certainty, not_before=self.not_before)
        return self


class Court(Part):
    """A court, authority or office that decides; `id` is CourtListener's for US courts."""

    id: Slug
    name: Text
    short_name: Text
    jurisdiction: Jurisdiction
    level: CourtLevel
    aliases: Names = ()
