"""Documents to and from JSON: one way in, one canonical way out.

`document_json` is the form of seed files and of diffs: keys in the order of the models, nothing
empty, two spaces, a final newline. `document_hash` does not depend on that form.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kb.core.errors import InvalidDocument
from kb.entries.documents.fields import one_of
from kb.entries.documents.kinds import MODELS, BaseDocument, Document
from kb.entries.upgrade import upgrade

#: A reader of the file wants the facts first and what they rest on last.
_LAST: Final = ("sources", "as_of", "related", "anomalies")
_EMPTY: Final[tuple[object, ...]] = (None, [], {})


class DocumentError(InvalidDocument):
    """A document breaks its form; one line a fault: file, path inside, reason."""


def parse_document(data: Mapping[str, Any], *, where: str = "") -> Document:
    """The validated document of any kind and any earlier version of the form.

    `where` names the file or the request in messages. Raises `DocumentError` with one line
    for every fault: `seed_data/cases/x.json: claims[2].source: no source has the id "s9"`.
    """
    try:
        present = upgrade(data)
        return _model_of(present).model_validate(present)
    except ValidationError as error:
        raise DocumentError("\n".join(fault_lines(where, error))) from None
    except InvalidDocument as error:
        raise DocumentError(_line(where, "", str(error))) from None


def _model_of(data: Mapping[str, Any]) -> type[Document]:
    kind = data.get("kind")
    if not isinstance(kind, str):
        raise InvalidDocument("kind: is missing; it is one of case, policy, licence, law")
    try:
        return MODELS[one_of(MODELS, "a kind of entry")(kind)]
    except ValueError as error:
        raise InvalidDocument(f"kind: {error}") from None


def dump_document(document: BaseDocument) -> dict[str, Any]:
    """The document as JSON-ready data, in stable order, without what is empty."""
    fields: dict[str, Any] = document.model_dump(mode="json")
    data = {key: _without_empty(item) for key, item in fields.items() if item not in _EMPTY}
    for key in _LAST:
        if key in data:
            data[key] = data.pop(key)
    return data


def document_json(document: BaseDocument) -> str:
    """The document as the text of its seed file."""
    return json.dumps(dump_document(document), ensure_ascii=False, indent=2) + "\n"


def document_hash(document: BaseDocument) -> str:
    """SHA-256 (hexadecimal) of the document's canonical JSON: sorted keys, no white space."""
    canonical = json.dumps(
        dump_document(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def _without_empty(value: object) -> object:
    if isinstance(value, dict):
        return {k: _without_empty(item) for k, item in value.items() if item not in _EMPTY}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value


def fault_lines(where: str, error: ValidationError) -> list[str]:
    """One line a fault, `where: path: reason`, for every model that is read from a file."""
    details = error.errors(include_url=False)
    lines: list[str] = []
    for detail in details:
        if detail["type"] == "faults":
            lines += [_line(where, path, reason) for path, reason in detail["ctx"]["faults"]]
        elif not follows_from_another(detail["loc"], [other["loc"] for other in details]):
            lines.append(_line(where, _path(detail["loc"]), _reason(detail)))
    return lines


def follows_from_another(
    location: tuple[int | str, ...], others: list[tuple[int | str, ...]]
) -> bool:
    """A list whose item is faulty is also reported as too short: that is no second fault."""
    return any(len(o) > len(location) and o[: len(location)] == location for o in others)


def _line(where: str, path: str, reason: str) -> str:
    return ": ".join(part for part in (where, path, reason) if part)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def _reason(detail: ErrorDetails) -> str:
    if detail["type"] == "missing":
        return "is missing"
    if detail["type"] == "extra_forbidden":
        return "is not a known key"
    if detail["type"] == "string_pattern_mismatch":
        return f"{str(detail['input'])[:60]!r} does not have the form {detail['ctx']['pattern']}"
    if detail["type"] == "too_long":
        given, most = detail["ctx"]["actual_length"], detail["ctx"]["max_length"]
        return f"has {given:,} items; at most {most:,} are possible"
    if detail["type"] == "string_too_long":
        given, most = len(detail["input"]), detail["ctx"]["max_length"]
        return f"has {given:,} characters; at most {most:,} are possible"
    if detail["type"] == "too_short":
        return f"needs at least {detail['ctx']['min_length']}"
    return str(detail["msg"]).removeprefix("Value error, ")
