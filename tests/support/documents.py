"""Small, complete documents of our own for tests; override what a test is about."""

from __future__ import annotations

from typing import Any

from kb.entries.documents import Document, parse_document

_COMMON: dict[str, Any] = {
    "schema_version": 1,
    "summary": "A short summary of what this is about, written for a test.",
    "language": "en",
    "jurisdiction": "US",
    "topics": ["training-reproduction"],
    "sources": [
        {
            "id": "s1",
            "url": "https://court.example/order.pdf",
            "title": "Order on the motion to dismiss",
            "publisher": "The court",
            "kind": "primary",
            "date": "2024-08-12",
        }
    ],
    "as_of": "2024-08-12",
}


def case(slug: str = "painter-v-model", **overrides: Any) -> Document:
    """A case in the Northern District of California."""
    data = {
        "kind": "case",
        "slug": slug,
        "title": "Painter v. Model Maker, Inc.",
        "short_name": "Painter v. Model Maker",
        "court": "United States District Court for the Northern District of California",
        "court_id": "cand",
        "docket_number": "3:24-cv-09999",
        "filed": "2024-01",
        "status": "pending",
        "status_note": "A motion to dismiss is under way.",
        "class_action": False,
        "systems": ["Stable Diffusion"],
        "plaintiffs": [{"name": "Paula Painter"}],
        "defendants": [{"name": "Model Maker, Inc."}],
        "judges": [{"name": "Jane Doe", "role": "district judge"}],
        "claims": [
            {
                "claim": "Direct infringement",
                "basis": "17 U.S.C. § 501",
                "against": "Model Maker",
                "status": "pending",
                "source": "s1",
            }
        ],
        "events": [
            {"date": "2024-01", "kind": "filed", "title": "Complaint", "source": "s1"},
            {"date": "2024-08-12", "kind": "order", "title": "Order", "source": "s1"},
        ],
        "holdings": [
            {
                "issue": "training-reproduction",
                "holding": "Copying for training was plausibly alleged.",
                "favours": "rightsholder",
                "date": "2024-08-12",
                "source": "s1",
            }
        ],
    }
    return parse_document(_COMMON | data | overrides)


def policy(slug: str = "gallery", **overrides: Any) -> Document:
    """A platform that does not train on uploads."""
    data = {
        "kind": "policy",
        "slug": slug,
        "title": "Gallery",
        "platform": "Gallery",
        "platform_url": "https://gallery.example/",
        "platform_kind": "art-community",
        "operator": "Gallery Ltd",
        "answers": {
            "platform_trains_on_uploads": {
                "value": "no",
                "since": "2024-04-07",
                "certainty": "at-latest",
                "not_before": "2022-09",
                "source": "s1",
            }
        },
        "history": [{"date": "2024-04-07", "title": "Clause seen", "source": "s1"}],
    }
    return parse_document(_COMMON | data | overrides)


def licence(slug: str = "open-picture-licence", **overrides: Any) -> Document:
    """A content licence that permits training on conditions."""
    data = {
        "kind": "licence",
        "slug": slug,
        "title": "Open Picture Licence 1.0",
        "licence_kind": "content",
        "url": "https://licence.example/1.0",
        "terms": {"training_permitted": {"value": "conditional", "source": "s1"}},
        "provisions": [
            {"paraphrase": "Whoever shares the picture names its author.", "source": "s1"}
        ],
    }
    return parse_document(_COMMON | data | overrides)


def law(slug: str = "picture-act", **overrides: Any) -> Document:
    """A statute in force."""
    data = {
        "kind": "law",
        "slug": slug,
        "title": "Picture Act",
        "law_kind": "statute",
        "citation": "Picture Act 2020",
        "status": "in-force",
        "body": "The legislature",
        "adopted": "2020-05-01",
        "in_force_from": "2021-01-01",
        "url": "https://law.example/picture-act",
        "history": [{"date": "2020-05-01", "title": "Adopted", "source": "s1"}],
    }
    return parse_document(_COMMON | data | overrides)


def changed(document: Document, **overrides: Any) -> Document:
    """The same document with other values, validated again."""
    from kb.entries.documents import dump_document

    return parse_document(dump_document(document) | overrides)
