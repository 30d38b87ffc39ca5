"""Two people changed the same document: what both did, and where they contradict each other.

Documents come and go as dumped data. Items of lists are matched by what identifies them (as
`diff` does), so that two added events are no conflict and a changed one meets its like.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from kb.entries.diff import in_words, inner_label, inner_path, item_label, keyed
from kb.entries.patching import Data, with_sources, woven

Side = Literal["theirs", "mine"]
_NONE: Mapping[str, Side] = MappingProxyType({})
#: Objects that hold other statements by name; any other object is one statement.
_CONTAINERS = {"answers", "terms"}


@dataclass(frozen=True)
class FieldConflict:
    """A field that both sides changed, each its own way; the values in words, empty for none."""

    path: str
    label: str
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merge:
    """Both sides' changes in one document; where they conflict it has theirs."""

    document: Data
    conflicts: tuple[FieldConflict, ...]


def three_way(
    base: Mapping[str, Any],
    theirs: Mapping[str, Any],
    mine: Mapping[str, Any],
    *,
    choices: Mapping[str, Side] = _NONE,
) -> Merge:
    """Merge what became of `base` on both sides.

    `choices` decides conflicts by their paths; those are no longer listed. A source that both
    sides added under one id, meaning different pages, gets a new id on my side.
    """
    merging = _Merging(choices)
    renumbered = _with_own_source_ids(base, theirs, mine)
    document = merging.mappings(base, theirs, renumbered, path="", label="")
    return Merge(with_sources(document, theirs, renumbered), tuple(merging.conflicts))


@dataclass
class _Merging:
    choices: Mapping[str, Side]
    conflicts: list[FieldConflict] = field(default_factory=list)

    def mappings(
        self,
        base: Mapping[str, Any],
        theirs: Mapping[str, Any],
        mine: Mapping[str, Any],
        *,
        path: str,
        label: str,
    ) -> Data:
        merged: Data = {}
        for key in woven(woven(theirs, mine), base):
            value = self.value(
                base.get(key),
                theirs.get(key),
                mine.get(key),
                path=inner_path(path, key),
                label=inner_label(label, key),
                key=key,
            )
            if value is not None:
                merged[key] = value
        return merged

    def value(self, base: Any, theirs: Any, mine: Any, *, path: str, label: str, key: str) -> Any:
        if mine in (base, theirs):
            return theirs
        if theirs == base:
            return mine
        if isinstance(theirs, Mapping) and isinstance(mine, Mapping):
            if isinstance(base, Mapping) or key in _CONTAINERS:
                return self.mappings(base or {}, theirs, mine, path=path, label=label)
        elif all(isinstance(value, list | None) for value in (base, theirs, mine)):
            return self.items(base or [], theirs or [], mine or [], path=path, key=key) or None
        return self.decided(base, theirs, mine, path=path, label=label)

    def items(
        self,
        base: Sequence[Any],
        theirs: Sequence[Any],
        mine: Sequence[Any],
        *,
        path: str,
        key: str,
    ) -> list[Any]:
        was, other, own = keyed(base, key), keyed(theirs, key), keyed(mine, key)
        merged = []
        for item_id in _order(was, other, own):
            value = self.value(
                was.get(item_id),
                other.get(item_id),
                own.get(item_id),
                path=f"{path}[{item_id}]",
                label=f"{item_label(key)} “{item_id}”",
                key="",
            )
            if value is not None:
                merged.append(value)
        return merged

    def decided(self, base: Any, theirs: Any, mine: Any, *, path: str, label: str) -> Any:
        if path not in self.choices:
            told = (in_words(value) for value in (base, theirs, mine))
            self.conflicts.append(FieldConflict(path, label, *told))
        return mine if self.choices.get(path) == "mine" else theirs


def _order(base: Iterable[str], theirs: Iterable[str], mine: Iterable[str]) -> list[str]:
    """The order of whoever changed it, the other side's additions woven in."""
    if [item for item in theirs if item in base] == [item for item in base if item in theirs]:
        return woven(woven(mine, theirs), base)
    return woven(woven(theirs, mine), base)


def _with_own_source_ids(
    base: Mapping[str, Any], theirs: Mapping[str, Any], mine: Mapping[str, Any]
) -> Mapping[str, Any]:
    was, other, own = (keyed(side.get("sources", ()), "sources") for side in (base, theirs, mine))
    taken = {*was, *other, *own}
    renamed: dict[str, str] = {}
    for source_id, source in own.items():
        meant = other.get(source_id)
        if source_id in was or meant is None or meant["url"] == source["url"]:
            continue
        same = (key for key, one in other.items() if key not in was and one["url"] == source["url"])
        renamed[source_id] = next(same, "") or _free_id(taken)
        taken.add(renamed[source_id])
    return _renamed(mine, renamed) if renamed else mine


def _free_id(taken: set[str]) -> str:
    return f"s{max(int(source_id[1:]) for source_id in taken) + 1}"


def _renamed(value: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        inner = {key: _renamed(item, renamed) for key, item in value.items()}
        for key in ("source", "id"):
            if isinstance(inner.get(key), str):
                inner[key] = renamed.get(inner[key], inner[key])
        return inner
    if isinstance(value, list):
        return [_renamed(item, renamed) for item in value]
    return value
