"""The form as frozen view objects: sections of fields and lists, with values and errors.

Names are those that `data_from_form` reads; the id of a field in the page is its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.editorial.edit import summaries
from kb.editorial.edit.checking import FieldError
from kb.editorial.edit.reading import shown
from kb.editorial.edit.schema import AnswersSpec, Control, FieldSpec, ListSpec, Spec, schema
from kb.editorial.edit.sections import SECTIONS
from kb.entries.documents.fields import MAX_LIST

_CLIP = 70  # characters of a source's title in a picker


@dataclass(frozen=True)
class Option:
    """One value of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FormField:
    """One thing to fill in; `value` is its text, for several ticks see `options`."""

    name: str
    label: str
    hint: str
    control: Control
    value: str
    required: bool
    options: tuple[Option, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class FormItem:
    """One part of a list, or the answer to one question; `number` counts from 1."""

    name: str
    number: int
    heading: str
    summary: str
    fields: tuple[FormField, ...]
    is_open: bool
    is_first: bool
    is_last: bool
    error: str = ""

    @property
    def fault_count(self) -> int:
        """How many sentences stand inside."""
        return sum(bool(one.error) for one in self.fields) + bool(self.error)


@dataclass(frozen=True)
class FormList:
    """Parts that can be added, removed and moved; the answers to questions (`is_fixed`) cannot."""

    name: str
    label: str
    singular: str
    hint: str
    items: tuple[FormItem, ...]
    is_fixed: bool
    is_full: bool
    error: str = ""


@dataclass(frozen=True)
class FormSection:
    """Fields under one heading; `count` says how many items a single list has."""

    anchor: str
    heading: str
    parts: tuple[FormField | FormList, ...]
    count: int | None


@dataclass(frozen=True)
class Form:
    """The whole form; `errors` are (id of the field, sentence), in the order of the form."""

    kind: str
    sections: tuple[FormSection, ...]
    errors: tuple[tuple[str, str], ...]

    @property
    def contents(self) -> list[tuple[str, str] | tuple[str, str, int]]:
        """The contents list."""
        return [
            (one.anchor, one.heading) if one.count is None else (one.anchor, one.heading, one.count)
            for one in self.sections
        ]


def form_for(
    kind: str,
    data: Mapping[str, Any],
    *,
    errors: Iterable[FieldError] = (),
    opened: str = "",
) -> Form:
    """The form of a document's data, whatever state they are in.

    `opened` names the item that is shown open, such as `events.4`, beside those with errors.
    """
    return _Builder(kind, data, errors, opened).form()


class _Builder:
    def __init__(
        self, kind: str, data: Mapping[str, Any], errors: Iterable[FieldError], opened: str
    ) -> None:
        self.kind = kind
        self.data = data
        self.opened = opened
        self.sources = _source_options(data.get("sources", ()))
        self.errors: dict[str, list[str]] = defaultdict(list)
        for error in errors:
            self.errors[error.name].append(error.message)
        self.told: list[tuple[str, str]] = []

    def form(self) -> Form:
        sections = tuple(
            self.section(anchor, heading, names) for anchor, heading, names in SECTIONS[self.kind]
        )
        placed = {target for target, _ in self.told}
        rest = [
            ("", one) for name, all_ in self.errors.items() if name not in placed for one in all_
        ]
        return Form(self.kind, sections, (*self.told, *rest))

    def section(self, anchor: str, heading: str, names: Sequence[str]) -> FormSection:
        parts = tuple(self.part(schema(self.kind)[name]) for name in names)
        (only,) = parts if len(parts) == 1 else (None,)
        count = len(only.items) if isinstance(only, FormList) and not only.is_fixed else None
        return FormSection(f"part-{anchor}", heading, parts, count)

    def part(self, spec: Spec) -> FormField | FormList:
        match spec:
            case FieldSpec():
                return self.field(spec, spec.name, self.data.get(spec.name), within="")
            case ListSpec():
                return self.list_of(spec)
            case AnswersSpec():
                return self.answers(spec)

    def list_of(self, spec: ListSpec) -> FormList:
        error = self.error(spec.name, spec.label)
        parts = self.data.get(spec.name) or ()
        items = []
        for number, part in enumerate(parts, start=1):
            heading = f"{spec.singular.capitalize()} {number}"
            summary = summaries.item_in_words(spec.name, part) or f"New {spec.singular}"
            name = f"{spec.name}.{number - 1}"
            items.append(
                self.item(name, spec.fields, part, (heading, summary), (number, len(parts)))
            )
        return FormList(
            name=spec.name,
            label=spec.label,
            singular=spec.singular,
            hint=spec.hint,
            items=tuple(items),
            is_fixed=False,
            is_full=len(items) >= MAX_LIST,
            error=error,
        )

    def answers(self, spec: AnswersSpec) -> FormList:
        error = self.error(spec.name, spec.label)
        given = self.data.get(spec.name) or {}
        items = []
        for number, (key, fields) in enumerate(spec.questions.items(), start=1):
            part = given.get(key) or {}
            words = summaries.question_in_words(key, part)
            place = (number, len(spec.questions))
            items.append(self.item(f"{spec.name}.{key}", fields, part, words, place))
        return FormList(
            name=spec.name,
            label=spec.label,
            singular="",
            hint=spec.hint,
            items=tuple(items),
            is_fixed=True,
            is_full=True,
            error=error,
        )

    def item(
        self,
        name: str,
        specs: Sequence[FieldSpec],
        part: Mapping[str, Any],
        words: tuple[str, str],
        place: tuple[int, int],
    ) -> FormItem:
        heading, summary = words
        number, last = place
        error = self.error(name, heading)
        fields = self.fields(specs, name, part, heading)
        return FormItem(
            name=name,
            number=number,
            heading=heading,
            summary=summary,
            fields=fields,
            is_open=name == self.opened or bool(error) or any(one.error for one in fields),
            is_first=number == 1,
            is_last=number == last,
            error=error,
        )

    def fields(
        self, specs: Sequence[FieldSpec], name: str, part: Mapping[str, Any], within: str
    ) -> tuple[FormField, ...]:
        return tuple(
            self.field(spec, f"{name}.{spec.name}", part.get(spec.name), within=within)
            for spec in specs
        )

    def field(self, spec: FieldSpec, name: str, value: Any, *, within: str) -> FormField:
        text = "" if spec.control == "checks" else shown(spec, value)
        label = f"{within}, {spec.label[:1].lower()}{spec.label[1:]}" if within else spec.label
        return FormField(
            name=name,
            label=spec.label,
            hint=spec.hint,
            control=spec.control,
            value=text,
            required=spec.required,
            options=self.options(spec, value, text),
            error=self.error(name, label),
        )

    def options(self, spec: FieldSpec, value: Any, text: str) -> tuple[Option, ...]:
        if spec.control == "checks":
            chosen = [str(one) for one in value or ()]
            known = {one: spec.options.get(one, one) for one in chosen} | dict(spec.options)
            return tuple(Option(key, label, key in chosen) for key, label in known.items())
        if spec.control == "source":
            options: Mapping[str, str] = self.sources
            unknown = f"{text.removeprefix('s')} · (not in the list any more)"
        else:
            options, unknown = spec.options, text
        if not options and spec.control != "source":
            return ()
        if text and text not in options:
            options = {text: unknown, **options}
        return tuple(Option(key, label, key == text) for key, label in options.items())

    def error(self, name: str, label: str) -> str:
        sentences = self.errors.get(name, ())
        self.told += [(name, f"{label}: {sentence}") for sentence in sentences]
        return " ".join(sentences)


def _source_options(sources: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    options = {}
    for source in sources:
        title = str(source.get("title") or source.get("url") or "New source")
        clipped = title if len(title) <= _CLIP else title[: _CLIP - 1].rstrip() + "…"
        key = str(source.get("id", ""))
        options[key] = f"{key.removeprefix('s')} · {clipped}"
    return options
