"""Taking over some of the changes between two documents, and not the others.

Documents come and go as dumped data. Changes are named by their paths, as `diff` gives them:
all of them make the candidate, none of them leave the base as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from kb.core.errors import Conflict
from kb.entries.diff import diff, inner_path, keyed

Data = dict[str, Any]


class UnknownChange(Conflict):
    """A chosen change is not one of those between the two documents (any more)."""


def apply(base: Mapping[str, Any], candidate: Mapping[str, Any], paths: Collection[str]) -> Data:
    """The base with the chosen changes of the candidate.

    A source that a chosen statement rests on comes along, and one that a kept statement rests
    on stays. `UnknownChange` for a path that `diff(base, candidate)` does not have.
    """
    chosen = frozenset(paths)
    if chosen - {change.path for change in diff(base, candidate)}:
        raise UnknownChange("The entry has changed meanwhile: look at the differences again.")
    return with_sources(_mappings(base, candidate, chosen, path=""), candidate, base)


def _mappings(
    base: Mapping[str, Any], candidate: Mapping[str, Any], chosen: frozenset[str], *, path: str
) -> Data:
    patched: Data = {}
    for key in woven(base, candidate):
        before, after = base.get(key), candidate.get(key)
        if before != after:
            before = _value(before, after, chosen, path=inner_path(path, key), key=key)
        if before is not None:
            patched[key] = before
    return patched


def _value(before: Any, after: Any, chosen: frozenset[str], *, path: str, key: str) -> Any:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _mappings(before, after, chosen, path=path)
    if isinstance(before, list | None) and isinstance(after, list | None):
        return _list(before or [], after or [], chosen, path=path, key=key) or None
    return after if path in chosen else before


def _list(
    base: Sequence[Any], candidate: Sequence[Any], chosen: frozenset[str], *, path: str, key: str
) -> Sequence[Any]:
    before, after = keyed(base, key), keyed(candidate, key)
    if path in chosen:  # only the order has changed
        return candidate
    items: dict[str, Any] = {}
    for item_id in woven(before, after):
        old, new = before.get(item_id), after.get(item_id)
        where = f"{path}[{item_id}]"
        if old is None or new is None:
            item = new if where in chosen else old
        else:
            item = old if old == new else _mappings(old, new, chosen, path=where)
        if item is not None:
            items[item_id] = item
    if items == before:
        return base
    order = after if items.keys() == after.keys() else items
    return [items[item_id] for item_id in order]


def woven(first: Iterable[str], second: Iterable[str]) -> list[str]:
    """Both lists in one: the order of the first, and what only the second has behind the item
    that it follows there.
    """
    order = list(first)
    known = set(order)
    place = 0
    for item in second:
        if item in known:
            place = order.index(item) + 1
        else:
            order.insert(place, item)
            place += 1
    return order


def with_sources(data: Data, *offered: Mapping[str, Any]) -> Data:
    """The data with every source that a statement needs, taken from the first that offers it."""
    present = {source["id"]: source for source in data.get("sources", ())}
    missing = dict.fromkeys(used for used in used_source_ids(data) if used not in present)
    for candidate in offered:
        for source in candidate.get("sources", ()):
            if source["id"] in missing and source["id"] not in present:
                present[source["id"]] = source
    return data | {"sources": list(present.values())} if missing else data


def used_source_ids(value: Any) -> Iterator[str]:
    """The id of every source that a statement of the dumped document rests on."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "source" and isinstance(inner, str):
                yield inner
            elif key != "sources":
                yield from used_source_ids(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from used_source_ids(inner)
