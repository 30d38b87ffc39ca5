"""From the data of a form to a document, or to sentences that stand beside the fields."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kb.editorial.edit.schema import AnswersSpec, FieldSpec, ListSpec, schema
from kb.entries.documents import Document
from kb.entries.documents.codec import follows_from_another
from kb.entries.documents.kinds import MODELS

_SLUG_RULE: Final = "Write small letters a to z, digits, and single hyphens between them."
_WHOLE_ADDRESS: Final = "Give the whole address, beginning with https:// or http://."
_CHOOSE: Final = "Choose one of the list."

#: Reasons of the models, and the words for who fills in a form. `{0}` is the first group.
_WORDS: Final = (
    (r"has a control character \((U\+[0-9A-F]+)\)", "Delete the invisible character {0}."),
    (r".* is not a web address .*", _WHOLE_ADDRESS),
    (r"no source has the id .*", "This source is not in the list any more: choose another."),
    (r"the entry is related to itself", "This is the entry itself: choose another."),
    (r"no court has the id .*", "No court has this id: choose one of the suggestions."),
    (r"no (\w+) has the slug .*", "There is no {0} with this name."),
    (r".* is another name of the entry itself", "This is the entry itself: choose another."),
    (r".* stands already at (\w+)\[.*", "The same stands further up already."),
    (r".* is not (?:a|an|the) .*", _CHOOSE),
    (r"not_before belongs to .*", "Leave this empty unless the date was read off a copy."),
    (r"not_before needs a since", "Leave this empty, or say since when."),
    (r"not_before (\S+) is after (\S+)", "{0} is later than {1}, the date itself."),
)
_DATE: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True)
class FieldError:
    """What is wrong with the field of that name (`events.3.date`), in a sentence."""

    name: str
    message: str


def validated(kind: str, data: Mapping[str, Any]) -> Document | tuple[FieldError, ...]:
    """The document that the data make, or everything that is wrong with them."""
    try:
        return MODELS[kind].model_validate(dict(data))
    except ValidationError as error:
        details = error.errors(include_url=False)
        places = [detail["loc"] for detail in details]
        first = [one for one in details if not follows_from_another(one["loc"], places)]
        found = (one for detail in first for one in _errors(kind, data, detail))
        return tuple(dict.fromkeys(found))


def spec_of(kind: str, name: str) -> FieldSpec | None:
    """The field of that name; None if the name is that of a list, or of nothing."""
    first, *rest = name.split(".")
    spec = schema(kind).get(first)
    fields: tuple[FieldSpec, ...] = ()
    if isinstance(spec, FieldSpec):
        return spec if not rest else None
    if isinstance(spec, ListSpec):
        fields = spec.fields
    elif isinstance(spec, AnswersSpec) and rest:
        fields = spec.questions.get(rest[0], ())
    return next((one for one in fields if rest[1:] == [one.name]), None)


def _errors(kind: str, data: Mapping[str, Any], detail: ErrorDetails) -> Iterator[FieldError]:
    if detail["type"] == "faults":
        for path, reason in detail["ctx"]["faults"]:
            yield _error(kind, field_name(path).split("."), plain(reason))
        return
    where = [str(step) for step in detail["loc"]]
    reason = str(detail["msg"]).removeprefix("Value error, ")
    if len(where) < 3 and detail["type"] == "value_error" and "." not in reason:
        member, message = _of_the_part(data, where, reason)
        if member:
            yield _error(kind, [*where, member], message)
            return
    yield _error(kind, where, _message(spec_of(kind, ".".join(where)), detail, reason))


def _error(kind: str, where: list[str], message: str) -> FieldError:
    """The error of the field; one in a list of lines or ticks is that of the whole field."""
    spec = spec_of(kind, ".".join(where[:-1])) if where[-1].isdecimal() else None
    if spec is None:
        return FieldError(".".join(where), message)
    line = f"Line {int(where[-1]) + 1}: " if spec.control == "lines" else ""
    return FieldError(".".join(where[:-1]), line + message)


def _of_the_part(data: Mapping[str, Any], where: list[str], reason: str) -> tuple[str, str]:
    """The member of a part that contradicts another member, and what to say there."""
    if reason.startswith("not_before"):
        return "not_before", plain(reason)
    if reason == "since and certainty go together":
        part: Any = data
        for step in where:
            part = part[step]
        if "since" in part:
            return "certainty", "Say how sure the date is."
        return "since", "Give the date, or say nothing about how sure it is."
    return "", ""


def _message(spec: FieldSpec | None, detail: ErrorDetails, reason: str) -> str:
    limits = detail.get("ctx", {})
    match detail["type"]:
        case "missing" | "too_short":
            return _missing(spec)
        case "too_long":
            return (
                f"There are {limits['actual_length']}; at most {limits['max_length']} can be saved."
            )
        case "string_too_long":
            length = len(str(detail["input"]))
            return f"This has {length} characters; at most {limits['max_length']} can be saved."
        case "string_pattern_mismatch":
            return _CHOOSE if spec and spec.control == "source" else _SLUG_RULE
    if spec is not None and spec.control == "date":
        return _date_message(str(detail["input"]))
    if spec is not None and spec.options:
        return _CHOOSE
    return plain(reason)


def _missing(spec: FieldSpec | None) -> str:
    if spec is None:
        return "Add at least one."
    if spec.control == "checks":
        return "Choose at least one."
    if spec.options or spec.control == "source":
        return _CHOOSE
    return "Give a date." if spec.control == "date" else "Fill this in."


def _date_message(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return f"“{text[:40]}” is not a date here: write 2026, 2026-05 or 2026-05-14."
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year:
        return "There is no year 0."
    if month is not None and not 1 <= month <= 12:
        return f"There is no month {month}: write 01 to 12."
    if month is not None and day is not None:
        last = calendar.monthrange(year, month)[1]
        if not 1 <= day <= last:
            return f"There is no such day: {calendar.month_name[month]} {year} has {last} days."
    return "Write month and day with two digits each, such as 2026-05-04."


def field_name(path: str) -> str:
    """`claims[2].source` as the name of its field, `claims.2.source`."""
    return path.replace("[", ".").replace("]", "")


def plain(reason: str) -> str:
    """A reason of the models in the words of the form."""
    for pattern, words in _WORDS:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            return words.format(*found.groups())
    return reason[:1].upper() + reason[1:] + "."
