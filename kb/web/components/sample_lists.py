"""Sample values in the form of lists and comparisons: matrix, hits, filters, changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from markupsafe import Markup

from kb.web.components.sample_entry import ANSWERS

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
