"""One document of each kind with every field filled, and the same with hostile text in each."""

from __future__ import annotations

from typing import Any

from kb.entries.documents import Document, parse_document

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> \"'&{{7*7}}%0d%0a]]>--><b>"
HOSTILE_ADDRESS = "https://evil.example/\"><script>alert(3)</script>?q='&<b>"

_ADDRESSES = {"url", "platform_url", "commit_url"}
_TEXTS = {
    "also_known_as", "against", "basis", "body", "chamber", "citation", "citations", "claim",
    "court", "datasets", "description", "docket_entry", "docket_number", "document", "firm",
    "holding", "how_to_opt_out", "label", "name", "note", "number", "operator", "paraphrase",
    "party", "pinpoint", "platform", "publisher", "role", "short_name", "spdx_id", "status_note",
    "steward", "summary", "systems", "text", "title", "used_by", "version",
}  # fmt: skip

_SOURCES = [
    {
        "id": "s1",
        "url": "https://court.example/order.pdf",
        "title": "Order",
        "publisher": "The court",
        "kind": "primary",
        "date": "2024-08-12",
    },
    {"id": "s2", "url": "https://news.example/report", "title": "Report", "kind": "secondary"},
]


def _common(kind: str, slug: str) -> dict[str, Any]:
    return {
        "schema_version": 1,
        "kind": kind,
        "slug": slug,
        "title": f"Title of the {kind}",
        "summary": "What this is about.",
        "language": "de",
        "jurisdiction": "DE",
        "topics": ["training-reproduction", "opt-out"],
        "sources": _SOURCES,
        "as_of": "2024-08",
        "anomalies": [{"about": "sources", "text": "Only reports were seen."}],
    }


_HISTORY = [
    {
        "date": "2024-04-07",
        "certainty": "at-latest",
        "not_before": "2022-09-20",
        "title": "Clause seen",
        "description": "An archived copy has it.",
        "document": "Terms of Service",
        "direction": "away-from-training",
        "previous_version": "2022-09-19",
        "commit_url": "https://archive.example/commit/1",
        "note": "The latest possible day.",
        "source": "s1",
    }
]

CASE: dict[str, Any] = _common("case", "full-case") | {
    "short_name": "Full v. Case",
    "court": "Landgericht Hamburg",
    "court_id": "lg-hamburg",
    "chamber": "10th civil chamber",
    "appeal_court_id": "olg-hamburg",
    "docket_number": "310 O 999/23",
    "other_dockets": [{"number": "5 U 104/24", "court_id": "olg-hamburg", "label": "appeal"}],
    "filed": "2023-04",
    "closed": "2024-09-27",
    "status": "on-appeal",
    "status_note": "The appeal is under way.",
    "judges": [{"name": "Judge A", "role": "presiding", "court_id": "olg-hamburg", "note": "N"}],
    "plaintiffs": [
        {
            "name": "Paula Painter",
            "role": "appellant",
            "also_known_as": ["PP"],
            "outcome": "settled",
            "note": "Left early.",
        }
    ],
    "defendants": [{"name": "Model e.V."}],
    "counsel": [{"party": "Plaintiffs", "firm": "Law and Partners"}],
    "class_action": True,
    "systems": ["Stable Diffusion"],
    "datasets": ["LAION-5B"],
    "work_types": ["photograph"],
    "claims": [
        {
            "claim": "Reproduction",
            "basis": "§ 16 UrhG",
            "against": "Model e.V.",
            "status": "failed",
            "source": "s1",
        }
    ],
    "outcomes": [
        {
            "claim": "Reproduction",
            "against": "Model e.V.",
            "stage": "judgment",
            "status": "failed",
            "date": "2024-09-27",
            "note": "Held back.",
            "source": "s1",
        }
    ],
    "events": [
        {
            "date": "2023-04",
            "kind": "filed",
            "title": "Action",
            "description": "The photographer sues.",
            "docket_entry": "1",
            "citation": "GRUR 2024, 1",
            "background": True,
            "source": "s1",
        },
        {"date": "2999-01-01", "kind": "hearing", "title": "Hearing to come", "source": "s2"},
    ],
    "citations": ["ECLI:DE:LGHH:2024:0927.310O227.23.00"],
    "holdings": [
        {
            "issue": "opt-out",
            "holding": "Natural language may do.",
            "favours": "mixed",
            "date": "2024-09-27",
            "source": "s1",
        }
    ],
    "fair_use": [
        {
            "factor": 4,
            "favours": "developer",
            "note": "No market harm.",
            "date": "2024-09-27",
            "source": "s2",
        }
    ],
}

POLICY: dict[str, Any] = _common("policy", "full-policy") | {
    "platform": "Gallery",
    "platform_url": "https://gallery.example/",
    "platform_kind": "art-community",
    "operator": "Gallery Ltd",
    "policy_urls": [{"title": "Terms", "url": "https://gallery.example/terms"}],
    "answers": {
        "platform_trains_on_uploads": {
            "value": "opt-out",
            "note": "A switch in the settings.",
            "since": "2024-04-07",
            "certainty": "at-latest",
            "not_before": "2022-09-20",
            "source": "s1",
        },
        "indemnity_offered": {"value": "paid-plans", "source": "s2"},
    },
    "history": _HISTORY,
    "how_to_opt_out": ["Open the settings.", "Switch it off."],
}

LICENCE: dict[str, Any] = _common("licence", "full-licence") | {
    "spdx_id": "Full-1.0",
    "version": "1.0",
    "steward": "The Steward",
    "licence_kind": "content",
    "url": "https://licence.example/1.0",
    "published": "2020-01",
    "terms": {
        "training_permitted": {
            "value": "conditional",
            "note": "With credit.",
            "pinpoint": "2(a)",
            "source": "s1",
        }
    },
    "provisions": [{"pinpoint": "3", "paraphrase": "Name the author.", "source": "s1"}],
    "used_by": ["LAION-5B", "A painting"],
}

LAW: dict[str, Any] = _common("law", "full-law") | {
    "law_kind": "statute",
    "citation": "Picture Act 2020",
    "status": "in-force",
    "body": "The legislature",
    "adopted": "2020-05-01",
    "in_force_from": "2021-01-01",
    "url": "https://law.example/picture-act",
    "provisions": [{"pinpoint": "§ 1", "paraphrase": "Mining is allowed.", "source": "s1"}],
    "history": _HISTORY,
}

ALL: dict[str, dict[str, Any]] = {"case": CASE, "policy": POLICY, "licence": LICENCE, "law": LAW}


def full(kind: str) -> Document:
    """The full document of the kind."""
    return parse_document(ALL[kind])


def hostile(kind: str) -> Document:
    """The full document with hostile text wherever text is free, and in every address."""
    data: dict[str, Any] = _poisoned(ALL[kind], key="")
    for n, source in enumerate(data["sources"]):
        source["url"] += f"&n={n}"
    return parse_document(data)


def texts(value: Any, *, key: str = "") -> list[str]:
    """Every free text of a dumped document."""
    if isinstance(value, dict):
        return [text for name, inner in value.items() for text in texts(inner, key=name)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner, key=key)]
    return [value] if key in _TEXTS and isinstance(value, str) else []


def _poisoned(value: Any, *, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _poisoned(inner, key=name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_poisoned(inner, key=key) for inner in value]
    if key in _ADDRESSES:
        return HOSTILE_ADDRESS
    return HOSTILE if key in _TEXTS else value
