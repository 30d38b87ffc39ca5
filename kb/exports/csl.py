"""References as CSL-JSON (citationstyles.org, schema 1.0.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from kb.exports.entry_json import json_text
from kb.exports.reference import Reference

_TYPES: Final = {
    "case": "legal_case", "law": "legislation", "licence": "document", "policy": "webpage",
}  # fmt: skip


def csl_json(references: Iterable[Reference]) -> str:
    """A list of items."""
    return json_text([csl_item(one) for one in references])


def csl_item(one: Reference) -> dict[str, Any]:
    """One item; fields without a value are left out."""
    is_case = one.kind == "case"
    fields: dict[str, Any] = {
        "id": one.key,
        "type": _TYPES[one.kind],
        "title": one.title,
        "title-short": one.short_title,
        "authority": one.authority if is_case else None,
        "publisher": None if is_case else one.authority,
        "number": one.number,
        "issued": {"date-parts": [list(one.issued)]} if one.issued else None,
        "accessed": {"date-parts": [[one.accessed.year, one.accessed.month, one.accessed.day]]},
        "jurisdiction": one.jurisdiction,
        "language": one.language,
        "URL": one.url,
        "abstract": one.abstract,
        "references": "; ".join(one.citations),
        "note": one.note,
        "annote": one.annotation,
    }
    if one.reporter is not None:
        fields |= {
            "volume": one.reporter.volume,
            "container-title": one.reporter.name,
            "page": one.reporter.page,
        }
    return {name: value for name, value in fields.items() if value}
