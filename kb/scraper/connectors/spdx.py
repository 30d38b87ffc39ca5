"""SPDX's list of licences: names, deprecations and where the text is, for licences known here.

The list has hundreds of licences that have nothing to do with training; only those that are
entries here are looked at, and only a change of what the list says of them is found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from kb.core import ids
from kb.scraper.connectors.interface import Options, Poll, State, Tools, WatchedSource
from kb.scraper.errors import SourceFailure
from kb.scraper.findings import Notice

_KINDS: Final = ("application/json", "text/plain")
#: What the list says of a licence and people rely on.
_FIELDS: Final = ("name", "isDeprecatedLicenseId", "isOsiApproved", "isFsfLibre")


class SpdxOptions(Options):
    """Nothing beside the address of `licenses.json`."""


class Spdx:
    """The connector; see the module."""

    name = "spdx"
    options = SpdxOptions

    def poll(self, source: WatchedSource, state: State, tools: Tools) -> Poll:
        answer = tools.fetch(source.url, kinds=_KINDS)
        if answer.not_modified:
            return Poll((), state)
        listed, version = _list(answer.body, source.url)
        before: dict[str, Mapping[str, Any]] = dict(state.get("licences", {}))
        now: dict[str, Mapping[str, Any]] = {}
        found: list[Notice] = []
        for row in listed:
            licence_id = str(row.get("licenseId", ""))
            entry = tools.entries.by_identifier(licence_id) if licence_id else None
            if entry is None or not entry.entry.startswith("licence/"):
                continue
            now[licence_id] = {name: row.get(name) for name in _FIELDS}
            old = before.get(licence_id)
            if old is not None and old != now[licence_id]:
                url = str(row.get("reference") or source.url)
                found.append(_notice(licence_id, old, now[licence_id], url, version, entry.entry))
        return Poll(tuple(found), {"licences": now})


def _list(body: bytes, url: str) -> tuple[list[Mapping[str, Any]], str]:
    try:
        data = json.loads(body)
        rows = [row for row in data["licenses"] if isinstance(row, Mapping)]
    except (ValueError, KeyError, TypeError) as error:
        raise SourceFailure("unreadable", f"{url} is no list of licences.") from error
    return rows, str(data.get("licenseListVersion", ""))


def _notice(
    licence_id: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    url: str,
    version: str,
    entry: str,
) -> Notice:
    told = [
        f"{name}: {old.get(name)} → {new.get(name)}"
        for name in _FIELDS
        if old.get(name) != new.get(name)
    ]
    text = f"SPDX {version} says otherwise of {licence_id}: {'; '.join(told)}."
    key = ids.digest({"id": licence_id, "now": dict(new)})[:24]
    return Notice(key, url, text, entry)


CONNECTOR: Final = Spdx()
