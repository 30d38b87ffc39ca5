"""`/fair-use` for programs: rulings by factor, and the laws and rulings of other legal orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kb.entries.queries.fair_use import FactorRuling
from kb.entries.queries.holdings import RecordedRuling
from kb.entries.queries.legal_orders import LawAnswer, LegalOrder, Section
from kb.exports.csv_table import Cell
from kb.web.days import Days

#: `part` is `factor` (a ruling on a factor), `law` (a provision) or `ruling` (elsewhere).
HEADER = (
    "part", "jurisdiction", "entry", "name", "factor", "issue", "favours", "status", "date",
    "pinpoint", "text", "source", "source_url", "url",
)  # fmt: skip


def fair_use_lines(
    rulings: Sequence[FactorRuling], orders: Sequence[LegalOrder], *, base_url: str
) -> Iterator[tuple[Cell, ...]]:
    """One line a ruling on a factor, then one a provision and one a ruling of other orders."""
    for one in rulings:
        card = one.card
        yield (
            "factor", card.jurisdiction, f"case/{card.slug}", card.name, one.factor, None,
            one.favours, None, one.date, None, one.note, one.source_title, one.source_url,
            base_url + one.url,
        )  # fmt: skip
    for order in orders:
        for law in order.laws:
            yield from _law_lines(law, base_url)
        for ruling in order.rulings:
            yield _ruling_line(ruling, base_url)


def _law_lines(law: LawAnswer, base_url: str) -> Iterator[tuple[Cell, ...]]:
    card = law.card
    if not law.sections:
        yield (
            "law", card.jurisdiction, f"law/{card.slug}", card.title, None, None, None,
            card.status, law.date, None, card.answer, None, None, base_url + law.url,
        )  # fmt: skip
    for section in law.sections:
        yield (
            "law", card.jurisdiction, f"law/{card.slug}", card.title, None, None, None,
            card.status, law.date, section.pinpoint, section.paraphrase, section.source_title,
            section.source_url, base_url + law.url,
        )  # fmt: skip


def _ruling_line(one: RecordedRuling, base_url: str) -> tuple[Cell, ...]:
    card, ruling = one.card, one.ruling
    return (
        "ruling", ruling.jurisdiction, f"case/{card.slug}", card.name, None, ruling.issue,
        ruling.favours, None, ruling.date, None, one.holding, one.source_title, one.source_url,
        base_url + one.url,
    )  # fmt: skip


def fair_use_json(
    rulings: Sequence[FactorRuling], orders: Sequence[LegalOrder], *, days: Days, unsure: int
) -> dict[str, Any]:
    """Both parts, as `/fair-use.json` gives them."""
    return {
        **days.known,
        "left_out": {"undecidable": unsure},
        "rulings": [
            {
                "case": one.card.slug,
                "name": one.card.name,
                "url": one.url,
                "level": one.level,
                "factor": one.factor,
                "favours": one.favours,
                "note": one.note,
                "date": one.date,
                "source": _source(one),
            }
            for one in rulings
        ],
        "elsewhere": [
            {
                "jurisdiction": order.code,
                "label": order.label,
                "laws": [_law_json(law) for law in order.laws],
                "rulings": [_ruling_json(one) for one in order.rulings],
                "more": order.more,
            }
            for order in orders
        ],
    }


def _law_json(law: LawAnswer) -> dict[str, Any]:
    return {
        "law": law.card.slug,
        "title": law.card.title,
        "url": law.url,
        "status": law.card.status,
        "date": law.date,
        "answer": law.card.answer,
        "provisions": [
            {"pinpoint": one.pinpoint, "text": one.paraphrase, "source": _source(one)}
            for one in law.sections
        ],
    }


def _ruling_json(one: RecordedRuling) -> dict[str, Any]:
    return {
        "case": one.card.slug,
        "name": one.card.name,
        "url": one.url,
        "issue": one.ruling.issue,
        "favours": one.ruling.favours,
        "date": one.ruling.date,
        "holding": one.holding,
        "source": _source(one),
    }


def _source(one: FactorRuling | RecordedRuling | Section) -> dict[str, str]:
    return {
        "title": one.source_title,
        "url": one.source_url,
        "page": f"/sources/{one.source_id}",
    }
