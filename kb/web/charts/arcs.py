"""An arc diagram: entries one below the other, and an arc for each relation between two.

It is as narrow as a phone, and every name in it is a link. The order of the nodes is that of the
caller, so that the same relations always make the same drawing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from kb.web.charts.svg import (
    Chart,
    element,
    frame,
    join,
    label,
    nothing,
    number,
    shorten,
    text_width,
)

_WIDTH: Final = 320.0
_SPINE: Final = 78.0  # where the nodes stand
_ROW: Final = 44.0
_NAMES: Final = _SPINE + 14
_SMALL: Final = 12.0


@dataclass(frozen=True)
class Node:
    """An entry: where its name leads, and a line below it; `centre` is the one asked about."""

    key: str
    name: str
    detail: str
    href: str
    centre: bool = False


@dataclass(frozen=True)
class Arc:
    """A relation from one node to another, of a series, with the words for the table."""

    origin: str
    target: str
    series: str
    words: str


def arc_diagram(
    nodes: Sequence[Node],
    arcs: Sequence[Arc],
    *,
    series: Mapping[str, str],
    caption: str,
    chart_id: str,
    empty: str = "There is nothing to draw yet.",
) -> Chart:
    """Nodes from top to bottom; an arc runs to its target, where it has its head.

    `series` (id -> words) are the line styles `undermines`, `weakens`, `strengthens`, `neutral`.
    An arc of which an end is missing raises KeyError.
    """
    columns = ("Entry", "Relation", "To the entry")
    if not arcs:
        return nothing(caption, columns, empty)
    used = {name: words for name, words in series.items() if any(a.series == name for a in arcs)}
    key, top = _legend(used)
    heights = {node.key: top + 16 + index * _ROW for index, node in enumerate(nodes)}
    names = {node.key: node.name for node in nodes}
    drawn = [_arc(arc, heights[arc.origin], heights[arc.target]) for arc in arcs]
    drawn += [_node(node, heights[node.key]) for node in nodes]
    svg = frame(
        chart_id,
        caption=caption,
        description=f"{len(nodes)} entries and {len(arcs)} relations. The table has them all.",
        width=_WIDTH,
        height=top + 16 + len(nodes) * _ROW,
        body=key + join(drawn),
        kind="chart--narrow",
        role="group",  # an image would hide its links
    )
    rows = tuple((names[arc.origin], arc.words, names[arc.target]) for arc in arcs)
    return Chart(svg, caption, columns, rows)


def _legend(series: Mapping[str, str]) -> tuple[Markup, float]:
    """A piece of each line with its words, and the height that they take."""
    parts: list[Markup] = []
    x, y = 0.0, 8.0
    for name, words in series.items():
        advance = 34 + text_width(words, _SMALL) + 14
        if x and x + advance > _WIDTH:
            x, y = 0.0, y + 20
        path = f"M{number(x)} {number(y)}h26"
        parts.append(element("path", class_=f"arc arc--{name}", d=path))
        parts.append(label(words, x + 32, y + 4, kind="label-small"))
        x += advance
    return join(parts), y + 14


def _arc(arc: Arc, start: float, end: float) -> Markup:
    """A curve on the left of the spine that ends in a head; the farther, the wider."""
    reach = min(_SPINE - 8, 18 + abs(end - start) * 0.42)
    bend = _SPINE - 8 - reach
    from_x, to_x = _SPINE - 8, _SPINE - 9
    path = (
        f"M{number(from_x)} {number(start)}C{number(bend)} {number(start)} "
        f"{number(bend)} {number(end)} {number(to_x)} {number(end)}"
    )
    head = f"M{number(to_x)} {number(end)}l-7-4v8z"
    title = element("title", arc.words)
    return element(
        "g",
        title
        + element("path", class_=f"arc arc--{arc.series}", d=path)
        + element("path", class_=f"arc-head arc-head--{arc.series}", d=head),
    )


def _node(node: Node, y: float) -> Markup:
    room = _WIDTH - _NAMES
    dot = element("circle", class_="node", cx=_SPINE, cy=float(y), r=5.0 if node.centre else 3.5)
    name = label(shorten(node.name, room), _NAMES, y + 4, kind="label-strong")
    link = element("a", name, href=node.href) if not node.centre else name
    detail = label(
        shorten(node.detail, room, _SMALL), _NAMES, y + 19, kind="label-small label-soft"
    )
    band = element(
        "rect",
        class_="node-band",
        x=_SPINE - 9,
        y=y - 14,
        width=_WIDTH - _SPINE + 9,
        height=_ROW - 6,
    )
    return element("g", (band if node.centre else Markup("")) + dot + link + detail)
