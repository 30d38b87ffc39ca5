"""Sample values for the style guide, one of every component, shaped like the real ones.

Facts here are examples of form; the entries themselves are in the documents.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from kb.entries import vocabulary
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
    share_bars,
)
from kb.web.components import sample_entry, sample_forms, sample_lists
from kb.web.components.matrix_cells import sample_cells
from kb.web.components.meanings import ANSWER_MEANINGS
from kb.web.days import Days


def _filed() -> list[tuple[date, str]]:
    spread = "1 1 2 4 3 5 2 6 7 9 4 12 8 11"
    statuses = ["pending", "dismissed", "settled", "decided", "on-appeal"]
    items = []
    for index, count in enumerate(int(text) for text in spread.split()):
        day = date(2022 + (index + 3) // 4, (index + 3) % 4 * 3 + 2, 1)
        items += [(day, statuses[(index + one) % (2 + index // 4)]) for one in range(count)]
    return items


def charts() -> dict[str, Chart]:
    """One chart of each form, and one without data."""
    return {
        "columns": quarter_columns(
            _filed(),
            series=vocabulary.CASE_STATUSES,
            caption="Cases filed per quarter, by status",
            chart_id="filed",
        ),
        "diverging": _rulings(),
        "shares": _answers(),
        "lanes": _lanes(),
        "arcs": _arcs(),
        "empty": quarter_columns(
            [],
            series=vocabulary.CASE_STATUSES,
            caption="Cases filed in Iceland",
            chart_id="none",
            empty="No case from Iceland is recorded.",
        ),
    }


def _rulings() -> Chart:
    topics = vocabulary.TOPICS
    return diverging_bars(
        [
            (topics["fair-use"], {"rightsholder": 4, "developer": 6, "mixed": 3}),
            (topics["training-reproduction"], {"rightsholder": 12, "developer": 5, "neutral": 2}),
            (topics["cmi-removal"], {"rightsholder": 3, "developer": 11, "mixed": 1}),
            (topics["ai-authorship"], {"neutral": 3, "developer": 0, "rightsholder": 1}),
        ],
        series=vocabulary.FAVOURS,
        caption="Rulings by topic, and whom they favour",
        chart_id="rulings",
    )


def _answers() -> Chart:
    return share_bars(
        [
            (
                "Does it train on uploads?",
                [
                    Part("No", 41, "rightsholder"),
                    Part("Unless you object", 18, "mixed"),
                    Part("Only if you agree", 7, "mixed"),
                    Part("Yes", 22, "developer"),
                    Part("Unclear", 12, "neutral"),
                ],
            ),
            (
                "Is there a “no AI” tag?",
                [Part("Yes", 14, "rightsholder"), Part("No", 63, "developer")],
            ),
        ],
        series=ANSWER_MEANINGS,
        caption="What platforms answer",
        chart_id="answers",
    )


def _lanes() -> Chart:
    return lanes(
        [
            (
                "Andersen v. Stability AI",
                [
                    Dot(date(2023, 1, 13), "Complaint", "filed", "13 January 2023"),
                    Dot(date(2023, 10, 30), "First order on motions", "order", "30 October 2023"),
                    Dot(date(2024, 8, 12), "Second order on motions", "order", "12 August 2024"),
                ],
            ),
            (
                "GEMA v. OpenAI",
                [
                    Dot(date(2024, 11, 13), "Complaint", "filed", "13 November 2024"),
                    Dot(date(2025, 11, 11), "Judgment", "judgment", "11 November 2025"),
                ],
            ),
            (
                "Thaler v. Perlmutter",
                [
                    Dot(date(2022, 6, 2), "Complaint", "filed", "2 June 2022"),
                    Dot(date(2023, 8, 18), "Summary judgment", "judgment", "18 August 2023"),
                    Dot(date(2023, 10, 11), "Notice of appeal", "appeal", "11 October 2023"),
                    Dot(date(2025, 3, 18), "Affirmed", "judgment", "18 March 2025"),
                ],
            ),
        ],
        series=vocabulary.EVENT_KINDS,
        caption="Three cases in time",
        chart_id="lanes",
        heading="Case",
    )


def _arcs() -> Chart:
    cases = (
        ("warhol", "Warhol v. Goldsmith", "U.S., 2023", "/cases/warhol-v-goldsmith"),
        ("google", "Authors Guild v. Google", "2d Cir., 2015", "/cases/authors-guild-v-google"),
        ("cariou", "Cariou v. Prince", "2d Cir., 2013", "/cases/cariou-v-prince"),
        ("campbell", "Campbell v. Acuff-Rose", "U.S., 1994", "/cases/campbell-v-acuff-rose"),
    )
    return arc_diagram(
        [Node(*case, centre=case[0] == "cariou") for case in cases],
        [
            Arc("warhol", "cariou", "weakens", "Criticises"),
            Arc("cariou", "campbell", "neutral", "Interprets"),
            Arc("google", "campbell", "strengthens", "Follows"),
        ],
        series=vocabulary.EFFECT_LABELS,
        caption="Who cites whom, the newest first",
        chart_id="arcs",
    )


def styleguide_context() -> dict[str, Any]:
    """Everything that `pages/styleguide.html` shows."""
    return {
        "events": sample_entry.EVENTS,
        "history": sample_entry.HISTORY,
        "claims": sample_entry.CLAIMS,
        "outcomes": sample_entry.OUTCOMES,
        "holdings": sample_entry.HOLDINGS,
        "factors": sample_entry.FACTORS,
        "answers": sample_entry.ANSWERS,
        "sources": sample_entry.SOURCES,
        "hits": sample_lists.HITS,
        "facets": sample_lists.FACETS,
        "filters": sample_lists.FILTERS,
        "changes": sample_lists.CHANGES,
        "positions": sample_lists.POSITIONS,
        "position_entries": sample_lists.POSITION_ENTRIES,
        "related": sample_lists.RELATED,
        "matrix_rows": [
            row | {"cells": sample_cells(vocabulary.POLICY_QUESTIONS, row["answers"], row["href"])}
            for row in sample_lists.MATRIX_ROWS
        ],
        "questions": vocabulary.POLICY_QUESTIONS,
        "charts": charts(),
        "days": Days(as_of=date(2026, 11, 30), until=date(2025, 6, 30)),
        "moment": datetime(2026, 3, 2, 14, 5, tzinfo=UTC),
        "edit_form": sample_forms.parts(),
        "edit_conflict": sample_forms.conflict(),
        "page_url_for": lambda page: f"/search?page={page}",
    }
