"""Sample values for the style guide, one of every component, shaped like the real ones.

Facts here are examples of form; the entries themselves are in the documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from markupsafe import Markup

from kb.entries import vocabulary
from kb.web.charts import Chart, Dot, Part, diverging_bars, lanes, quarter_columns, share_bars

SOURCES: Final[dict[str, dict[str, str]]] = {
    "s1": {
        "id": "s1",
        "url": "https://www.courtlistener.com/docket/66732129/andersen-v-stability-ai-ltd/",
        "title": "Order granting in part and denying in part motions to dismiss the first amended"
        " complaint",
        "publisher": "N.D. Cal., on CourtListener",
        "kind": "primary",
        "date": "2024-08-12",
        "copy_url": "/copies/6b1f0c",
    },
    "s2": {
        "id": "s2",
        "url": "https://www.deviantart.com/about/policy/service/",
        "title": "DeviantArt Terms of Service, archived copy",
        "publisher": "Open Terms Archive",
        "kind": "primary",
        "date": "2024-04-07",
    },
    "s3": {
        "id": "s3",
        "url": "https://www.thepassivevoice.com/deviantart-upsets-artists/",
        "title": "DeviantArt upsets artists with its new AI art generator",
        "publisher": "Ars Technica",
        "kind": "secondary",
        "date": "2022-11",
    },
}

EVENTS: Final[list[dict[str, Any]]] = [
    {
        "date": "2023-01-13",
        "kind": "filed",
        "title": "Class-action complaint",
        "description": "Three artists sue Stability AI, Midjourney and DeviantArt.",
        "docket_entry": "1",
        "source": "s1",
    },
    {
        "date": "2023-10-30",
        "kind": "order",
        "title": "First order on motions to dismiss",
        "description": "Most claims fall with leave to amend; one artist's claim of direct"
        " infringement against Stability AI goes on.",
        "docket_entry": "117",
        "citation": "700 F. Supp. 3d 853",
        "source": "s1",
    },
    {
        "date": "2024-08-12",
        "kind": "order",
        "title": "Second order on motions to dismiss",
        "description": "Copyright claims go ahead against every group of defendants; those about"
        " copyright management information and contract do not.",
        "docket_entry": "223",
        "source": "s1",
    },
    {"date": "2027-02", "kind": "hearing", "title": "Argument on fair use", "planned": True},
]

HISTORY: Final[list[dict[str, Any]]] = [
    {
        "date": "2022-11-11",
        "title": "Default reversed after protest",
        "description": "All works are marked as not authorised for outside data sets.",
        "direction": "away-from-training",
        "source": "s3",
    },
    {
        "date": "2024-04-07",
        "title": "Scraping and AI clauses seen in the terms",
        "description": "The copy of September 2022 has neither clause.",
        "certainty": "at-latest",
        "not_before": "2022-09",
        "direction": "away-from-training",
        "document": "Terms of Service",
        "source": "s2",
    },
]

CLAIMS: Final[list[dict[str, str]]] = [
    {
        "claim": "Direct copyright infringement (training copies, and the model as a copy)",
        "basis": "17 U.S.C. §§ 106, 501",
        "against": "Stability AI, Midjourney, Runway, DeviantArt",
        "status": "survived",
        "source": "s1",
    },
    {
        "claim": "Removal of copyright management information",
        "basis": "17 U.S.C. § 1202",
        "against": "All defendants",
        "status": "dismissed",
        "source": "s1",
    },
    {
        "claim": "Unjust enrichment",
        "basis": "California common law",
        "against": "All defendants",
        "status": "dismissed-with-leave",
        "source": "s1",
    },
]

HOLDINGS: Final[list[dict[str, str]]] = [
    {
        "issue": "model-as-copy",
        "holding": "The theory that the trained model itself holds protected works in another form"
        " may go ahead; whether it is so is a question of fact.",
        "favours": "rightsholder",
        "date": "2024-08-12",
        "source": "s1",
    },
    {
        "issue": "cmi-removal",
        "holding": "Without output identical to a work, the removal claim fails.",
        "favours": "developer",
        "date": "2024-08-12",
        "source": "s1",
    },
]

FACTORS: Final[list[dict[str, Any]]] = [
    {"factor": 1, "favours": "developer", "note": "The use was transformative.", "source": "s1"},
    {"factor": 4, "favours": "mixed", "note": "Dilution was argued without proof.", "source": "s1"},
]

ANSWERS: Final[dict[str, dict[str, str]]] = {
    "platform_trains_on_uploads": {
        "value": "no",
        "note": "The help centre says that no member images are added to the training of the"
        " outside models that DreamUp runs on.",
        "source": "s2",
    },
    "no_ai_tag_offered": {
        "value": "yes",
        "note": "On by default since the evening of 11 November 2022; can be set for each work.",
        "since": "2022-11-11",
        "certainty": "exact",
        "source": "s3",
    },
    "ai_images_allowed": {
        "value": "labelled-only",
        "note": "Works for sale must carry the label.",
        "since": "2024-04-07",
        "certainty": "at-latest",
        "not_before": "2022-09",
        "source": "s2",
    },
}

MATRIX_ROWS: Final[list[dict[str, Any]]] = [
    {
        "name": "DeviantArt",
        "href": "/policies/deviantart",
        "note": "Art community",
        "answers": ANSWERS,
    },
    {
        "name": "Adobe Stock",
        "href": "/policies/adobe-stock",
        "note": "Stock library",
        "answers": {
            "platform_trains_on_uploads": {"value": "yes", "since": "2023-03"},
            "artists_compensated": {"value": "partly"},
            "ai_images_allowed": {"value": "labelled-only", "since": "2022-12-05"},
            "indemnity_offered": {"value": "paid-plans"},
        },
    },
    {
        "name": "Cara",
        "href": "/policies/cara",
        "note": "Art community",
        "answers": {
            "platform_trains_on_uploads": {"value": "no"},
            "licenses_uploads_to_ai_developers": {"value": "opt-in"},
            "ai_images_allowed": {"value": "no"},
            "scraping_for_training_forbidden": {"value": "yes"},
            "no_ai_tag_offered": {"value": "yes"},
        },
    },
    {
        "name": "X (formerly Twitter)",
        "href": "/policies/x-twitter",
        "note": "Social network",
        "answers": {
            "platform_trains_on_uploads": {
                "value": "opt-out",
                "since": "2024-07",
                "certainty": "at-latest",
            },
            "ai_images_allowed": {"value": "yes"},
            "ai_label_required": {"value": "unclear"},
        },
    },
]

HITS: Final[list[dict[str, Any]]] = [
    {
        "kind": "case",
        "href": "/cases/andersen-v-stability-ai",
        "title": "Andersen v. Stability AI",
        "where": "N.D. Cal. 2023",
        "status": "pending",
        "citation": "3:23-cv-00201-WHO",
        "date": "2023-01-13",
        "answer": "In discovery; argument on fair use is reported for February 2027.",
        "snippet": Markup(
            "… which they say was trained on their pictures through the"
            " <mark>LAION</mark> data sets …"
        ),
    },
    {
        "kind": "policy",
        "href": "/policies/deviantart",
        "title": "DeviantArt",
        "where": "art community",
        "date": "2025-09-23",
        "answer": "DeviantArt says that it does not train AI on what you upload.",
        "snippet": "A plain string is escaped: <mark>not a mark</mark>",
    },
    {
        "kind": "law",
        "href": "/laws/eu-ai-act",
        "title": "Regulation (EU) 2024/1689 (AI Act)",
        "where": "EU 2024",
        "status": "partly-in-force",
        "citation": "32024R1689",
        "date": "2024-06-13",
        "answer": "Makers of general-purpose models must respect opt-outs and publish a summary of"
        " training content.",
    },
]

FACETS: Final[list[dict[str, Any]]] = [
    {
        "name": "kind",
        "label": "Kind",
        "open": True,
        "options": [
            {"value": "case", "label": "Case", "count": 115, "checked": True},
            {"value": "policy", "label": "Platform policy", "count": 107, "checked": False},
            {"value": "law", "label": "Law", "count": 62, "checked": False},
        ],
    },
    {
        "name": "jurisdiction",
        "label": "Jurisdiction",
        "options": [
            {"value": "DE", "label": "Germany", "count": 9, "checked": True},
            {"value": "US", "label": "United States", "count": 71, "checked": False},
        ],
    },
    {
        "name": "court",
        "label": "Court",
        "options": [{"value": "cand", "label": "N.D. Cal.", "count": 31, "checked": False}],
    },
]

FILTERS: Final = [
    {"name": "kind", "label": "Case", "href": "/search?jurisdiction=DE"},
    {"name": "jurisdiction", "label": "Germany", "href": "/search?kind=case"},
]


@dataclass(frozen=True)
class SampleSpan:
    """As `kb.entries.diff.WordSpan`."""

    operation: str
    text: str


@dataclass(frozen=True)
class SampleChange:
    """As `kb.entries.diff.Change`, with its words given."""

    label: str
    operation: str
    sentence: str
    spans: Sequence[SampleSpan]

    def words(self) -> Sequence[SampleSpan]:
        """The marked words."""
        return self.spans


CHANGES: Final = [
    SampleChange(
        "Status",
        "changed",
        "Status: Pending → On appeal",
        [
            SampleSpan("removed", "Pending"),
            SampleSpan("same", " "),
            SampleSpan("added", "On appeal"),
        ],
    ),
    SampleChange(
        "Status note",
        "changed",
        "Status note: the hearing moved to February 2027",
        [
            SampleSpan("same", "Argument on fair use was set for "),
            SampleSpan("removed", "4 November 2026"),
            SampleSpan("added", "February 2027"),
            SampleSpan("same", ", by a mid-2026 account."),
        ],
    ),
    SampleChange(
        "Event",
        "added",
        "Event added: 14 May 2026, order",
        [SampleSpan("added", "14 May 2026: order on the artists' chosen expert")],
    ),
]

POSITIONS: Final = [
    {
        "heading": "Training needs the author's consent",
        "arguments": [
            {
                "text": "Making a data set copies whole works, and a copy needs permission.",
                "entries": [
                    {
                        "kind": "case",
                        "slug": "andersen-v-stability-ai",
                        "effect": "supports",
                        "note": "allowed to go ahead, not yet decided",
                    },
                ],
            }
        ],
    },
    {
        "heading": "What may be viewed may be learned from",
        "arguments": [
            {
                "text": "A model takes facts about pictures from them, not their expression.",
                "entries": [
                    {
                        "kind": "case",
                        "slug": "andersen-v-stability-ai",
                        "effect": "weakens",
                        "note": "the model itself may hold the works",
                    },
                ],
            }
        ],
    },
]
POSITION_ENTRIES: Final = {
    ("case", "andersen-v-stability-ai"): {
        "title": "Andersen v. Stability AI",
        "href": "/cases/andersen-v-stability-ai",
    }
}
RELATED: Final = [
    {
        "relation": "See also",
        "kind": "policy",
        "title": "DeviantArt",
        "href": "/policies/deviantart",
    },
    {
        "relation": "See also",
        "kind": "policy",
        "title": "Stability AI",
        "href": "/policies/stability-ai",
    },
    {
        "relation": "Cited by",
        "kind": "case",
        "title": "Concord v. Anthropic",
        "href": "/cases/concord-v-anthropic",
        "note": "on inducement",
    },
]


def _filed() -> list[tuple[date, str]]:
    spread = "1 1 2 4 3 5 2 6 7 9 4 12 8 11"
    statuses = ["pending", "dismissed", "settled", "decided", "on-appeal"]
    items = []
    for index, count in enumerate(int(text) for text in spread.split()):
        day = date(2022 + (index + 3) // 4, (index + 3) % 4 * 3 + 2, 1)
        items += [(day, statuses[(index + one) % (2 + index // 4)]) for one in range(count)]
    return items


def charts() -> dict[str, Chart]:
    """One chart of each form."""
    series = {name: vocabulary.CASE_STATUSES[name] for name in vocabulary.CASE_STATUSES}
    topics = vocabulary.TOPICS
    grid = {
        "rightsholder": "Protects the artist",
        "developer": "Leaves room for training or AI",
        "mixed": "Depends, or in part",
        "neutral": "Neither, or unclear",
    }
    return {
        "columns": quarter_columns(
            _filed(), series=series, caption="Cases filed per quarter, by status", chart_id="filed"
        ),
        "diverging": diverging_bars(
            [
                (topics["fair-use"], {"rightsholder": 4, "developer": 6, "mixed": 3}),
                (
                    topics["training-reproduction"],
                    {"rightsholder": 12, "developer": 5, "neutral": 2},
                ),
                (topics["cmi-removal"], {"rightsholder": 3, "developer": 11, "mixed": 1}),
                (topics["ai-authorship"], {"neutral": 3, "developer": 0, "rightsholder": 1}),
            ],
            series=vocabulary.FAVOURS,
            caption="Rulings by topic, and whom they favour",
            chart_id="rulings",
        ),
        "shares": share_bars(
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
            series=grid,
            caption="What platforms answer",
            chart_id="answers",
        ),
        "lanes": _lanes(),
        "empty": quarter_columns(
            [],
            series=series,
            caption="Cases filed in Iceland",
            chart_id="none",
            empty="No case from Iceland is recorded.",
        ),
    }


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


def styleguide_context() -> dict[str, Any]:
    """Everything that `pages/styleguide.html` shows."""
    names = ("EVENTS", "HISTORY", "CLAIMS", "HOLDINGS", "FACTORS", "ANSWERS", "HITS", "FACETS")
    names += ("FILTERS", "CHANGES", "POSITIONS", "POSITION_ENTRIES", "RELATED", "SOURCES")
    context: dict[str, Any] = {name.lower(): globals()[name] for name in names}
    return context | {
        "matrix_rows": MATRIX_ROWS,
        "questions": vocabulary.POLICY_QUESTIONS,
        "charts": charts(),
        "page_url_for": lambda page: f"/search?page={page}",
    }
