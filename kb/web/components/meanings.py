"""Which of the four meanings, and which drawing, a value gets.

The four meanings are those of a ruling: it favours the rightsholder, the developer, both in part,
or neither. An answer in a grid is coloured by the same four: does it protect the artist, leave
room for training and AI, depend on something, or say nothing either way.
"""

from __future__ import annotations

from typing import Final, Literal

Meaning = Literal["rightsholder", "developer", "mixed", "neutral"]

MEANINGS: Final[tuple[Meaning, ...]] = ("rightsholder", "developer", "mixed", "neutral")

#: What the meanings are called where they colour answers instead of rulings.
ANSWER_MEANINGS: Final[dict[str, str]] = {
    "rightsholder": "Protects the artist",
    "developer": "Leaves room for training or AI",
    "mixed": "Depends, or in part",
    "neutral": "Neither, or unclear",
}

# Questions where "yes" leaves room for training or for AI, and those where "yes" protects.
_YES_LEAVES_ROOM: Final = frozenset(
    {
        "ai_images_allowed",
        "platform_trains_on_uploads",
        "licenses_uploads_to_ai_developers",
        "training_permitted",
        "commercial_use",
        "derivatives_allowed",
    }
)
_YES_PROTECTS: Final = frozenset(
    {
        "ai_label_required",
        "scraping_for_training_forbidden",
        "no_ai_tag_offered",
        "artists_compensated",
        "attribution_required",
        "share_alike",
        "use_restrictions",
    }
)
_IN_PART: Final = frozenset(
    {"opt-in", "opt-out", "labelled-only", "restricted", "partly", "conditional", "disputed"}
)


def meaning_of(question: str, value: str) -> Meaning:
    """The meaning of an answer; questions that are about neither side are neutral throughout."""
    if question not in _YES_LEAVES_ROOM and question not in _YES_PROTECTS:
        return "neutral"
    if value in _IN_PART:
        return "mixed"
    if value == "yes":
        return "developer" if question in _YES_LEAVES_ROOM else "rightsholder"
    if value == "no":
        return "rightsholder" if question in _YES_LEAVES_ROOM else "developer"
    return "neutral"


_ANSWER_ICONS: Final = {
    "yes": "yes",
    "no": "no",
    "opt-in": "opt-in",
    "opt-out": "opt-out",
    "labelled-only": "label",
    "restricted": "fence",
    "unclear": "question",
    "partly": "half",
    "conditional": "half",
    "shared": "half",
    "not-applicable": "dash",
    "none": "dash",
    "silent": "dots",
    "disputed": "versus",
    "paid-plans": "coin",
    "user": "person",
    "licensor": "key",
}


def answer_icon(value: str) -> str:
    """The drawing for an answer to a question, the same whatever the question."""
    return _ANSWER_ICONS[value]


_STATUS_ICONS: Final = {
    "pending": "ring",
    "decided": "square",
    "on-appeal": "up",
    "settled": "join",
    "dismissed": "no",
    "withdrawn": "back",
    "transferred": "right",
    "stayed": "pause",
    "in-force": "square",
    "partly-in-force": "half",
    "proposed": "draft",
    "enacted-not-in-force": "clock",
    "lapsed": "dash",
    "repealed": "no",
    "published": "policy",
    "vetoed": "no",
    "dismissed-with-leave": "no",
    "survived": "right",
    "succeeded": "yes",
    "failed": "no",
}
_OPEN: Final = {
    "case": frozenset({"pending", "on-appeal", "stayed"}),
    "law": frozenset({"proposed", "enacted-not-in-force"}),
    "claim": frozenset({"pending", "survived"}),
}


def status_icon(kind: str, status: str) -> str:
    """The drawing for the status of a case, a law or a claim."""
    return "clock" if kind == "claim" and status == "pending" else _STATUS_ICONS[status]


def status_is_open(kind: str, status: str) -> bool:
    """Whether something more is expected to happen."""
    return status in _OPEN[kind]


_EVENT_ICONS: Final = {
    "filed": "disc",
    "amended": "disc",
    "order": "square",
    "judgment": "square",
    "settlement": "square",
    "dismissal": "square",
    "appeal": "up",
}


def event_icon(kind: str) -> str:
    """The knot on the thread: decisions are squares, filings discs, all else rings."""
    return _EVENT_ICONS.get(kind, "ring")
