"""The citations of an entry as JSON and as a table: one shape for pages and for the API."""

from __future__ import annotations

from typing import Any

from kb.entries.queries.citator import Citator, Treatment
from kb.entries.views import EntryPage
from kb.exports.csv_table import Cell, csv_text
from kb.exports.entry_json import link_json, moment

HEADER = (
    "direction", "treatment", "effect", "kind", "slug", "name", "court", "date", "passages", "note",
    "source", "pinpoint", "version", "signed_by", "published_by", "url",
)  # fmt: skip


def citations_json(page: EntryPage, found: Citator) -> dict[str, Any]:
    """Both directions with the totals, which may be larger than the lists."""
    card = page.card
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": f"{card.url}/citations",
        "title": card.name,
        "later_history": [link_json(link) for link in page.later_history],
        "citing_total": found.citing_total,
        "citing": [_treatment(one) for one in found.citing],
        "cited_total": found.cited_total,
        "cited": [_treatment(one) for one in found.cited],
    }


def _treatment(one: Treatment) -> dict[str, Any]:
    link, signed = one.link, one.signed
    return link_json(link) | {
        "court": link.card.detail if link.card.kind == "case" else None,
        "passages": one.depth,
        "signed": {
            "version": signed.version,
            "author": signed.author,
            "published_by": signed.actor,
            "published_at": moment(signed.published_at),
        }
        if signed
        else None,
    }


def citations_csv(found: Citator, *, base_url: str) -> str:
    """One relation a row; `direction` is `citing` (the other entry treats this one) or `cited`."""
    return csv_text(HEADER, (_row(one, base_url) for one in (*found.citing, *found.cited)))


def _row(one: Treatment, base_url: str) -> tuple[Cell, ...]:
    link, card, signed = one.link, one.link.card, one.signed
    return (
        "citing" if link.inverse else "cited", link.label, link.effect, card.kind, card.slug,
        card.name, card.detail if card.kind == "case" else None, link.date, one.depth, link.note,
        f"{base_url}/sources/{link.source_id}" if link.source_id else None, link.pinpoint,
        signed.version if signed else None, signed.author if signed else None,
        signed.actor if signed else None, base_url + card.url,
    )  # fmt: skip
