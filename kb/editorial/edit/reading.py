"""What a browser sends, as the data of a document; and the other way round.

Names are paths: `title`, `events.3.date`, `answers.ai_images_allowed.value`. A name that the
form does not have is refused, so nothing can be set that the form does not show. Texts are
tidied (Unicode form C, no space around, line breaks to spaces), not judged: that is
`kb.editorial.edit.checking`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from kb.core.errors import InvalidInput
from kb.editorial.edit.schema import AnswersSpec, FieldSpec, ListSpec, schema
from kb.entries.vocabulary import KIND_PLURALS

Data = dict[str, Any]
Pairs = Iterable[tuple[str, str]]

_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,5}", re.ASCII)
_BREAK: Final = re.compile(r"\s*[\r\n\t\v\f\x85\u2028\u2029]\s*")
_ADDRESS: Final = re.compile(
    r"(?:https?://[^/]+)?/(?P<plural>[a-z]+)/(?P<slug>[a-z0-9-]+)(?:[/.?#].*)?"
)
_KINDS: Final = {plural: kind for kind, plural in KIND_PLURALS.items()}


class FormError(InvalidInput):
    """What was sent is not what the form sends."""


def data_from_form(kind: str, pairs: Pairs, *, keep_blank: bool = False) -> Data:
    """The data of the document that the pairs describe, without what is empty.

    Items of lists in which nothing was filled in are dropped, unless `keep_blank`: then they
    are `{}` and the form shows them again. `FormError` for a name that the form does not have.
    """
    given = _by_name(pairs)
    data: Data = {"schema_version": 1, "kind": kind}
    for name, spec in schema(kind).items():
        match spec:
            case FieldSpec():
                value = _value(spec, given.pop(name, []))
            case ListSpec():
                value = [*_items(spec, given, keep_blank=keep_blank)]
            case AnswersSpec():
                value = _answers(spec, given)
        if value not in (None, [], {}):
            data[name] = value
    if given:
        raise _unknown(next(iter(given)))
    return data


def _unknown(name: str) -> FormError:
    return FormError(f"This form has no field “{name[:80]}”; nothing was saved.")


def form_pairs(kind: str, data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a browser sends when the form of that data is sent as it is."""
    for name, spec in schema(kind).items():
        value = data.get(name)
        match spec:
            case FieldSpec():
                yield from _pairs(name, spec, value)
            case ListSpec():
                for n, item in enumerate(value or ()):
                    for one in spec.fields:
                        yield from _pairs(f"{name}.{n}.{one.name}", one, item.get(one.name))
            case AnswersSpec():
                for key, fields in spec.questions.items():
                    for one in fields:
                        answer = (value or {}).get(key, {}).get(one.name)
                        yield from _pairs(f"{name}.{key}.{one.name}", one, answer)


def shown(spec: FieldSpec, value: Any) -> str:
    """A value of a document as the text in its field."""
    if value is None:
        return ""
    if spec.control in {"yes-no", "check"} and isinstance(value, bool):
        return "yes" if value else "no"
    if spec.control == "lines" and not isinstance(value, str):
        return "\n".join(map(str, value))
    return str(value)


def tidied(text: str) -> str:
    """The text as documents have it: one paragraph, Unicode form C, nothing around it."""
    return _BREAK.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _by_name(pairs: Pairs) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    return given


def _value(spec: FieldSpec, given: Sequence[str]) -> Any:
    if spec.control == "checks":
        return [tidied(value) for value in given]
    if len(given) > 1:
        raise FormError(f"The field “{spec.label}” was sent twice; nothing was saved.")
    text = given[0] if given else ""
    if spec.control == "lines":
        return [line for line in map(tidied, re.split(r"[\r\n]+", text)) if line]
    text = tidied(text)
    if spec.control == "number":
        return int(text) if _INDEX.fullmatch(text) else text or None
    if spec.control == "check":
        return True if text == "yes" else text or None
    if spec.control == "yes-no":
        return {"yes": True, "no": False}.get(text, text or None)
    return text or None


def _items(spec: ListSpec, given: dict[str, list[str]], *, keep_blank: bool) -> Iterator[Data]:
    by_number: dict[int, dict[str, list[str]]] = {}
    for name in [name for name in given if name.startswith(spec.name + ".")]:
        _, number, *rest = name.split(".")
        if _INDEX.fullmatch(number) and len(rest) == 1:
            by_number.setdefault(int(number), {})[rest[0]] = given.pop(name)
    for place in sorted(by_number):
        sent = by_number[place]
        item = _part(spec.fields, sent)
        if sent:
            raise _unknown(f"{spec.name}.{place}.{next(iter(sent))}")
        if keep_blank or item.keys() - {"id"}:
            yield _with_pasted_address(item) if spec.name == "related" else item


def _answers(spec: AnswersSpec, given: dict[str, list[str]]) -> Data:
    answers: Data = {}
    for key, fields in spec.questions.items():
        prefix = f"{spec.name}.{key}."
        sent = {
            name.removeprefix(prefix): given.pop(name)
            for name in [prefix + one.name for one in fields]
            if name in given
        }
        answer = _part(fields, sent)
        if answer:
            answers[key] = answer
    return answers


def _part(fields: Sequence[FieldSpec], sent: dict[str, list[str]]) -> Data:
    """The part that these values make; takes what it knows out of `sent`."""
    part = {one.name: _value(one, sent.pop(one.name, [])) for one in fields}
    return {name: value for name, value in part.items() if value not in (None, [])}


def _with_pasted_address(item: Data) -> Data:
    """`/cases/x` or a whole address in place of the slug says the kind as well."""
    found = _ADDRESS.fullmatch(str(item.get("slug", "")))
    if found is None or found["plural"] not in _KINDS:
        return item
    return item | {"kind": _KINDS[found["plural"]], "slug": found["slug"]}


def _pairs(name: str, spec: FieldSpec, value: Any) -> Iterator[tuple[str, str]]:
    if spec.control == "checks":
        yield from ((name, str(one)) for one in value or ())
    elif spec.control != "check" or value:
        yield name, shown(spec, value)
