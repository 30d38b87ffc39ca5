"""Horizontal bars: rulings on both sides of a line, and shares of a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kb.web.charts.svg import (
    MEANINGS,
    Chart,
    Palette,
    element,
    frame,
    join,
    label,
    legend,
    nothing,
    number,
    shorten,
    wrap,
)

_WIDTH: Final = 640.0
_LABELS: Final = 236.0
_ROW: Final = 36.0
_BAR: Final = 18.0
_SHARE_ROW: Final = 74.0


@dataclass(frozen=True)
class Part:
    """One part of a share bar: its word, its count, and which of the four meanings it has."""

    label: str
    count: int
    meaning: str


def diverging_bars(
    rows: Sequence[tuple[str, Mapping[str, int]]],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    heading: str = "Topic",
    empty: str = "There is nothing to count yet.",
) -> Chart:
    """Bars around a middle line: `developer` to the left, `rightsholder` to the right.

    `mixed` and `neutral` lie across the line, half on each side. `series` gives the words for the
    four meanings; rows without any count are left out.
    """
    kept = [(name, counts) for name, counts in rows if sum(counts.values())]
    columns = (heading, *(series[meaning] for meaning in MEANINGS), "Total")
    if not kept:
        return nothing(caption, columns, empty)
    table = tuple(_ruling_row(name, counts) for name, counts in kept)
    palette = Palette(chart_id, MEANINGS)
    order = {
        meaning: series[meaning] for meaning in ("developer", "mixed", "neutral", "rightsholder")
    }
    key, top = legend(palette, order, width=_WIDTH)
    plot, bottom = _diverging_rows(kept, top=top, palette=palette)
    svg = frame(
        chart_id,
        caption=caption,
        description=_describe_rulings(table),
        width=_WIDTH,
        height=bottom + 4,
        body=palette.definitions() + key + plot,
    )
    return Chart(svg, caption, columns, table)


def _diverging_rows(
    kept: Sequence[tuple[str, Mapping[str, int]]], *, top: float, palette: Palette
) -> tuple[Markup, float]:
    """The bars with their names and the middle line, and where they end."""
    left = max(_left(counts) for _, counts in kept)
    right = max(_right(counts) for _, counts in kept)
    scale = (_WIDTH - _LABELS - 56) / (left + right)
    middle = _LABELS + 28 + left * scale
    parts = []
    for index, (name, counts) in enumerate(kept):
        y = top + 6 + index * _ROW
        parts.append(_row_label(name, y))
        parts.append(_diverging(counts, y, middle=middle, scale=scale, palette=palette))
    bottom = top + 6 + len(kept) * _ROW
    line = f"M{number(middle)} {number(top)}V{number(bottom - 4)}"
    parts.append(element("path", class_="axis", d=line))
    return join(parts), bottom


def _ruling_row(name: str, counts: Mapping[str, int]) -> tuple[str | int, ...]:
    return name, *(counts.get(meaning, 0) for meaning in MEANINGS), sum(counts.values())


def _row_label(name: str, y: float) -> Markup:
    """The name of a row, on two lines where one is too short, centred on the bar."""
    lines = wrap(name, _LABELS - 10)
    start = y + 13 - (len(lines) - 1) * 7.5
    return join([label(words, 0, start + index * 15) for index, words in enumerate(lines)])


def _left(counts: Mapping[str, int]) -> float:
    return counts.get("developer", 0) + (counts.get("mixed", 0) + counts.get("neutral", 0)) / 2


def _right(counts: Mapping[str, int]) -> float:
    return counts.get("rightsholder", 0) + (counts.get("mixed", 0) + counts.get("neutral", 0)) / 2


def _diverging(
    counts: Mapping[str, int], y: float, *, middle: float, scale: float, palette: Palette
) -> Markup:
    x = middle - _left(counts) * scale
    parts = []
    if counts.get("developer"):
        words = str(counts["developer"])
        parts.append(label(words, x - 6, y + 13, kind="label-end label-soft"))
    for meaning in ("developer", "mixed", "neutral", "rightsholder"):
        width = counts.get(meaning, 0) * scale
        if width:
            parts.append(_segment(x, y, width, palette.fill(meaning)))
            x += width
    if counts.get("rightsholder"):
        parts.append(label(str(counts["rightsholder"]), x + 6, y + 13, kind="label-soft"))
    return join(parts)


def _segment(x: float, y: float, width: float, fill: str) -> Markup:
    return element("rect", class_="segment", x=x, y=y, width=float(width), height=_BAR, fill=fill)


def _describe_rulings(table: Sequence[tuple[str | int, ...]]) -> str:
    sums = [sum(int(row[column]) for row in table) for column in range(1, 6)]
    return (
        f"{len(table)} rows, {sums[4]} counted: {sums[0]} for the rightsholder, {sums[1]} for the "
        f"developer, {sums[2]} in part for each, {sums[3]} for neither. The table has every number."
    )


def share_bars(
    rows: Sequence[tuple[str, Sequence[Part]]],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    heading: str = "Question",
    empty: str = "There is nothing to count yet.",
) -> Chart:
    """One full-width bar a row, divided as the counts are; under it every part in words.

    `series` gives the words of the four meanings for the key. The table has a line for each part.
    """
    kept = [(name, [part for part in parts if part.count]) for name, parts in rows]
    kept = [(name, parts) for name, parts in kept if parts]
    columns = (heading, "Answer", "Count", "Share")
    if not kept:
        return nothing(caption, columns, empty)
    palette = Palette(chart_id, MEANINGS)
    key, top = legend(palette, {m: series[m] for m in MEANINGS}, width=_WIDTH)
    drawn = []
    table: list[tuple[str | int, ...]] = []
    for index, (name, parts) in enumerate(kept):
        total = sum(part.count for part in parts)
        drawn.append(_share(name, parts, top + 10 + index * _SHARE_ROW, palette=palette))
        table += [(name, part.label, part.count, f"{part.count / total:.0%}") for part in parts]
    svg = frame(
        chart_id,
        caption=caption,
        description=f"{len(kept)} divided bars. The table has every number.",
        width=_WIDTH,
        height=top + 10 + len(kept) * _SHARE_ROW,
        body=palette.definitions() + key + join(drawn),
    )
    return Chart(svg, caption, columns, tuple(table))


def _share(name: str, parts: Sequence[Part], y: float, *, palette: Palette) -> Markup:
    total = sum(part.count for part in parts)
    drawn = [label(shorten(name, _WIDTH), 0, y + 12, kind="label-strong")]
    x = 0.0
    for part in parts:
        width = part.count / total * _WIDTH
        drawn.append(_segment(x, y + 20, width, palette.fill(part.meaning)))
        x += width
    words = "  ·  ".join(f"{part.label} {part.count}" for part in parts)
    drawn.append(label(shorten(words, _WIDTH), 0, y + 54, kind="label-soft"))
    return join(drawn)
