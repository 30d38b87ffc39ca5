"""Platforms by the names that people type: short ones, former ones, one of several.

“Twitter” and “x” mean “X (formerly Twitter)”, “Facebook” means “Instagram, Facebook and Threads
(Meta AI)”. A name that two platforms share means neither; both come near it then.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rapidfuzz import fuzz, process

from kb.entries.reference import name_key
from kb.entries.views import Card

LONGEST: Final = 200  # characters that are compared
#: Shorter ones resemble too much to be mistyped names.
SHORTEST_TYPED: Final = 4  # letters and digits
#: How like a name a mistyped one must be, of 100.
ALIKE: Final = 75
_BETWEEN_NAMES: Final = re.compile(r"\s*(?:[(),/]|\b(?:and|formerly|with)\b)\s*")


class PlatformNames:
    """The names of these platforms."""

    def __init__(self, cards: Sequence[Card]) -> None:
        self._whole: dict[str, list[Card]] = {}
        self._parts: dict[str, list[Card]] = {}
        for card in cards:
            for name in dict.fromkeys(map(name_key, (card.slug, card.name, card.title))):
                self._whole.setdefault(name, []).append(card)
            for name in dict.fromkeys(map(name_key, _BETWEEN_NAMES.split(card.name))):
                self._parts.setdefault(name, []).append(card)

    def named(self, typed: str) -> Card | None:
        """The platform of that name, whatever its capitals and punctuation."""
        key = name_key(typed[:LONGEST])
        found = (self._whole.get(key) or self._parts.get(key) or []) if key else []
        return found[0] if len(found) == 1 else None

    def near(self, typed: str, *, limit: int = 5) -> tuple[Card, ...]:
        """Platforms one of whose names begins so, then has it, then is spelled like it."""
        key = name_key(typed[:LONGEST])
        if not key:
            return ()
        names = self._parts | self._whole
        found = [name for name in names if name.startswith(key)]
        if len(key) >= SHORTEST_TYPED:
            found += [name for name in names if key in name]
            alike = process.extract(
                key, names.keys(), scorer=fuzz.ratio, limit=limit, score_cutoff=ALIKE
            )
            found += [name for name, _, _ in alike]
        cards = [card for name in found for card in names[name]]
        return tuple(dict.fromkeys(cards))[:limit]
