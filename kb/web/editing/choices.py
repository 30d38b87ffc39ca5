"""Two people changed one entry: what stands on the page where the second one chooses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.entries.diff import WordSpan, mark_words
from kb.entries.merging import FieldConflict, Side

_PREFIX = "choose."


@dataclass(frozen=True)
class Choice:
    """A field that both changed, with the words of each side marked against the base."""

    path: str
    label: str
    base: str
    theirs: str
    mine: str
    theirs_words: tuple[WordSpan, ...]
    mine_words: tuple[WordSpan, ...]

    @classmethod
    def of(cls, conflict: FieldConflict) -> Choice:
        """The conflict as the page shows it."""
        return cls(
            path=conflict.path,
            label=conflict.label,
            base=conflict.base,
            theirs=conflict.theirs,
            mine=conflict.mine,
            theirs_words=mark_words(conflict.base, conflict.theirs),
            mine_words=mark_words(conflict.base, conflict.mine),
        )


def is_choice(name: str) -> bool:
    """Whether the field of that name says which side is taken."""
    return name.startswith(_PREFIX)


def choices(pairs: Iterable[tuple[str, str]]) -> Mapping[str, Side]:
    """The side that was chosen, by the path of the field."""
    chosen: dict[str, Side] = {}
    for name, value in pairs:
        if is_choice(name):
            chosen[name.removeprefix(_PREFIX)] = "mine" if value == "mine" else "theirs"
    return chosen
