"""Text of which parts are set in italics, for a page and for what is pasted elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Marked:
    """Runs of text, each with whether it is set in italics."""

    runs: tuple[tuple[str, bool], ...] = ()

    def __add__(self, other: Marked | str) -> Marked:
        return Marked(self.runs + roman(other).runs)

    def __radd__(self, other: str) -> Marked:
        return roman(other) + self

    def __bool__(self) -> bool:
        return any(text for text, _ in self.runs)

    @property
    def text(self) -> str:
        """Without italics."""
        return "".join(text for text, _ in self.runs)

    @property
    def html(self) -> str:
        """Escaped, italics as `<i>`."""
        return "".join(
            f"<i>{escape(text)}</i>" if is_italic else escape(text) for text, is_italic in self.runs
        )


def roman(text: Marked | str) -> Marked:
    """Upright text."""
    return text if isinstance(text, Marked) else Marked(((text, False),))


def italic(text: str) -> Marked:
    """Text in italics; nothing where there is none."""
    return Marked(((text, True),)) if text else Marked()


def joined(parts: Iterable[Marked | str], separator: str) -> Marked:
    """The parts that are not empty, with the separator between them."""
    made = Marked()
    for part in parts:
        if part:
            made = made + separator + part if made else roman(part)
    return made


def sentence(text: Marked) -> Marked:
    """With one full stop at its end, which an abbreviation may have brought already."""
    return text if text.text.endswith(".") else text + "."
