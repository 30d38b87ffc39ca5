"""In which order and under which headings the fields of a kind are filled in.

The order is that of the entry's page, so that who knows the page finds the field.
"""

from __future__ import annotations

from typing import Final

#: Anchor, heading, fields.
Section = tuple[str, str, tuple[str, ...]]

_END: Final[tuple[Section, ...]] = (
    ("related", "Related entries", ("related",)),
    ("open-points", "Open points", ("anomalies",)),
    ("sources", "Sources", ("sources",)),
)

SECTIONS: Final[dict[str, tuple[Section, ...]]] = {
    "case": (
        ("names", "Names and place", ("title", "short_name", "slug", "jurisdiction", "language")),
        ("summary", "Summary", ("summary", "as_of", "topics")),
        ("status", "Status", ("status", "status_note", "filed", "closed", "class_action")),
        (
            "court",
            "Court",
            (
                "court",
                "court_id",
                "chamber",
                "appeal_court_id",
                "docket_number",
                "other_dockets",
                "citations",
                "judges",
            ),
        ),
        ("parties", "Parties and counsel", ("plaintiffs", "defendants", "counsel")),
        ("subject", "What it is about", ("systems", "datasets", "work_types")),
        ("claims", "Claims", ("claims", "outcomes")),
        ("rulings", "Rulings", ("holdings",)),
        ("fair-use", "Fair use by factor", ("fair_use",)),
        ("events", "Events", ("events",)),
        *_END,
    ),
    "policy": (
        (
            "platform",
            "The platform",
            (
                "title",
                "platform",
                "slug",
                "platform_url",
                "platform_kind",
                "operator",
                "jurisdiction",
                "language",
                "policy_urls",
            ),
        ),
        ("summary", "Summary", ("summary", "as_of", "topics")),
        ("answers", "Answers", ("answers",)),
        ("opt-out", "How to opt out", ("how_to_opt_out",)),
        ("history", "How it changed", ("history",)),
        *_END,
    ),
    "licence": (
        (
            "names",
            "The licence",
            (
                "title",
                "slug",
                "spdx_id",
                "version",
                "steward",
                "licence_kind",
                "url",
                "published",
                "jurisdiction",
                "language",
            ),
        ),
        ("summary", "Summary", ("summary", "as_of", "topics")),
        ("terms", "Terms", ("terms",)),
        ("provisions", "Provisions", ("provisions",)),
        ("used-by", "Used by", ("used_by",)),
        *_END,
    ),
    "law": (
        (
            "names",
            "The law",
            (
                "title",
                "slug",
                "law_kind",
                "citation",
                "body",
                "url",
                "jurisdiction",
                "language",
            ),
        ),
        ("summary", "Summary", ("summary", "as_of", "topics")),
        ("status", "Status", ("status", "adopted", "in_force_from")),
        ("provisions", "Provisions", ("provisions",)),
        ("history", "History", ("history",)),
        *_END,
    ),
}
