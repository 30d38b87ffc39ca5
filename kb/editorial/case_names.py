"""Cases that a text calls by name: `Getty v. Stability AI` leads to the case of that short name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlmodel import Session, col, select

from kb.entries.queries.cards import cards_by_id
from kb.entries.tables import Entry
from kb.entries.views import Card

_WORD: Final = r"[A-ZÀ-Þ][\w’'&.-]*"
_MOST_WORDS: Final = 4
_SIDE: Final = rf"(?:{_WORD}[ ]){{0,{_MOST_WORDS - 1}}}{_WORD}"
_NAME: Final = re.compile(rf"(?P<first>{_SIDE}) v\.? (?P<second>{_SIDE})")
_BATCH: Final = 500

Place = tuple[int, int]


def named_cases(session: Session, text: str) -> list[tuple[int, int, Card]]:
    """Characters from and to, and the case; a name that several cases have leads nowhere."""
    candidates: dict[str, list[Place]] = {}
    for match in _NAME.finditer(text):
        for name, start, end in _readings(match):
            candidates.setdefault(name, []).append((start, end))
    found = _cases(session, sorted(candidates))
    return [(start, end, found[name]) for name in found for start, end in candidates[name]]


def _readings(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Every name that the words on both sides of the `v` may be: fewer words, or more."""
    first, second = match["first"].split(" "), match["second"].split(" ")
    for skipped in range(len(first)):
        left = " ".join(first[skipped:])
        start = match.start() + len(match["first"]) - len(left)
        for taken in range(len(second), 0, -1):
            right = " ".join(second[:taken])
            end = match.start("second") + len(right)
            bare = right.rstrip(".,’'")
            end -= len(right) - len(bare)
            yield f"{left} v. {bare}", start, end


def _cases(session: Session, names: list[str]) -> dict[str, Card]:
    """The public case of each short name, where it is the only one of that name."""
    ids: dict[str, list[int]] = {}
    for start in range(0, len(names), _BATCH):
        some = names[start : start + _BATCH]
        wanted = [*some, *(name.replace(" v. ", " v ") for name in some)]
        query = select(Entry.id, Entry.short_name).where(
            Entry.kind == "case", col(Entry.short_name).in_(wanted)
        )
        for entry_id, name in session.exec(query):
            ids.setdefault((name or "").replace(" v ", " v. "), []).append(entry_id or 0)
    cards = cards_by_id(session, (one for found in ids.values() for one in found))
    return {
        name: cards[found[0]]
        for name, found in ids.items()
        if len(found) == 1 and found[0] in cards
    }
