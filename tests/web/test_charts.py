"""Charts: valid and safe drawings whose tables hold the same numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.entries.vocabulary import FAVOURS
from kb.web.charts import (
    Arc,
    Chart,
    Dot,
    Node,
    Part,
    arc_diagram,
    diverging_bars,
    lanes,
    quarter_columns,
    quarter_of,
    share_bars,
)
from kb.web.charts.svg import MEANINGS, Palette, legend, nice_step, shorten, text_width, wrap

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert('1')</script>\" onload=\"x & \x00\x0b ]]> ﷽ 𝕏"
STATUSES = {"pending": "Pending", "settled": "Settled"}


def columns(label: str = "Pending") -> Chart:
    items = [(date(2023, 1, 13), "pending"), (date(2023, 9, 1), "settled")]
    return quarter_columns(
        items, series={**STATUSES, "pending": label}, caption=f"Cases {label}", chart_id="c"
    )


def diverging(label: str = "Fair use") -> Chart:
    return diverging_bars(
        [(label, {"rightsholder": 2, "mixed": 1})], series=FAVOURS, caption=label, chart_id="d"
    )


def shares(label: str = "Yes") -> Chart:
    return share_bars(
        [(label, [Part(label, 3, "developer"), Part("No", 1, "rightsholder")])],
        series=FAVOURS,
        caption=label,
        chart_id="s",
    )


def timeline(label: str = "Complaint") -> Chart:
    return lanes(
        [(label, [Dot(date(2023, 1, 13), label, "pending", label)])],
        series={"pending": label},
        caption=label,
        chart_id="t",
    )


def arcs(label: str = "Painter v. Maker") -> Chart:
    nodes = [Node("a", label, label, "/cases/a"), Node("b", label, label, "/cases/b", centre=True)]
    return arc_diagram(
        nodes,
        [Arc("a", "b", "undermines", label)],
        series={"undermines": label},
        caption=label,
        chart_id="a",
    )


EVERY_FORM = pytest.mark.parametrize("chart", [columns, diverging, shares, timeline, arcs])


def parse(chart: Chart) -> ET.Element:
    return ET.fromstring(str(chart.svg))


@EVERY_FORM
def test_a_chart_is_valid_xml_with_a_title_and_a_description(chart: Callable[[], Chart]) -> None:
    root = parse(chart())
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == ("group" if list(root.iter(f"{SVG}a")) else "img")
    labels = (root.get("aria-labelledby") or "").split()
    assert [child.get("id") for child in root[:2]] == labels
    assert all(child.text for child in root[:2])
    assert root.get("viewBox")


@EVERY_FORM
def test_a_chart_has_no_style_attribute_and_no_script(chart: Callable[[], Chart]) -> None:
    for node in parse(chart()).iter():
        assert "style" not in node.attrib
        assert not any(name.startswith("on") for name in node.attrib)
        assert node.tag != f"{SVG}script"


@EVERY_FORM
def test_a_hostile_label_stays_text(chart: Callable[[str], Chart]) -> None:
    root = parse(chart(HOSTILE))
    assert not list(root.iter(f"{SVG}script"))
    assert not any("onload" in node.attrib for node in root.iter())
    assert "alert('1')" in (root[0].text or "")


@EVERY_FORM
def test_every_surface_that_is_used_is_defined(chart: Callable[[], Chart]) -> None:
    root = parse(chart())
    defined = {node.get("id") for node in root.iter(f"{SVG}pattern")}
    fills = {node.get("fill", "") for node in root.iter()} - {""}
    assert {fill.removeprefix("url(#").removesuffix(")") for fill in fills} <= defined


def test_the_four_meanings_differ_in_pattern_not_only_in_colour() -> None:
    chart = diverging_bars(
        [("Fair use", dict.fromkeys(MEANINGS, 1))], series=FAVOURS, caption="c", chart_id="p"
    )
    patterns = list(parse(chart).iter(f"{SVG}pattern"))
    drawings = [tuple((n.tag, n.get("d")) for n in pattern[1:]) for pattern in patterns]
    assert len(drawings) == len(set(drawings)) == 4


def test_a_quarter_without_cases_is_shown_as_nought() -> None:
    chart = columns()
    assert chart.columns == ("Quarter", "Pending", "Settled", "Total")
    assert chart.rows == (
        ("2023 Q1", 1, 0, 1),
        ("2023 Q2", 0, 0, 0),
        ("2023 Q3", 0, 1, 1),
    )


def test_a_series_that_never_occurs_has_no_column() -> None:
    chart = quarter_columns(
        [(date(2024, 2, 1), "pending")], series=STATUSES, caption="c", chart_id="c"
    )
    assert chart.columns == ("Quarter", "Pending", "Total")


def test_an_unknown_series_is_refused() -> None:
    with pytest.raises(KeyError):
        quarter_columns([(date(2024, 2, 1), "lost")], series=STATUSES, caption="c", chart_id="c")


@pytest.mark.parametrize(
    ("day", "quarter"),
    [
        (date(2023, 1, 1), (2023, 1)),
        (date(2023, 3, 31), (2023, 1)),
        (date(2023, 12, 31), (2023, 4)),
    ],
)
def test_a_day_belongs_to_its_quarter(day: date, quarter: tuple[int, int]) -> None:
    assert quarter_of(day) == quarter


@given(
    st.lists(
        st.tuples(st.dates(date(2019, 1, 1), date(2026, 12, 31)), st.sampled_from([*STATUSES])),
        min_size=1,
        max_size=60,
    )
)
def test_the_columns_add_up_to_the_items(items: list[tuple[date, str]]) -> None:
    chart = quarter_columns(items, series=STATUSES, caption="c", chart_id="c")
    parse(chart)
    counted = Counter(name for _, name in items)
    for name, words in STATUSES.items():
        if name in counted:
            column = chart.columns.index(words)
            assert sum(int(row[column]) for row in chart.rows) == counted[name]
    assert sum(int(row[-1]) for row in chart.rows) == len(items)


@given(
    st.lists(
        st.tuples(
            st.text(max_size=60), st.dictionaries(st.sampled_from(MEANINGS), st.integers(0, 400))
        ),
        max_size=8,
    )
)
def test_diverging_rows_add_up_and_stay_inside_the_drawing(
    rows: list[tuple[str, dict[str, int]]],
) -> None:
    chart = diverging_bars(rows, series=FAVOURS, caption="c", chart_id="d")
    assert [row[0] for row in chart.rows] == [name for name, c in rows if sum(c.values())]
    for row in chart.rows:
        assert sum(int(value) for value in row[1:5]) == row[5]
    if chart.rows:
        for rect in parse(chart).iter(f"{SVG}rect"):
            if rect.get("class") == "segment":
                assert float(rect.get("x", "-1")) >= 0
                assert float(rect.get("x", "0")) + float(rect.get("width", "0")) <= 640.5


def test_shares_name_every_answer_with_its_count_and_share() -> None:
    assert shares().rows == (("Yes", "Yes", 3, "75%"), ("Yes", "No", 1, "25%"))


def test_the_segments_of_a_share_bar_fill_its_width() -> None:
    widths = [
        float(rect.get("width", "0"))
        for rect in parse(shares()).iter(f"{SVG}rect")
        if rect.get("class") == "segment"
    ]
    assert sum(widths) == pytest.approx(640, abs=0.2)


def test_a_timeline_lists_every_dot_in_the_order_of_time() -> None:
    chart = lanes(
        [
            (
                "A",
                [
                    Dot(date(2024, 5, 1), "late", "x"),
                    Dot(date(2023, 5, 1), "early", "x", "May 2023"),
                ],
            )
        ],
        series={"x": "Order"},
        caption="c",
        chart_id="t",
    )
    assert chart.rows == (
        ("A", "May 2023", "early", "Order"),
        ("A", "2024-05-01", "late", "Order"),
    )
    dots = [node for node in parse(chart).iter(f"{SVG}path") if node.get("class") == "dot"]
    assert len(dots) == 2


def test_crowded_dots_keep_their_titles_when_labels_have_no_room() -> None:
    dots = [Dot(date(2024, 5, day), f"Event number {day}", "x") for day in range(1, 21)]
    chart = lanes([("A", dots)], series={"x": "Order"}, caption="c", chart_id="t")
    root = parse(chart)
    titles = [n for n in root.iter(f"{SVG}title") if "Event number" in (n.text or "")]
    labels = [n for n in root.iter(f"{SVG}text") if "Event number" in (n.text or "")]
    assert len(titles) == 20
    assert len(labels) < 20


def test_arcs_stay_inside_the_drawing_and_every_node_but_the_middle_leads_on() -> None:
    nodes = [Node(str(n), f"Suit {n}", "2024", f"/cases/{n}", centre=n == 0) for n in range(32)]
    drawn = [Arc(str(n), "0", "neutral", "Cites") for n in range(1, 32)]
    chart = arc_diagram(nodes, drawn, series={"neutral": "x"}, caption="c", chart_id="a")
    root = parse(chart)
    assert [link.get("href") for link in root.iter(f"{SVG}a")] == [
        f"/cases/{n}" for n in range(1, 32)
    ]
    corners = [float(text) for text in re.findall(r"-?[\d.]+", " ".join(_curves(root)))]
    assert min(corners) >= 0
    assert chart.rows[0] == ("Suit 1", "Cites", "Suit 0")
    with pytest.raises(KeyError):
        arc_diagram(nodes[:1], drawn, series={"neutral": "x"}, caption="c", chart_id="a")


def _curves(root: ET.Element) -> list[str]:
    return [node.get("d", "") for node in root.iter(f"{SVG}path") if "C" in node.get("d", "")]


@pytest.mark.parametrize(
    "chart",
    [
        quarter_columns([], series=STATUSES, caption="c", chart_id="e", empty="No case & none."),
        diverging_bars([], series=FAVOURS, caption="c", chart_id="e", empty="No case & none."),
        share_bars([("Q", [])], series=FAVOURS, caption="c", chart_id="e", empty="No case & none."),
        lanes([("A", [])], series=STATUSES, caption="c", chart_id="e", empty="No case & none."),
        arc_diagram([], [], series=STATUSES, caption="c", chart_id="e", empty="No case & none."),
    ],
)
def test_without_data_a_chart_is_a_sentence(chart: Chart) -> None:
    assert chart.rows == ()
    assert chart.svg == '<p class="chart__empty">No case &amp; none.</p>'


@given(st.integers(1, 10**7))
def test_an_axis_has_at_most_five_steps(largest: int) -> None:
    step = nice_step(largest)
    assert largest <= step * 5
    assert step == 1 or largest > step


@given(st.text(max_size=80), st.floats(30, 300))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    assert text_width(shorten(text, width)) <= width
    assert all(text_width(line) <= width for line in wrap(text, width))


def test_a_legend_is_no_wider_than_what_a_telephone_shows_of_a_chart() -> None:
    words = {"developer": "For the developer or user", "mixed": "For each side in part",
             "neutral": "For neither side", "rightsholder": "For the rightsholder"}  # fmt: skip
    drawn, height = legend(Palette("key", MEANINGS), words, width=640)
    ends = [
        float(x) + text_width(text)
        for x, text in re.findall(r'<text x="([\d.]+)" y="[\d.]+">([^<]+)<', drawn)
    ]
    assert len(ends) == 4
    assert max(ends) <= 340
    assert height > 52
