"""Stacked columns, one a quarter or a year: how many things began when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
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
    nice_step,
    nothing,
    number,
)

_WIDTH: Final = 640.0
_PLOT: Final = 220.0
_LEFT: Final = 34.0

Quarter = tuple[int, int]
#: A quarter of a year, or (with 0) the whole of it.
Period = tuple[int, int]


def quarter_of(day: date) -> Quarter:
    """`(2023, 1)` for any day from January to March 2023."""
    return day.year, (day.month - 1) // 3 + 1


def quarter_columns(
    items: Iterable[tuple[date, str]],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    empty: str = "There is nothing to count yet.",
) -> Chart:
    """Counts `(day, series)` items by quarter, stacked in the order of `series` (id -> words).

    Quarters without items between the first and the last are shown as nought. An item whose
    series is unknown raises KeyError.
    """
    stacks = _stacks(((quarter_of(day), name) for day, name in items), series)
    periods = list(_quarters(min(stacks), max(stacks))) if stacks else []
    return _columns(
        stacks,
        periods,
        series=series,
        heading="Quarter",
        caption=caption,
        chart_id=chart_id,
        empty=empty,
    )


def year_columns(
    items: Iterable[tuple[int, str]],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    empty: str = "There is nothing to count yet.",
) -> Chart:
    """Counts `(year, series)` items by year, as `quarter_columns` counts by quarter."""
    stacks = _stacks((((year, 0), name) for year, name in items), series)
    first, last = (min(stacks)[0], max(stacks)[0]) if stacks else (1, 0)
    return _columns(
        stacks,
        [(year, 0) for year in range(first, last + 1)],
        series=series,
        heading="Year",
        caption=caption,
        chart_id=chart_id,
        empty=empty,
    )


def _stacks(
    items: Iterable[tuple[Period, str]], series: Mapping[str, str]
) -> dict[Period, Counter[str]]:
    counts: dict[Period, Counter[str]] = {}
    for period, name in items:
        if name not in series:
            raise KeyError(name)
        counts.setdefault(period, Counter())[name] += 1
    return counts


def _columns(
    counts: Mapping[Period, Counter[str]],
    periods: list[Period],
    *,
    series: Mapping[str, str],
    heading: str,
    caption: str,
    chart_id: str,
    empty: str,
) -> Chart:
    used = {name: words for name, words in series.items() if any(c[name] for c in counts.values())}
    columns = (heading, *used.values(), "Total")
    if not periods:
        return nothing(caption, columns, empty)
    stacks = [counts.get(period, Counter()) for period in periods]
    rows = tuple(_row(period, stack, used) for period, stack in zip(periods, stacks, strict=True))
    palette = Palette(chart_id, list(used))
    key, top = legend(palette, used, width=_WIDTH)
    plot = _plot(periods, stacks, used=used, palette=palette, top=top + 14)
    svg = frame(
        chart_id,
        caption=caption,
        description=_describe(rows),
        width=_WIDTH,
        height=top + 14 + _PLOT + 42,
        body=palette.definitions() + key + plot,
    )
    return Chart(svg, caption, columns, rows)


def _quarters(first: Quarter, last: Quarter) -> Iterable[Quarter]:
    year, quarter = first
    while (year, quarter) <= last:
        yield year, quarter
        year, quarter = (year, quarter + 1) if quarter < 4 else (year + 1, 1)


def _row(period: Period, counts: Counter[str], used: Mapping[str, str]) -> tuple[str | int, ...]:
    numbers = [counts[name] for name in used]
    year, quarter = period
    return f"{year} Q{quarter}" if quarter else str(year), *numbers, sum(numbers)


def _describe(rows: tuple[tuple[str | int, ...], ...]) -> str:
    highest = max(rows, key=lambda row: int(row[-1]))
    total = sum(int(row[-1]) for row in rows)
    return (
        f"{total} in all from {rows[0][0]} to {rows[-1][0]}; "
        f"most in {highest[0]}, with {highest[-1]}. The table has every number."
    )


def _plot(
    periods: list[Period],
    stacks: list[Counter[str]],
    *,
    used: Mapping[str, str],
    palette: Palette,
    top: float,
) -> Markup:
    largest = max(stack.total() for stack in stacks)
    step = nice_step(largest)
    ceiling = -(-largest // step) * step
    scale = _PLOT / ceiling
    floor = top + _PLOT
    slot = min(64.0, (_WIDTH - _LEFT) / len(periods))
    parts = [_grid(ceiling, step, floor=floor, scale=scale)]
    for index, (period, stack) in enumerate(zip(periods, stacks, strict=True)):
        x = _LEFT + index * slot
        y = floor
        for name in used:
            height = stack[name] * scale
            if height:
                y -= height
                parts.append(_segment(x + slot * 0.12, y, slot * 0.76, height, palette.fill(name)))
        if stack.total() and slot >= 15:
            parts.append(
                label(str(stack.total()), x + slot / 2, y - 5, kind="label-mid label-soft")
            )
        parts.append(
            _tick(period, x, floor=floor, slot=slot, first=index == 0)
            if period[1]
            else _year_tick(period[0], x, floor=floor, slot=slot)
        )
    parts.append(
        element("path", class_="axis", d=f"M{number(_LEFT)} {number(floor)}H{number(_WIDTH)}")
    )
    return join(parts)


def _segment(x: float, y: float, width: float, height: float, fill: str) -> Markup:
    return element(
        "rect", class_="segment", x=x, y=y, width=float(width), height=float(height), fill=fill
    )


def _grid(ceiling: int, step: int, *, floor: float, scale: float) -> Markup:
    lines = []
    for value in range(0, ceiling + 1, step):
        y = floor - value * scale
        lines.append(label(str(value), _LEFT - 8, y + 4, kind="label-end label-soft"))
        if value:
            path = f"M{number(_LEFT)} {number(y)}H{number(_WIDTH)}"
            lines.append(element("path", class_="gridline", d=path))
    return join(lines)


def _tick(quarter: Quarter, x: float, *, floor: float, slot: float, first: bool) -> Markup:
    """The year under its first quarter; the number of the quarter where there is room."""
    parts = []
    if slot >= 20:
        words = f"Q{quarter[1]}" if slot >= 30 else str(quarter[1])
        parts.append(label(words, x + slot / 2, floor + 17, kind="label-mid label-soft"))
    if quarter[1] == 1 or (first and quarter[1] < 4):
        path = f"M{number(x)} {number(floor)}v{22 if slot < 20 else 38}"
        parts.append(element("path", class_="axis", d=path))
        parts.append(
            label(str(quarter[0]), x + 4, floor + (17 if slot < 20 else 36), kind="label-strong")
        )
    return join(parts)


def _year_tick(year: int, x: float, *, floor: float, slot: float) -> Markup:
    """The year under its column, every fifth where they stand close."""
    if slot < 30 and year % 5:
        return Markup("")
    return label(str(year), x + slot / 2, floor + 17, kind="label-mid label-soft")
