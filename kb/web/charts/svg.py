"""The pieces that every chart is made of: escaped elements, patterns, legend, frame."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape

Cell = str | int

#: Characters that XML forbids even as references.
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The pattern of a meaning (by name) or of the n-th series; none is a plain surface.
_DRAWINGS: Final[dict[str, Markup]] = {
    "diagonal": Markup('<path class="pattern-line" d="M-2 2 2-2M0 8 8 0M6 10l4-4"/>'),
    "dots": Markup('<circle class="pattern-dot" cx="4" cy="4" r="1.2"/>'),
    "cross": Markup('<path class="pattern-line" d="M0 0l8 8M8 0 0 8"/>'),
    "lines": Markup('<path class="pattern-line" d="M0 4h8"/>'),
    "stripes": Markup('<path class="pattern-line" d="M4 0v8"/>'),
    "back": Markup('<path class="pattern-line" d="M-2 6l4 4M0 0l8 8M6-2l4 4"/>'),
    "checks": Markup('<path class="pattern-dot" d="M0 0h2.5v2.5H0zM4 4h2.5v2.5H4z"/>'),
    "plain": Markup(""),
}
_PATTERN_OF: Final[dict[str, str]] = {
    "rightsholder": "diagonal",
    "developer": "dots",
    "mixed": "cross",
    "neutral": "plain",
    "1": "plain",
    "2": "diagonal",
    "3": "dots",
    "4": "lines",
    "5": "cross",
    "6": "stripes",
    "7": "back",
    "8": "checks",
}
MEANINGS: Final = ("rightsholder", "developer", "mixed", "neutral")
_MOST_SERIES: Final = 8

#: Average width of a character of the sans face, as a share of its size.
_CHARACTER: Final = 0.51
TEXT: Final = 13
#: Widest line of a legend: what a screen 320 wide shows of a drawing of 640 at a width of 544.
_LEGEND: Final = 336.0


@dataclass(frozen=True)
class Chart:
    """A drawing (or, with nothing to draw, a sentence), and the same numbers as a table."""

    svg: Markup
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def text_width(text: str, size: float = TEXT) -> float:
    """About how wide a text is drawn; wide scripts count double."""
    return sum(2 if ord(character) > 0x2E7F else 1 for character in text) * size * _CHARACTER


def shorten(text: str, width: float, size: float = TEXT) -> str:
    """The text, cut with an ellipsis where it would be wider than `width`."""
    if text_width(text, size) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size) > width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def wrap(text: str, width: float, size: float = TEXT) -> list[str]:
    """The text on one line, or on two of which the second is cut where it is too long."""
    if text_width(text, size) <= width:
        return [text]
    first: list[str] = []
    words = text.split()
    while words and text_width(" ".join([*first, words[0]]), size) <= width:
        first.append(words.pop(0))
    if not first or not words:
        return [shorten(text, width, size)]
    return [" ".join(first), shorten(" ".join(words), width, size)]


def safe(text: object) -> Markup:
    """Text for an element or an attribute, without what XML cannot hold."""
    return escape(_FORBIDDEN.sub("", str(text)))


def number(value: float) -> str:
    """A coordinate with at most one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, content: str = "", /, **attributes: object) -> Markup:
    """One element; `class_` and `font_size` style keywords become `class` and `font-size`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="'
        f'{safe(number(value) if isinstance(value, float) else value)}"'
        for key, value in attributes.items()
    )
    body = content if isinstance(content, Markup) else safe(content)
    return Markup(  # noqa: S704  every part is escaped above or is Markup already
        f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"
    )


def join(parts: Sequence[Markup]) -> Markup:
    """Elements one after the other."""
    return Markup("").join(parts)


def label(text: str, x: float, y: float, *, kind: str = "") -> Markup:
    """A text; `kind` adds classes such as `label-soft label-end`."""
    attributes: dict[str, object] = {"class_": kind} if kind else {}
    return element("text", text, x=float(x), y=float(y), **attributes)


def mark(path: str, x: float, y: float, *, fill: str, kind: str, title: str = "") -> Markup:
    """A small shape drawn around a point, with a title where one is given."""
    return element(
        "path",
        element("title", title) if title else Markup(""),
        class_=kind,
        d=path,
        fill=fill,
        transform=f"translate({number(x)} {number(y)})",
    )


class Palette:
    """Gives each series of one chart its surface: the four meanings by name, others in order."""

    def __init__(self, chart_id: str, series: Sequence[str]) -> None:
        self._id = chart_id
        self._slots: dict[str, str] = {}
        for index, name in enumerate(series):
            slot = name if name in MEANINGS else str(index % _MOST_SERIES + 1)
            self._slots[name] = slot

    def fill(self, series: str) -> str:
        """The value of a `fill` attribute."""
        return f"url(#{self._id}-{self._slots[series]})"

    def definitions(self) -> Markup:
        """The `<defs>` with one pattern a surface."""
        patterns = []
        for slot in dict.fromkeys(self._slots.values()):
            ground = element("rect", width=8, height=8, class_=f"ground-{slot}")
            drawing = _DRAWINGS[_PATTERN_OF[slot]]
            patterns.append(
                element(
                    "pattern",
                    ground + drawing,
                    id=f"{self._id}-{slot}",
                    width=8,
                    height=8,
                    patternUnits="userSpaceOnUse",
                )
            )
        return element("defs", join(patterns))


def legend(
    palette: Palette,
    series: Mapping[str, str],
    *,
    width: float,
    shapes: Mapping[str, str] | None = None,
) -> tuple[Markup, float]:
    """Swatches (or the shapes of the series) with words, wrapped; and the height they take.

    No line is longer than what a telephone shows of a chart without moving it sideways.
    """
    width = min(width, _LEGEND)
    parts: list[Markup] = []
    x, y = 0.0, 0.0
    for name, full in series.items():
        words = shorten(full, width - 30)
        advance = 22 + text_width(words) + 18
        if x and x + advance > width:
            x, y = 0.0, y + 22
        shape = shapes[name] if shapes else "M-7-7H7V7H-7z"
        parts.append(mark(shape, x + 7, y + 7, fill=palette.fill(name), kind="swatch"))
        parts.append(label(words, x + 20, y + 12))
        x += advance
    return join(parts), y + 30


def frame(
    chart_id: str,
    *,
    caption: str,
    description: str,
    width: float,
    height: float,
    body: Markup,
    kind: str = "",
    role: str = "img",
) -> Markup:
    """The `<svg>` with its title and description, scaled by its viewBox.

    `role` is `img`, or `group` where it holds links, which an image would hide.
    """
    title = element("title", caption, id=f"{chart_id}-title")
    desc = element("desc", description, id=f"{chart_id}-desc")
    return element(
        "svg",
        title + desc + body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(width)} {number(height)}",
        role=role,
        aria_labelledby=f"{chart_id}-title {chart_id}-desc",
        class_=f"chart__drawing {kind}".strip(),
    )


def nothing(caption: str, columns: tuple[str, ...], sentence: str) -> Chart:
    """A chart without data: a sentence in place of the drawing."""
    return Chart(element("p", sentence, class_="chart__empty"), caption, columns, ())


def nice_step(largest: int) -> int:
    """A round distance between grid lines that gives at most five of them."""
    scale = 1
    while True:
        for factor in (1, 2, 5):
            if largest <= 5 * factor * scale:
                return factor * scale
        scale *= 10
