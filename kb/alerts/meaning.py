"""What a publication means: from the document before and the document after to plain sentences.

Most edits mean nothing to whoever follows an entry: a better wording, one more source. What
counts is a status, a ruling, a claim, an answer, a provision or an event that is there now and
was not, or stands differently. Pure; wording alone never makes a change of meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.diff import keyed

#: What somebody can choose to be told of, in the words of the form.
MEANINGS: Final[Mapping[str, str]] = {
    "new": "A new entry",
    "status": "Where a case or law stands",
    "holding": "A ruling, or how a court weighed a factor of fair use",
    "claim": "A claim and its fate",
    "answer": "An answer of a platform, or a term of a licence",
    "provision": "A provision of a licence or law",
    "event": "An event, of the kinds chosen below",
    "citing": "Another entry that refers to it",
    "withdrawn": "An entry that is withdrawn, merged, renamed or brought back",
    "text": "The words below in a captured text: they appear, or are gone",
}
#: Kinds of events that can be chosen; `change` is a step in the history of a policy or law.
EVENT_KINDS: Final[Mapping[str, str]] = {
    **vocabulary.EVENT_KINDS,
    "change": "Change of a policy or law",
}
_LONGEST: Final = 240  # characters of a quoted text

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Meaning:
    """One change of meaning: `kind` is in `MEANINGS`, `about` names the statement.

    `detail` is the kind of an event or the question of an answer, so that it can be chosen.
    """

    kind: str
    about: str
    sentence: str
    detail: str = ""


@dataclass(frozen=True)
class Reference:
    """An entry that a document refers to, as the change looks from that entry."""

    kind: str
    slug: str
    meaning: Meaning


def meanings(before: Data | None, after: Data) -> tuple[Meaning, ...]:
    """What the dumped document `after` means beside the one before; None: there was none."""
    if before is None:
        label = vocabulary.KINDS[after["kind"]].lower()
        return (Meaning("new", "", f"New {label}: {after['title']}"),)
    return tuple(change for part in _PARTS for change in part(before, after))


def new_references(before: Data | None, after: Data) -> tuple[Reference, ...]:
    """The relations to other entries that the document states newly."""
    known = {_relation(link) for link in (before or {}).get("related", ())}
    return tuple(
        Reference(
            link["kind"],
            link["slug"],
            Meaning(
                "citing",
                f"{after['kind']}/{after['slug']} {link['relation']}",
                f"{vocabulary.RELATION_INVERSE[link['relation']]}: {after['title']}",
            ),
        )
        for link in after.get("related", ())
        if _relation(link) not in known
    )


def _relation(link: Data) -> tuple[str, str, str]:
    return link["kind"], link["slug"], link["relation"]


def _status(before: Data, after: Data) -> Iterator[Meaning]:
    old, new = before.get("status"), after.get("status")
    as_of = f"as of {day_in_words(after['as_of'])}"
    if old != new and new is not None:
        labels = vocabulary.CASE_STATUSES | vocabulary.LAW_STATUSES
        was = f"{labels[old]} → " if old is not None else ""
        yield Meaning("status", "status", f"Status: {was}{labels[new]} ({as_of})")
    for key, label in (("in_force_from", "In force from"), ("closed", "Ended")):
        day, other = before.get(key), after.get(key)
        if day != other and other is not None:
            was = f"{day_in_words(day)} → " if day is not None else ""
            yield Meaning("status", key, f"{label}: {was}{day_in_words(other)} ({as_of})")


def _holdings(before: Data, after: Data) -> Iterator[Meaning]:
    def said(item: Data) -> str:
        about = vocabulary.TOPICS[item["issue"]]
        return f"{about}: {_favours(item)}. {_clip(item['holding'])}"

    yield from _items(before, after, "holdings", "Ruling", said, _favours, kind="holding")


def _factors(before: Data, after: Data) -> Iterator[Meaning]:
    def said(item: Data) -> str:
        factor = item["factor"]
        return f"factor {factor} ({vocabulary.FAIR_USE_FACTORS[factor]}): {_favours(item)}"

    yield from _items(before, after, "fair_use", "Fair use", said, _favours, kind="holding")


def _claims(before: Data, after: Data) -> Iterator[Meaning]:
    def said(item: Data) -> str:
        return f"{_clip(item['claim'])}, against {_clip(item['against'])}: {stands(item)}"

    def stands(item: Data) -> str:
        return vocabulary.CLAIM_STATUSES[item["status"]]

    yield from _items(before, after, "claims", "Claim", said, stands, kind="claim")


def _items(
    before: Data,
    after: Data,
    key: str,
    label: str,
    said: Callable[[Data], str],
    value: Callable[[Data], str],
    *,
    kind: str,
) -> Iterator[Meaning]:
    """The items that came, went, or have another value; their wording does not matter."""
    old, new = keyed(before.get(key, ()), key), keyed(after.get(key, ()), key)
    for name, item in new.items():
        if name not in old:
            yield Meaning(kind, f"{key} {name}", f"{label}, new: {said(item)}")
        elif value(item) != value(old[name]):
            was = f"(was: {value(old[name])})"
            yield Meaning(kind, f"{key} {name}", f"{label}: {said(item)} {was}")
    for name, item in old.items():
        if name not in new:
            yield Meaning(kind, f"{key} {name}", f"{label}, no longer stated: {said(item)}")


def _answers(before: Data, after: Data) -> Iterator[Meaning]:
    for key in ("answers", "terms"):
        old, new = before.get(key, {}), after.get(key, {})
        for name in [*new, *(name for name in old if name not in new)]:
            was, now = (_value(name, answers.get(name)) for answers in (old, new))
            if was == now:
                continue
            label = vocabulary.QUESTIONS[name].label
            told = f"{was or 'not recorded'} → {now or 'not recorded'}"
            colon = "" if label.endswith("?") else ":"
            sentence = f"{label}{colon} {told}{_since(new.get(name, {}))}"
            yield Meaning("answer", f"{key} {name}", sentence, detail=name)


def _value(question: str, answer: Data | None) -> str:
    return vocabulary.QUESTIONS[question].values[answer["value"]] if answer else ""


def _since(answer: Data) -> str:
    if "since" not in answer:
        return ""
    return f" ({vocabulary.CERTAINTIES[answer['certainty']]} {day_in_words(answer['since'])})"


def _provisions(before: Data, after: Data) -> Iterator[Meaning]:
    """Those with a pinpoint; one without is known by its wording alone."""
    old, new = (
        {item["pinpoint"]: item for item in data.get("provisions", ()) if "pinpoint" in item}
        for data in (before, after)
    )
    for name in new.keys() - old.keys():
        text = f"Provision, new: {name}. {_clip(new[name]['paraphrase'])}"
        yield Meaning("provision", f"provisions {name}", text)
    for name in old.keys() - new.keys():
        yield Meaning("provision", f"provisions {name}", f"Provision, no longer stated: {name}")


def _events(before: Data, after: Data) -> Iterator[Meaning]:
    for key in ("events", "history"):
        old, new = keyed(before.get(key, ()), key), keyed(after.get(key, ()), key)
        came = [item for name, item in new.items() if name not in old]
        gone = [item for name, item in old.items() if name not in new]
        for item in came:
            if _taken(gone, item, "date", "kind"):
                continue  # the same event under another title
            moved = _taken(gone, item, "title", "kind")
            yield _event(item, f"moved from {day_in_words(moved['date'])} to" if moved else "")
        for item in gone:
            yield _event(item, "no longer stated:")


def _taken(items: list[Data], like: Data, *keys: str) -> Data | None:
    """The first item that has the same values under the keys; it is taken out of the list."""
    for position, item in enumerate(items):
        if all(item.get(key) == like.get(key) for key in keys):
            return items.pop(position)
    return None


def _event(item: Data, what: str) -> Meaning:
    kind = item.get("kind", "change")
    day = day_in_words(item["date"])
    told = " ".join(filter(None, (what, day)))
    sentence = f"{EVENT_KINDS[kind]}: {_clip(item['title'])}, {told}"
    return Meaning("event", f"event {item['date']} {item['title']}", sentence, detail=kind)


def _favours(item: Data) -> str:
    return vocabulary.FAVOURS[item["favours"]].lower()


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"


_PARTS: Final[Sequence[Callable[[Data, Data], Iterator[Meaning]]]] = (
    _status,
    _holdings,
    _factors,
    _claims,
    _answers,
    _provisions,
    _events,
)
