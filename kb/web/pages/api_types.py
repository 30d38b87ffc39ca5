"""JSON schemas in words: `list of Card`, `text or null`, `one of 12 values`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_WORDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
_FORMATS = {"date-time": "moment", "date": "day"}


@dataclass(frozen=True)
class TypeText:
    """A type in words; `shape` is the schema that it names, `values` what it is limited to."""

    words: str
    shape: str = ""
    values: tuple[str, ...] = ()
    default: str = ""


def type_text(schema: Mapping[str, Any]) -> TypeText:
    """The words for a schema as Pydantic and our own parameters write it."""
    found = _type(schema)
    if "default" in schema and schema["default"] not in (None, [], ()):
        return TypeText(found.words, found.shape, found.values, str(schema["default"]))
    return found


def _type(schema: Mapping[str, Any]) -> TypeText:
    if "$ref" in schema:
        return TypeText("", shape=schema["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in schema:
        return _either([_type(option) for option in schema["anyOf"]])
    if "const" in schema:
        return TypeText("always", values=(str(schema["const"]),))
    if "enum" in schema:
        return TypeText("one of", values=tuple(map(str, schema["enum"])))
    kind = schema.get("type", "")
    if kind == "array":
        inner = _type(schema.get("items", {}))
        words = "any of" if inner.words == "one of" else f"list of {inner.words}".rstrip()
        return TypeText(words, inner.shape, inner.values)
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner = _type(schema["additionalProperties"])
        return TypeText(f"object, by name, of {inner.words}".rstrip(), inner.shape, inner.values)
    words = _FORMATS.get(schema.get("format", ""), _WORDS.get(kind, "anything"))
    return TypeText(words + _bounds(schema))


def _either(options: list[TypeText]) -> TypeText:
    """The options; at most one of them names a shape or values in our schemas."""
    named = next((option for option in options if option.shape or option.values), None)
    words = " or ".join(option.words for option in options if option is not named and option.words)
    if named is None:
        return TypeText(words)
    return TypeText(f"{words} or {named.words}".rstrip(), named.shape, named.values)


def _bounds(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        return f", {least} to {most}"
    return f", at least {least}" if least is not None else ""
