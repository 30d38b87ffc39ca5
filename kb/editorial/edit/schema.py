"""The models of documents as the fields of a form: what there is to fill in, and how.

Everything follows from the type hints of `kb.entries.documents`; a field that is added there is
in the form of its kind at once. The words beside a field are in `kb.editorial.edit.words`.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from kb.core.dates import PartialDate
from kb.editorial.edit import words
from kb.entries import vocabulary
from kb.entries.documents import Answer, Source, Term, fields
from kb.entries.documents.kinds import MODELS
from kb.entries.documents.parts import Part, Related

Control = Literal[
    "text",  # one line
    "long",  # a paragraph
    "lines",  # several texts, one a line
    "date",  # a partial date
    "address",  # of the web
    "choice",  # one word of a vocabulary
    "number",  # one number of a vocabulary
    "check",  # true, or nothing
    "yes-no",  # true or false
    "checks",  # several words of a vocabulary
    "source",  # one of the document's own sources
    "court",  # the id of a court
    "entry",  # the slug of another entry
    "slug",  # the entry's own
    "id",  # of a source; given by us
]
Options = Mapping[str, str]

_VOCABULARIES: Final[dict[Any, Options]] = {
    fields.AnomalySubject: vocabulary.ANOMALY_SUBJECTS,
    fields.CaseStatus: vocabulary.CASE_STATUSES,
    fields.Certainty: words.CERTAINTIES,
    fields.ClaimStage: vocabulary.CLAIM_STAGES,
    fields.ClaimStatus: vocabulary.CLAIM_STATUSES,
    fields.Direction: vocabulary.DIRECTIONS,
    fields.EventKind: vocabulary.EVENT_KINDS,
    fields.Favours: vocabulary.FAVOURS,
    fields.Jurisdiction: vocabulary.JURISDICTIONS,
    fields.Kind: vocabulary.KINDS,
    fields.Language: vocabulary.LANGUAGES,
    fields.LawKind: vocabulary.LAW_KINDS,
    fields.LawStatus: vocabulary.LAW_STATUSES,
    fields.LicenceKind: vocabulary.LICENCE_KINDS,
    fields.PartyOutcome: vocabulary.PARTY_OUTCOMES,
    fields.PlatformKind: vocabulary.PLATFORM_KINDS,
    fields.Relation: vocabulary.RELATIONS,
    fields.SourceKind: vocabulary.SOURCE_KINDS,
    fields.Topic: vocabulary.TOPICS,
    fields.WorkType: vocabulary.WORK_TYPES,
}
_CONTROLS: Final[dict[Any, Control]] = {
    PartialDate: "date",
    fields.WebAddress: "address",
    fields.SourceId: "source",
}
_COURTS: Final = frozenset({"court_id", "appeal_court_id"})


@dataclass(frozen=True)
class FieldSpec:
    """One thing to fill in; `options` are the values of a choice with their labels."""

    name: str
    label: str
    hint: str
    control: Control
    required: bool
    options: Options = field(default_factory=dict)


@dataclass(frozen=True)
class ListSpec:
    """Any number of parts of one form, in an order that means something."""

    name: str
    label: str
    singular: str
    hint: str
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class AnswersSpec:
    """Answers to a fixed set of questions, each of one form; `value` has its own options."""

    name: str
    label: str
    hint: str
    questions: Mapping[str, tuple[FieldSpec, ...]]


Spec = FieldSpec | ListSpec | AnswersSpec


@cache
def schema(kind: str) -> dict[str, Spec]:
    """What the form of that kind of entry has, by key, in the order of the model."""
    model = MODELS[kind]
    return {
        name: _spec(model, name, hint, prefix=kind)
        for name, hint in get_type_hints(model, include_extras=True).items()
        if name in model.model_fields and name not in {"kind", "schema_version"}
    }


def _spec(model: type[Part], name: str, hint: Any, *, prefix: str) -> Spec:
    label, note = words.label(prefix, name), words.hint(prefix, name)
    required = model.model_fields[name].is_required()
    bare = _without_none(hint)
    inner = _item(bare)
    if inner is None:
        control, options = _control(model, name, bare)
        return FieldSpec(name, label, note, control, required, options)
    if inner in (Answer, Term):
        return AnswersSpec(name, label, note, _questions(inner))
    if isinstance(inner, type) and issubclass(inner, Part):
        return ListSpec(name, label, words.singular(name), note, _part(inner))
    if inner in _VOCABULARIES:
        return FieldSpec(name, label, note, "checks", required, _VOCABULARIES[inner])
    return FieldSpec(name, label, note, "lines", required)


def _part(model: type[Part]) -> tuple[FieldSpec, ...]:
    specs = (
        _spec(model, name, hint, prefix=model.__name__)
        for name, hint in get_type_hints(model, include_extras=True).items()
        if name in model.model_fields
    )
    return tuple(spec for spec in specs if isinstance(spec, FieldSpec))


def _questions(model: type[Part]) -> dict[str, tuple[FieldSpec, ...]]:
    value, *others = _part(model)
    questions = vocabulary.POLICY_QUESTIONS if model is Answer else vocabulary.LICENCE_QUESTIONS
    return {
        key: (replace(value, control="choice", options=question.values), *others)
        for key, question in questions.items()
    }


def _control(model: type[Part], name: str, hint: Any) -> tuple[Control, Options]:
    if hint in _VOCABULARIES:
        return "choice", _VOCABULARIES[hint]
    if hint is bool:
        return "yes-no", {"yes": "Yes", "no": "No"}
    if get_origin(hint) is Literal:
        return "check", {}
    if get_args(hint)[:1] == (int,):
        return "number", {str(n): label for n, label in vocabulary.FAIR_USE_FACTORS.items()}
    if hint == fields.SourceId and model is Source:
        return "id", {}
    if hint == fields.Slug:
        return ("court" if name in _COURTS else "entry" if model is Related else "slug"), {}
    if hint in _CONTROLS:
        return _CONTROLS[hint], {}
    return ("long" if name in words.LONG else "text"), {}


def _without_none(hint: Any) -> Any:
    """`X` of `X | None`."""
    if get_origin(hint) in (Union, types.UnionType):
        (bare,) = (one for one in get_args(hint) if one is not type(None))
        return bare
    return hint


def _item(hint: Any) -> Any:
    """What a list or a mapping holds; None for a single value."""
    bare = hint.__origin__ if hasattr(hint, "__metadata__") else hint
    if get_origin(bare) is tuple:
        return get_args(bare)[0]
    return get_args(bare)[1] if get_origin(bare) is dict else None
