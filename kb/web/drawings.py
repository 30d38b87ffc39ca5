"""The charts of this site: from counts that queries give to drawings with their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kb.core.dates import day_in_words
from kb.entries import vocabulary
from kb.entries.queries.groups import FiledCase
from kb.entries.views import HoldingRow, TimelineEvent
from kb.web.charts import (
    Chart,
    Dot,
    Part,
    diverging_bars,
    lanes,
    quarter_columns,
    share_bars,
    year_columns,
)
from kb.web.components.labels import event_label
from kb.web.components.meanings import meaning_of

#: Charts over time begin here; what is older are the precedents that today's cases argue with.
FIRST_YEAR = 2020

ANSWER_SERIES = {
    "rightsholder": "Protects the artist",
    "developer": "Leaves room for training or AI",
    "mixed": "Depends, or in part",
    "neutral": "Neither, or unclear",
}
_PLACES = {"US": "United States", "EU": "European Union and its states", "other": "Elsewhere"}
_EU_STATES = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)


def cases_filed(cases: Iterable[FiledCase], *, chart_id: str) -> Chart:
    """Cases filed a quarter since `FIRST_YEAR`, by where they were filed."""
    items = [
        (case.day, _place(case.jurisdiction))
        for case in cases
        if case.day is not None and case.has_month and case.day.year >= FIRST_YEAR
    ]
    return quarter_columns(
        items, series=_PLACES, caption="Cases filed, by quarter", chart_id=chart_id
    )


def cases_filed_note(cases: Sequence[FiledCase]) -> str:
    """Which cases the chart leaves out, and why."""
    early = sum(case.day is not None and case.day.year < FIRST_YEAR for case in cases)
    vague = sum(
        case.day is None or (case.day.year >= FIRST_YEAR and not case.has_month) for case in cases
    )
    return (
        f"Counted by the day of the first filing on record. {early} precedents from before "
        f"{FIRST_YEAR} and {vague} cases whose month of filing is not on record are left out."
    )


def _place(jurisdiction: str) -> str:
    country = jurisdiction.split("-", maxsplit=1)[0]
    if country == "US":
        return "US"
    return "EU" if country in _EU_STATES else "other"


def rulings_by_topic(counts: Mapping[str, Mapping[str, int]], *, chart_id: str) -> Chart:
    """Rulings by topic and whom they favour, the topics with most rulings first."""
    ranked = sorted(counts, key=lambda topic: (-sum(counts[topic].values()), topic))
    return diverging_bars(
        [(vocabulary.TOPICS[topic], counts[topic]) for topic in ranked],
        series=vocabulary.FAVOURS,
        caption="Rulings by topic and whom they favour",
        chart_id=chart_id,
    )


def rulings_by_year(counted: Iterable[tuple[int, str]], *, chart_id: str) -> Chart:
    """Rulings by year and whom they favour."""
    return year_columns(
        counted,
        series=vocabulary.FAVOURS,
        caption="Rulings by year and whom they favour",
        chart_id=chart_id,
        empty="No dated ruling matches.",
    )


def rulings_by_place(rulings: Iterable[HoldingRow], *, chart_id: str, topic: str) -> Chart:
    """Rulings on one topic by jurisdiction and whom they favour."""
    counts: dict[str, Counter[str]] = {}
    for ruling in rulings:
        counts.setdefault(ruling.card.jurisdiction, Counter())[ruling.favours] += 1
    ranked = sorted(counts, key=lambda code: (-counts[code].total(), code))
    return diverging_bars(
        [(vocabulary.JURISDICTIONS[code], counts[code]) for code in ranked],
        series=vocabulary.FAVOURS,
        caption=f"Rulings on {topic[:1].lower()}{topic[1:]}, by whom they favour",
        chart_id=chart_id,
        heading="Jurisdiction",
        empty="No ruling on this topic is on record.",
    )


def answers_by_question(
    counts: Mapping[str, Mapping[str, int]],
    questions: Iterable[vocabulary.Question],
    *,
    caption: str,
    chart_id: str,
) -> Chart:
    """How platforms or licences answer each question, coloured by whom the answer serves."""
    rows = []
    for question in questions:
        given = counts.get(question.id, {})
        parts = [
            Part(label, given.get(value, 0), meaning_of(question.id, value))
            for value, label in question.values.items()
        ]
        order = list(ANSWER_SERIES)
        rows.append((question.label, sorted(parts, key=lambda part: order.index(part.meaning))))
    return share_bars(rows, series=ANSWER_SERIES, caption=caption, chart_id=chart_id)


def events_by_quarter(events: Iterable[TimelineEvent], *, chart_id: str) -> Chart:
    """Events a quarter since `FIRST_YEAR` by the kind of their entry."""
    items = [
        (event.day, event.card.kind if event.card else "policy")
        for event in events
        if event.day.year >= FIRST_YEAR
    ]
    series = {kind: label for kind, label in vocabulary.KINDS.items() if kind != "licence"}
    return quarter_columns(
        items,
        series=series,
        caption="Events on record, by quarter",
        chart_id=chart_id,
        empty=f"No event since {FIRST_YEAR} matches.",
    )


def events_on_lanes(events: Iterable[TimelineEvent], *, chart_id: str) -> Chart:
    """Single events on one line for each kind of entry."""
    rows: dict[str, list[Dot]] = {}
    series: dict[str, str] = {}
    for event in sorted(events, key=lambda event: event.day):
        lane = vocabulary.KINDS[event.card.kind] if event.card else vocabulary.KINDS["policy"]
        series.setdefault(event.kind, event_label(event.kind))
        words = f"{event.service}: {event.title}"
        rows.setdefault(lane, []).append(Dot(event.day, words, event.kind, when(event)))
    return lanes(
        list(rows.items()),
        series=series,
        caption="These events on one line of time",
        chart_id=chart_id,
        heading="Kind of entry",
        empty="No event matches.",
    )


def when(event: TimelineEvent) -> str:
    """The day of an event in words; one read off an archived copy is only the latest possible."""
    words = day_in_words(event.date)
    return f"by {words}" if event.certainty == "at-latest" else words
