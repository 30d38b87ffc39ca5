"""A timeline: dots on lanes, labelled where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from kb.web.charts.svg import (
    Chart,
    Palette,
    element,
    frame,
    join,
    label,
    legend,
    mark,
    nothing,
    number,
    shorten,
    text_width,
)

_WIDTH: Final = 960.0
_LABELS: Final = 190.0
_RIGHT: Final = 24.0
_LANE: Final = 46.0
_SMALL: Final = 12.0


@dataclass(frozen=True)
class Dot:
    """Something that happened: `day` places it, `when` is the date in words.

    With `earliest` it happened on some day from then up to `day`: a dashed line shows the time
    for which nobody knows.
    """

    day: date
    label: str
    series: str
    when: str = ""
    earliest: date | None = None


def lanes(
    rows: Sequence[tuple[str, Sequence[Dot]]],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    heading: str = "Lane",
    empty: str = "There is nothing to show yet.",
) -> Chart:
    """Dots by day on one lane a row; shape and pattern say the series (id -> words).

    A label is drawn where it meets neither its neighbour nor the edge; the table has them all,
    in the order of time within each lane.
    """
    kept = [(name, sorted(dots, key=lambda dot: dot.day)) for name, dots in rows if dots]
    columns = (heading, "Date", "What happened", "Kind")
    if not kept:
        return nothing(caption, columns, empty)
    table = tuple(_row(name, dot, series) for name, dots in kept for dot in dots)
    used = {name: words for name, words in series.items() if _occurs(name, kept)}
    palette = Palette(chart_id, list(used))
    shapes = {name: _SHAPES[index % len(_SHAPES)] for index, name in enumerate(used)}
    key, top = legend(palette, used, width=_WIDTH, shapes=shapes)
    years = _years(kept)
    bottom = top + 30 + len(kept) * _LANE
    parts = [_axis(years, top=top + 8, bottom=bottom)]
    for index, (name, dots) in enumerate(kept):
        y = top + 48 + index * _LANE
        parts.append(_lane(name, dots, y, years=years, palette=palette, shapes=shapes))
    svg = frame(
        chart_id,
        caption=caption,
        description=_describe(len(table), len(kept), years),
        width=_WIDTH,
        height=bottom,
        body=palette.definitions() + key + join(parts),
        kind="chart--wide",
    )
    return Chart(svg, caption, columns, table)


def _row(lane: str, dot: Dot, series: Mapping[str, str]) -> tuple[str, ...]:
    return lane, dot.when or dot.day.isoformat(), dot.label, series[dot.series]


def _describe(events: int, rows: int, years: tuple[int, int]) -> str:
    return (
        f"{events} events on {rows} lanes from {years[0]} to {years[1] - 1}. "
        "The table has them all."
    )


def _occurs(series: str, kept: Sequence[tuple[str, Sequence[Dot]]]) -> bool:
    return any(dot.series == series for _, dots in kept for dot in dots)


def _years(kept: Sequence[tuple[str, Sequence[Dot]]]) -> tuple[int, int]:
    """The first year shown and the year after the last."""
    days = [day for _, dots in kept for dot in dots for day in (dot.day, dot.earliest) if day]
    return min(days).year, max(days).year + 1


def _x(day: date, years: tuple[int, int]) -> float:
    first, last = date(years[0], 1, 1).toordinal(), date(years[1], 1, 1).toordinal()
    return _LABELS + (day.toordinal() - first) / (last - first) * (_WIDTH - _LABELS - _RIGHT)


def _axis(years: tuple[int, int], *, top: float, bottom: float) -> Markup:
    count = years[1] - years[0]
    every = -(-count // 14)
    parts = []
    for year in range(years[0], years[1] + 1):
        x = _x(date(year, 1, 1), years)
        path = f"M{number(x)} {number(top)}V{number(bottom - 8)}"
        parts.append(element("path", class_="gridline", d=path))
        if year < years[1] and (year - years[0]) % every == 0:
            parts.append(label(str(year), x + 4, top + 10, kind="label-soft"))
    return join(parts)


def _lane(
    name: str,
    dots: Sequence[Dot],
    y: float,
    *,
    years: tuple[int, int],
    palette: Palette,
    shapes: Mapping[str, str],
) -> Markup:
    right = _WIDTH - _RIGHT
    parts = [label(shorten(name, _LABELS - 14), 0, y + 4, kind="label-strong")]
    parts.append(
        element("path", class_="lane", d=f"M{number(_LABELS)} {number(y)}H{number(right)}")
    )
    free_above = free_below = _LABELS
    for dot in dots:
        x = _x(dot.day, years)
        if dot.earliest is not None and dot.earliest < dot.day:
            first = number(_x(dot.earliest, years))
            parts.append(element("path", class_="span", d=f"M{first} {number(y)}H{number(x)}"))
        parts.append(
            mark(
                shapes[dot.series],
                x,
                y,
                fill=palette.fill(dot.series),
                kind="dot",
                title=f"{dot.when or dot.day}: {dot.label}",
            )
        )
        words = shorten(dot.label, 200, _SMALL)
        width = text_width(words, _SMALL)
        start = min(x - 5, right - width)
        if start >= free_above:
            parts.append(label(words, start, y - 10, kind="label-small"))
            free_above = start + width + 8
        elif start >= free_below:
            parts.append(label(words, start, y + 20, kind="label-small"))
            free_below = start + width + 8
    return join(parts)


#: Shapes around the point 0,0, about eleven units across.
_SHAPES: Final = (
    "M-5-5H5V5H-5z",
    "M0-6A6 6 0 1 1 0 6A6 6 0 1 1 0-6z",
    "M0-7L7 0L0 7L-7 0z",
    "M0-7L7 6H-7z",
    "M0 7L-7-6H7z",
    "M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2z",
)
