"""What changed between two documents, field by field, in words.

Lists are compared by what identifies their items (a source by its id, an event by its
date and title), so that an inserted event does not make every later one look changed.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from kb.core.dates import day_in_words
from kb.entries import vocabulary

Operation = Literal["added", "removed", "changed"]
_LONG = 120  # characters
_MAX_WORDS = 4000  # past this the quadratic word match is not worth the reader's wait


@dataclass(frozen=True)
class WordSpan:
    """A run of words: `same`, `removed` or `added`."""

    operation: Literal["same", "removed", "added"]
    text: str


@dataclass(frozen=True)
class Change:
    """One change: where (`status`, `events[2023-01-13 Complaint].description`) and what."""

    path: str
    label: str
    operation: Operation
    before: str
    after: str

    @property
    def field(self) -> str:
        """The top-level key of the document."""
        return self.path.split("[")[0].split(".")[0]

    @property
    def sentence(self) -> str:
        """`Status: pending → decided` or `Event added: 14 May 2026, order`."""
        if self.operation == "changed":
            if len(self.before) > _LONG and len(self.after) > _LONG:
                return f"{self.label} reworded"  # two long texts side by side tell nothing
            return f"{self.label}: {_clip(self.before)} → {_clip(self.after)}"
        return f"{self.label} {self.operation}: {_clip(self.after or self.before)}"

    def words(self) -> tuple[WordSpan, ...]:
        """The change with words marked, for `<ins>` and `<del>`."""
        return mark_words(self.before, self.after)


_IDENTITIES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "sources": lambda item: item["id"],
    "events": lambda item: f"{item['date']} {item['title']}",
    "history": lambda item: f"{item['date']} {item['title']}",
    "claims": lambda item: f"{item['claim']} / {item.get('against') or ''}",
    "outcomes": lambda item: " / ".join(
        (item["claim"], item.get("against") or "", item["stage"], item["date"])
    ),
    "holdings": lambda item: f"{item['issue']} {item.get('date') or ''}".strip(),
    "fair_use": lambda item: f"factor {item['factor']}",
    "provisions": lambda item: item.get("pinpoint") or item["paraphrase"],
    "policy_urls": lambda item: item["url"],
    "related": lambda item: f"{item['kind']}/{item['slug']} {item['relation']}",
    "counsel": lambda item: f"{item['party']}: {item['firm']}",
    "plaintiffs": lambda item: item["name"],
    "defendants": lambda item: item["name"],
    "judges": lambda item: item["name"],
    "other_dockets": lambda item: item["number"],
    "anomalies": lambda item: f"{item['about']}: {item['text']}",
}
_DATES = {"date", "since", "not_before", "previous_version"}
_SINGULAR = {
    "sources": "Source",
    "events": "Event",
    "history": "History",
    "claims": "Claim",
    "outcomes": "Outcome of a claim",
    "holdings": "Holding",
    "fair_use": "Fair use",
    "provisions": "Provision",
    "policy_urls": "Policy page",
    "related": "Related entry",
    "other_dockets": "Other docket",
    "how_to_opt_out": "Opt-out step",
    "anomalies": "Open point",
    "topics": "Topic",
    "judges": "Judge",
    "plaintiffs": "Plaintiff",
    "defendants": "Defendant",
}


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """The changes from one dumped document to another, in the order of the new one."""
    return tuple(_mappings(old, new, path="", label=""))


def _mappings(
    old: Mapping[str, Any], new: Mapping[str, Any], *, path: str, label: str
) -> list[Change]:
    changes: list[Change] = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key), new.get(key)
        if before == after:
            continue
        changes += _values(
            before,
            after,
            path=inner_path(path, key),
            label=inner_label(label, key),
            key=key,
        )
    return changes


def _values(before: Any, after: Any, *, path: str, label: str, key: str) -> list[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return _mappings(before, after, path=path, label=label)
    if isinstance(before, list | None) and isinstance(after, list | None):
        return _lists(before or [], after or [], path=path, key=key)
    operation: Operation = "changed"
    if before is None:
        operation = "added"
    elif after is None:
        operation = "removed"
    return [Change(path, label, operation, in_words(before), in_words(after))]


def _lists(old: Sequence[Any], new: Sequence[Any], *, path: str, key: str) -> list[Change]:
    name = item_label(key)
    before, after = keyed(old, key), keyed(new, key)
    changes: list[Change] = []
    for item_id, item in after.items():
        where = f"{path}[{item_id}]"
        if item_id not in before:
            changes.append(Change(where, name, "added", "", in_words(item)))
        elif item != before[item_id]:
            changes += _mappings(before[item_id], item, path=where, label=f"{name} “{item_id}”")
    for item_id, item in before.items():
        if item_id not in after:
            changes.append(Change(f"{path}[{item_id}]", name, "removed", in_words(item), ""))
    if not changes and list(before) != list(after):
        changes.append(
            Change(path, f"{name} order", "changed", "; ".join(before), "; ".join(after))
        )
    return changes


def keyed(items: Sequence[Any], key: str) -> dict[str, Any]:
    """The items of the list under that key of a document, by what identifies them."""
    identity = _IDENTITIES.get(key)
    found: dict[str, Any] = {}
    for item in items:
        base = identity(item) if identity and isinstance(item, Mapping) else in_words(item)
        item_id, number = base, 2
        while item_id in found:
            item_id, number = f"{base} ({number})", number + 1
        found[item_id] = item
    return found


def in_words(value: Any) -> str:
    """A value of a document as a reader would write it; an empty text for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        told = (_part_in_words(key, item, of=value) for key, item in value.items())
        return ", ".join(part for part in told if part)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(in_words(item) for item in value)
    return str(value)


