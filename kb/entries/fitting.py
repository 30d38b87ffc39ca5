"""Which platforms fit what somebody wants: plain rules whose parts are shown, and no score.

A platform is measured against each wish by what its record says. An answer that is not on record
is unknown, and unknown is neither yes nor no.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kb.entries import vocabulary
from kb.entries.documents import PolicyDocument

Verdict = Literal["fits", "partly", "unknown", "misses"]

#: What somebody makes: words for the form, and how a record that speaks of it is told.
MAKES: Final[Mapping[str, tuple[str, re.Pattern[str]]]] = {
    name: (words, re.compile(pattern, re.IGNORECASE))
    for name, words, pattern in (
        ("pictures", "Drawings, paintings, illustrations", r"\b(drawing|illustrat|paint)"),
        ("photographs", "Photographs", r"\bphoto"),
        ("comics", "Comics", r"\b(comic|manga|webtoon)"),
        ("writing", "Texts", r"\b(book|fiction|novel|stor(y|ies)\b|writ)"),
        ("music", "Music and sound", r"\b(audio|music|song|sound)"),
        ("games", "Games", r"\bgame"),
        ("models", "3D models", r"\b3D\b"),
        ("video", "Film and animation", r"\b(animat|film|video)"),
    )
}
BANS: Final[Mapping[str, str]] = {
    "must": "They must be banned",
    "label": "Labels are enough",
}
TRAINING: Final[Mapping[str, str]] = {
    "never": "Never",
    "object": "Not if I object",
}
#: Kinds of platform at which people do not publish their own work.
LEFT_OUT: Final = frozenset({"generator", "registry", "contest"})
#: Kinds of platform that are for what somebody makes, whatever else the record says.
_FOR: Final[Mapping[str, frozenset[str]]] = {
    "pictures": frozenset({"art-community", "stock-library"}),
    "photographs": frozenset({"stock-library"}),
    "games": frozenset({"games-store"}),
}
_SHOPS: Final = frozenset({"marketplace", "stock-library", "crowdfunding", "games-store"})
_SELLING: Final = re.compile(
    r"\b(buyers?|commissions|for sale|sell|sells|sellers?|shops?|sold)\b", re.IGNORECASE
)

_BANNED: Final[Mapping[str, Verdict]] = {
    "no": "fits", "restricted": "partly", "labelled-only": "misses", "yes": "misses",
}  # fmt: skip
_LABELLED: Final[Mapping[str, Verdict]] = {
    "no": "fits", "labelled-only": "fits", "restricted": "partly", "yes": "misses",
}  # fmt: skip
_TRAINED: Final[Mapping[str, Mapping[str, Verdict]]] = {
    "never": {"no": "fits", "opt-in": "fits", "opt-out": "misses", "yes": "misses"},
    "object": {"no": "fits", "opt-in": "fits", "opt-out": "fits", "yes": "misses"},
}


@dataclass(frozen=True)
class Wishes:
    """What somebody wants; an empty text means that it does not matter."""

    make: str = ""  # of MAKES
    ban: str = ""  # of BANS
    training: str = ""  # of TRAINING
    sell: bool = False

    def __bool__(self) -> bool:
        return bool(self.make or self.ban or self.training or self.sell)


@dataclass(frozen=True)
class Part:
    """How a platform meets one wish, and the sentence that says why; `question` proves it."""

    wish: str
    verdict: Verdict
    because: str
    question: str = ""


@dataclass(frozen=True)
class Fit:
    """A platform with every part; nothing is added up."""

    parts: tuple[Part, ...]

    def count(self, verdict: Verdict) -> int:
        return sum(part.verdict == verdict for part in self.parts)

    @property
    def group(self) -> str:
        """`misses` if one part does, `fits` if all do, `unknown` if most are; else `perhaps`."""
        if self.count("misses"):
            return "misses"
        if self.count("fits") == len(self.parts):
            return "fits"
        return "unknown" if 2 * self.count("unknown") > len(self.parts) else "perhaps"


def fit(document: PolicyDocument, wishes: Wishes) -> Fit:
    """The platform measured against every wish."""
    return Fit(tuple(part for rule in _RULES for part in rule(document, wishes)))


def _made(document: PolicyDocument, wishes: Wishes) -> Iterable[Part]:
    if not wishes.make:
        return
    words, pattern = MAKES[wishes.make]
    wish = f"For what you make: {words.lower()}"
    if document.platform_kind in _FOR.get(wishes.make, ()):
        yield _by_kind(document, wish)
    elif pattern.search(f"{document.title} {document.summary}"):
        yield Part(wish, "partly", "Its record mentions it; look whether the place is for it.")
    else:
        yield Part(wish, "unknown", "Its record does not mention it.")


def _banned(document: PolicyDocument, wishes: Wishes) -> Iterable[Part]:
    if not wishes.ban:
        return
    is_strict = wishes.ban == "must"
    wish = "AI images are banned" if is_strict else "AI images are banned or labelled"
    part = _answered(document, wish, "ai_images_allowed", _BANNED if is_strict else _LABELLED)
    labels = document.answers.get("ai_label_required")
    if not is_strict and part.verdict == "misses" and labels and labels.value == "yes":
        part = _answered(document, wish, "ai_label_required", {"yes": "fits"})
    yield part


def _trained(document: PolicyDocument, wishes: Wishes) -> Iterable[Part]:
    if wishes.training:
        verdicts = _TRAINED[wishes.training]
        for question, wish in (
            ("platform_trains_on_uploads", "It does not train on your work"),
            ("licenses_uploads_to_ai_developers", "It does not pass your work on for training"),
        ):
            yield _answered(document, wish, question, verdicts)


def _sold(document: PolicyDocument, wishes: Wishes) -> Iterable[Part]:
    if not wishes.sell:
        return
    if document.platform_kind in _SHOPS:
        yield _by_kind(document, "You can sell there")
    elif _SELLING.search(document.summary):
        yield Part(
            "You can sell there", "partly", "Its record mentions selling; look whether you can."
        )
    else:
        yield Part("You can sell there", "unknown", "Its record does not mention selling.")


_RULES: Final[tuple[Callable[[PolicyDocument, Wishes], Iterable[Part]], ...]] = (
    _banned, _trained, _sold, _made,
)  # fmt: skip


def _by_kind(document: PolicyDocument, wish: str) -> Part:
    kind = vocabulary.PLATFORM_KINDS[document.platform_kind]
    return Part(wish, "fits", f"Its kind on record: {kind.lower()}.")


def _answered(
    document: PolicyDocument, wish: str, question: str, verdicts: Mapping[str, Verdict]
) -> Part:
    """The verdict on an answer; what is unclear or not on record is unknown."""
    answer = document.answers.get(question)
    if answer is None:
        return Part(wish, "unknown", "Nobody has recorded an answer.")
    because = vocabulary.answer_sentence(question, answer.value, platform=document.platform)
    return Part(wish, verdicts.get(answer.value, "unknown"), because, question)
