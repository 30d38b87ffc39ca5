"""One line for an item of a list: `14 May 2026 · Order denying the motion`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from kb.core.dates import day_in_words
from kb.entries import vocabulary

_CLIP = 110  # characters

Part = Mapping[str, Any]


def item_in_words(name: str, part: Part) -> str:
    """The item of the list `name` in a line; empty where nothing is filled in."""
    line = " · ".join(word for word in _LINES[name](part) if word)
    return line if len(line) <= _CLIP else line[: _CLIP - 1].rstrip() + "…"


def question_in_words(key: str, answer: Part) -> tuple[str, str]:
    """A question's short heading, and its answer in a word."""
    question = vocabulary.QUESTIONS[key]
    value = _text(answer, "value")
    return question.label, question.values.get(value, value) if value else "No answer yet"


def _text(part: Part, key: str) -> str:
    return str(part.get(key) or "")


def _day(part: Part) -> str:
    text = _text(part, "date")
    try:
        return day_in_words(text) if text else ""
    except ValueError:
        return text


def _labelled(part: Part, key: str, labels: Mapping[str, str]) -> str:
    value = _text(part, key)
    return labels.get(value, value)


def _factor(part: Part) -> list[str]:
    factor = _text(part, "factor")
    return [
        f"Factor {factor}" if factor else "",
        _labelled(part, "favours", vocabulary.FAVOURS),
    ]


def _related(part: Part) -> list[str]:
    kind, slug = _text(part, "kind"), _text(part, "slug")
    place = f"/{vocabulary.KIND_PLURALS[kind]}/{slug}" if kind in vocabulary.KINDS else slug
    return [_labelled(part, "relation", vocabulary.RELATIONS), place if slug else ""]


def _source(part: Part) -> list[str]:
    written = [_text(part, "title") or _text(part, "url"), _day(part)]
    return [_text(part, "id").removeprefix("s"), *written] if any(written) else []


_LINES: Final[Mapping[str, Callable[[Part], list[str]]]] = {
    "anomalies": lambda part: [
        _labelled(part, "about", vocabulary.ANOMALY_SUBJECTS),
        _text(part, "text"),
    ],
    "claims": lambda part: [
        _text(part, "claim"),
        _text(part, "against"),
        _labelled(part, "status", vocabulary.CLAIM_STATUSES),
    ],
    "counsel": lambda part: [_text(part, "party"), _text(part, "firm")],
    "defendants": lambda part: [_text(part, "name"), _text(part, "role")],
    "events": lambda part: [_day(part), _text(part, "title")],
    "fair_use": _factor,
    "history": lambda part: [_day(part), _text(part, "title")],
    "holdings": lambda part: [
        _day(part),
        _labelled(part, "issue", vocabulary.TOPICS),
        _text(part, "holding"),
    ],
    "judges": lambda part: [_text(part, "name"), _text(part, "role")],
    "other_dockets": lambda part: [_text(part, "number"), _text(part, "label")],
    "outcomes": lambda part: [
        _day(part),
        _text(part, "claim"),
        _labelled(part, "stage", vocabulary.CLAIM_STAGES),
        _labelled(part, "status", vocabulary.CLAIM_STATUSES),
    ],
    "plaintiffs": lambda part: [_text(part, "name"), _text(part, "role")],
    "policy_urls": lambda part: [_text(part, "title"), _text(part, "url")],
    "provisions": lambda part: [_text(part, "pinpoint"), _text(part, "paraphrase")],
    "related": _related,
    "sources": _source,
}