def _part_in_words(key: str, value: Any, *, of: Mapping[str, Any]) -> str:
    if key == "source" and isinstance(value, str):
        return f"source {value.removeprefix('s')}"
    if key == "certainty":
        return ""  # the date says it
    if key in _DATES and isinstance(value, str):
        day = day_in_words(value)
        if key == "not_before":
            return f"not before {day}"
        return (
            f"by {day}" if of.get("certainty") == "at-latest" and key != "previous_version" else day
        )
    return in_words(value)


def mark_words(before: str, after: str) -> tuple[WordSpan, ...]:
    """Align two texts word by word."""
    old, new = before.split(), after.split()
    if len(old) + len(new) > _MAX_WORDS:
        return (WordSpan("removed", before), WordSpan("added", after))
    spans: list[WordSpan] = []
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            spans.append(WordSpan("same", " ".join(old[old_from:old_to])))
            continue
        if old_to > old_from:
            spans.append(WordSpan("removed", " ".join(old[old_from:old_to])))
        if new_to > new_from:
            spans.append(WordSpan("added", " ".join(new[new_from:new_to])))
    return tuple(spans)


def overlap(path: str, other: str) -> bool:
    """Whether two paths are the same, or one lies inside the other."""
    short, long = sorted((path, other), key=len)
    return long == short or long.startswith((f"{short}.", f"{short}["))


def inner_path(path: str, key: str) -> str:
    """Where a key stands inside what is at that path."""
    return f"{path}.{key}" if path else key


def inner_label(label: str, key: str) -> str:
    """`Status`, or `Event “2024-08-12 Order”: Description` inside an item."""
    return ": ".join(part for part in (label, _field_label(key)) if part)


def item_label(key: str) -> str:
    """What one item of the list under that key is called: `Event`."""
    return _SINGULAR.get(key, _field_label(key))


def _field_label(key: str) -> str:
    question = vocabulary.QUESTIONS.get(key)
    if question is not None:
        return question.label
    return key.replace("_", " ").capitalize()


def _clip(text: str, limit: int = 160) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
