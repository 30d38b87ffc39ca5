"""The buttons inside a form: add, remove, move up, move down, add a source.

Each is `verb:name`, such as `remove:events.3`. They change the data that were sent and save
nothing.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass

from kb.editorial.edit.checking import FieldError, spec_of
from kb.editorial.edit.reading import Data, FormError
from kb.editorial.edit.schema import ListSpec, schema
from kb.entries.documents.fields import MAX_LIST


@dataclass(frozen=True)
class Changed:
    """The data after the button, and the item that is to be open now (`events.4`)."""

    data: Data
    opened: str
    errors: tuple[FieldError, ...] = ()


def change(kind: str, data: Data, button: str) -> Changed:
    """What the button does; `FormError` if the form has no such button."""
    verb, _, name = button.partition(":")
    data = copy.deepcopy(data)
    if verb == "add":
        return _added(data, _list(kind, name))
    if verb == "source":
        return _source_added(kind, data, name)
    list_name, _, number = name.partition(".")
    items = data.get(_list(kind, list_name).name, [])
    if not number.isdecimal() or int(number) >= len(items):
        raise FormError("The item to be changed is not in the form any more.")
    return _moved(data, list_name, int(number), verb)


def is_change(button: str) -> bool:
    """Whether the button is one of those inside the form."""
    return button.partition(":")[0] in {"add", "remove", "up", "down", "source"}


def _list(kind: str, name: str) -> ListSpec:
    spec = schema(kind).get(name)
    if not isinstance(spec, ListSpec):
        raise FormError(f"This form has no list “{name[:60]}”.")
    return spec


def _added(data: Data, spec: ListSpec) -> Changed:
    items = data.setdefault(spec.name, [])
    if len(items) >= MAX_LIST:
        error = FieldError(spec.name, f"At most {MAX_LIST} can be saved.")
        return Changed(data, spec.name, (error,))
    items.append({"id": f"s{_free_number(data)}"} if spec.name == "sources" else {})
    return Changed(data, f"{spec.name}.{len(items) - 1}")


def _free_number(value: object) -> int:
    """One more than any source has or any statement names.

    So a statement whose source was removed does not come to rest on a new one.
    """
    if isinstance(value, dict):
        named = [value.get("id"), value.get("source")]
        taken = [int(name[1:]) for name in named if isinstance(name, str) and name[1:].isdecimal()]
        return max([_free_number(inner) for inner in value.values()] + [n + 1 for n in taken] + [1])
    if isinstance(value, list):
        return max(map(_free_number, value), default=1)
    return 1


def _source_added(kind: str, data: Data, name: str) -> Changed:
    """A new source, chosen for the statement that asked for it."""
    spec = spec_of(kind, name)
    if spec is None or spec.control != "source":
        raise FormError(f"This form has no source “{name[:60]}”.")
    added = _added(data, _list(kind, "sources"))
    if not added.errors:
        first, key, _ = name.split(".")
        place = data.get(first, {})
        if isinstance(place, dict):
            part = data.setdefault(first, {}).setdefault(key, {})
        elif int(key) < len(place):
            part = place[int(key)]
        else:
            raise FormError("The statement is not in the form any more.")
        part["source"] = data["sources"][-1]["id"]
    return added


def _moved(data: Data, name: str, number: int, verb: str) -> Changed:
    items = data[name]
    if verb == "remove":
        del items[number]
        return Changed(data, f"{name}.{max(number - 1, 0)}" if items else name)
    if verb not in {"up", "down"}:
        raise FormError("This form has no such button.")
    target = min(max(number + (-1 if verb == "up" else 1), 0), len(items) - 1)
    items.insert(target, items.pop(number))
    return Changed(data, f"{name}.{target}")
