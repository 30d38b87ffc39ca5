"""Charts as SVG made on the server: pure functions from numbers to a drawing and its table.

Every function returns a `Chart`. Meanings and series are told apart by pattern as well as colour,
so the drawings also work in black and white; colours come from the style sheet through classes,
so they follow the theme of the page.
"""

from kb.web.charts.arcs import Arc, Node, arc_diagram
from kb.web.charts.bars import Part, diverging_bars, share_bars
from kb.web.charts.columns import quarter_columns, quarter_of, year_columns
from kb.web.charts.lanes import Dot, lanes
from kb.web.charts.svg import Chart

__all__ = [
    "Arc",
    "Chart",
    "Dot",
    "Node",
    "Part",
    "arc_diagram",
    "diverging_bars",
    "lanes",
    "quarter_columns",
    "quarter_of",
    "share_bars",
    "year_columns",
]
