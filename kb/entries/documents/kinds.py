"""The four kinds of document: case, policy, licence, law, on one shared base."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from kb.core.dates import PartialDate
from kb.entries.documents.fields import (
    MAX_LIST,
    CaseStatus,
    Jurisdiction,
    Language,
    LawKind,
    LawStatus,
    LicenceKind,
    PlatformKind,
    Slug,
    Text,
    Topic,
    WebAddress,
    WorkType,
    one_of,
)
from kb.entries.documents.parts import (
    Anomaly,
    Answer,
    Claim,
    ClaimOutcome,
    Counsel,
    Docket,
    Event,
    FairUseFactor,
    HistoryItem,
    Holding,
    Judge,
    Names,
    Part,
    Party,
    PolicyUrl,
    Provision,
    Related,
    Source,
    Term,
)
from kb.entries.vocabulary import LICENCE_QUESTIONS, POLICY_QUESTIONS, Question

_Many = Field(max_length=MAX_LIST)


class BaseDocument(Part):
    """What every entry has."""

    schema_version: Literal[1] = 1
    kind: str
    slug: Slug
    title: Text
    summary: Text
    language: Language
    jurisdiction: Jurisdiction
    topics: Annotated[tuple[Topic, ...], Field(min_length=1, max_length=MAX_LIST)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1, max_length=MAX_LIST)]
    as_of: PartialDate
    related: Annotated[tuple[Related, ...], _Many] = ()
    anomalies: Annotated[tuple[Anomaly, ...], _Many] = ()

    def source(self, source_id: str) -> Source:
        """The source with this id; KeyError if there is none."""
        for source in self.sources:
            if source.id == source_id:
                return source
        raise KeyError(source_id)

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        faults = [*self._faults()]
        if faults:
            raise PydanticCustomError("faults", "the parts contradict", {"faults": faults})
        return self

    def _faults(self) -> Iterator[tuple[str, str]]:
        """(path, reason) of everything that only the whole document can tell."""
        yield from _repeated("sources", [source.id for source in self.sources], key="id")
        yield from _repeated("topics", list(self.topics))
        links = [f"{link.relation} {link.kind} {link.slug}" for link in self.related]
        yield from _repeated("related", links)
        known = {source.id for source in self.sources}
        for path, source_id in used_sources(self):
            if source_id not in known:
                yield path, f'no source has the id "{source_id}"'
        for n, link in enumerate(self.related):
            if (link.kind, link.slug) == (self.kind, self.slug):
                yield f"related[{n}].slug", "the entry is related to itself"


class CaseDocument(BaseDocument):
    """A lawsuit, prosecution or administrative proceeding."""

    kind: Literal["case"] = "case"
    short_name: Text
    court: Text
    court_id: Slug
    chamber: Text | None = None
    appeal_court_id: Slug | None = None
    docket_number: Text | None = None
    other_dockets: Annotated[tuple[Docket, ...], _Many] = ()
    filed: PartialDate | None = None
    closed: PartialDate | None = None
    status: CaseStatus
    status_note: Text | None = None
    judges: Annotated[tuple[Judge, ...], _Many] = ()
    plaintiffs: Annotated[tuple[Party, ...], _Many] = ()
    defendants: Annotated[tuple[Party, ...], _Many] = ()
    counsel: Annotated[tuple[Counsel, ...], _Many] = ()
    class_action: bool
    systems: Names = ()
    datasets: Names = ()
    work_types: Annotated[tuple[WorkType, ...], _Many] = ()
    claims: Annotated[tuple[Claim, ...], _Many] = ()
    outcomes: Annotated[tuple[ClaimOutcome, ...], _Many] = ()
    events: Annotated[tuple[Event, ...], Field(min_length=1, max_length=MAX_LIST)]
    citations: Names = ()
    holdings: Annotated[tuple[Holding, ...], _Many] = ()
    fair_use: Annotated[tuple[FairUseFactor, ...], _Many] = ()

    @property
    def ruled(self) -> str | None:
        """The day of the newest ruling on record."""
        return max((one.date for one in self.holdings if one.date), default=None)

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        claims = {claim.claim for claim in self.claims}
        for n, outcome in enumerate(self.outcomes):
            if outcome.claim not in claims:
                yield f"outcomes[{n}].claim", f"no claim is called {outcome.claim!r}"


class PolicyDocument(BaseDocument):
    """What one platform says about training and machine-made works."""

    kind: Literal["policy"] = "policy"
    platform: Text
    platform_url: WebAddress
    platform_kind: PlatformKind
    operator: Text
    policy_urls: Annotated[tuple[PolicyUrl, ...], _Many] = ()
    answers: dict[str, Answer] = Field(default_factory=dict)
    history: Annotated[tuple[HistoryItem, ...], _Many] = ()
    how_to_opt_out: Names = ()

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        yield from _answer_faults("answers", self.answers, POLICY_QUESTIONS)


class LicenceDocument(BaseDocument):
    """A licence, a set of terms or a reservation signal."""

    kind: Literal["licence"] = "licence"
    spdx_id: Text | None = None
    version: Text | None = None
    steward: Text | None = None
    licence_kind: LicenceKind
    url: WebAddress
    published: PartialDate | None = None
    terms: dict[str, Term] = Field(default_factory=dict)
    provisions: Annotated[tuple[Provision, ...], _Many] = ()
    used_by: Names = ()

    def _faults(self) -> Iterator[tuple[str, str]]:
        yield from super()._faults()
        yield from _answer_faults("terms", self.terms, LICENCE_QUESTIONS)


class LawDocument(BaseDocument):
    """A statute, regulation, directive, bill, official guidance or report."""

    kind: Literal["law"] = "law"
    law_kind: LawKind
    citation: Text
    status: LawStatus
    body: Text
    adopted: PartialDate | None = None
    in_force_from: PartialDate | None = None
    url: WebAddress
    provisions: Annotated[tuple[Provision, ...], _Many] = ()
    history: Annotated[tuple[HistoryItem, ...], _Many] = ()


Document = CaseDocument | PolicyDocument | LicenceDocument | LawDocument

MODELS: dict[str, type[Document]] = {
    "case": CaseDocument,
    "policy": PolicyDocument,
    "licence": LicenceDocument,
    "law": LawDocument,
}


def _repeated(path: str, values: list[str], *, key: str = "") -> Iterator[tuple[str, str]]:
    seen: dict[str, int] = {}
    for n, value in enumerate(values):
        first = seen.setdefault(value, n)
        if first != n:
            place = f"{path}[{n}].{key}" if key else f"{path}[{n}]"
            yield place, f"{value!r} stands already at {path}[{first}]"


def _answer_faults(
    field: str, given: dict[str, Answer] | dict[str, Term], questions: dict[str, Question]
) -> Iterator[tuple[str, str]]:
    for key, answer in given.items():
        try:
            one_of(questions, "a known question")(key)
            one_of(questions[key].values, f"an answer to {key}")(answer.value)
        except ValueError as error:
            place = f"{field}.{key}.value" if key in questions else f"{field}.{key}"
            yield place, str(error)


def used_sources(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, source id) of every statement inside a document or a part of one."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            inner = getattr(value, name)
            place = f"{path}.{name}" if path else name
            if name == "source" and isinstance(inner, str):
                yield place, inner
            elif name != "sources":
                yield from used_sources(inner, place)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from used_sources(inner, f"{path}.{key}")
    elif isinstance(value, tuple):
        for n, inner in enumerate(value):
            yield from used_sources(inner, f"{path}[{n}]")
