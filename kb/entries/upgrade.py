"""Older documents are brought to the present form when they are read.

Every version of the form that was ever written stays readable: `UPGRADES` has, for each
version but the newest, the function that turns a document of that version into the next one.
Stored documents are never rewritten, so their hashes keep.

Version 0 is the plain form without `schema_version`: people are names, dockets are numbers,
and an answer's `since` says nothing about how it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kb.core.errors import InvalidDocument

JsonObject = dict[str, Any]
Upgrade = Callable[[JsonObject], JsonObject]

SCHEMA_VERSION: Final = 1


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _numbered(value: object) -> object:
    return {"number": value} if isinstance(value, str) else value


def _with_certainty(answer: object) -> object:
    """A `since` of unknown origin is the latest possible day: that is never a false promise."""
    if isinstance(answer, dict) and answer.get("since") and "certainty" not in answer:
        return {**answer, "certainty": "at-latest"}
    return answer


def _from_plain_form(data: JsonObject) -> JsonObject:
    """0 → 1: people and dockets become objects, `since` gets its certainty."""
    for field, convert in (
        ("judges", _named),
        ("plaintiffs", _named),
        ("defendants", _named),
        ("other_dockets", _numbered),
    ):
        if isinstance(data.get(field), list):
            data[field] = [convert(item) for item in data[field]]
    if isinstance(data.get("answers"), dict):
        data["answers"] = {key: _with_certainty(item) for key, item in data["answers"].items()}
    return data


UPGRADES: Final[Mapping[int, Upgrade]] = {0: _from_plain_form}


def upgrade(data: Mapping[str, Any]) -> JsonObject:
    """The same document in the present form; the argument is left as it is.

    Raises `InvalidDocument` if the document is from a newer version than this software reads,
    or if its `schema_version` is not a whole number.
    """
    if not isinstance(data, Mapping):
        raise InvalidDocument("a document is a JSON object")
    version = data.get("schema_version", 0)
    if not isinstance(version, int) or isinstance(version, bool) or version < 0:
        raise InvalidDocument(f"schema_version: {version!r} is not a version number")
    if version > SCHEMA_VERSION:
        raise InvalidDocument(
            f"schema_version: {version} is from a newer Artdocket; "
            f"this one reads up to version {SCHEMA_VERSION}"
        )
    document = dict(data)
    while version < SCHEMA_VERSION:
        document = UPGRADES[version](document)
        version += 1
    document["schema_version"] = SCHEMA_VERSION
    return document
