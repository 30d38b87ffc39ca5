"""The answer to a brief as a table and as data."""

from __future__ import annotations

from typing import Any, Final

from kb.citations import FAMILIES
from kb.citations.check import State
from kb.exports.csv_table import csv_text
from kb.web.briefs.report import STANDINGS, VERDICTS, Line, Report
from kb.web.components.labels import status_label

HEADER: Final = (
    "number", "start", "citation", "usual_form", "family", "stands_for", "result", "entries",
    "urls", "status", "as_of", "later_history", "to_check", "quotations",
)  # fmt: skip


def as_csv(report: Report, *, base_url: str) -> str:
    """One row a citation."""
    return csv_text(HEADER, (_row(line, base_url) for line in report.lines))


def _row(line: Line, base_url: str) -> tuple[str | int | None, ...]:
    one = line.checked
    states = one.states
    return (
        one.number,
        one.citation.start,
        one.citation.text,
        one.citation.normalised,
        FAMILIES[one.citation.family],
        one.of,
        STANDINGS[one.standing],
        "; ".join(state.card.name for state in states),
        "; ".join(base_url + state.card.url for state in states),
        "; ".join(filter(None, map(_status, states))),
        "; ".join(state.card.as_of for state in states),
        "; ".join(f"{link.label} {link.card.name}" for state in states for link in state.history),
        " ".join(one.doubts),
        "; ".join(f"{VERDICTS[quoted.verdict]}: {quoted.text}" for quoted in line.quoted),
    )


def as_data(report: Report) -> dict[str, Any]:
    """The answer for programs."""
    return {
        "citations": [_told(line) for line in report.lines],
        "counts": {standing: report.standings[standing] for standing in STANDINGS},
        "quotations": {verdict: report.verdicts[verdict] for verdict in VERDICTS},
    }


def _told(line: Line) -> dict[str, Any]:
    one = line.checked
    return {
        "number": one.number,
        "text": one.citation.text,
        "start": one.citation.start,
        "end": one.citation.end,
        "family": one.citation.family,
        "normalised": one.citation.normalised,
        "stands_for": one.of,
        "result": one.standing,
        "entries": [_entry(state) for state in one.states],
        "to_check": [*one.doubts],
        "quotations": [
            {
                "text": quoted.text,
                "result": quoted.verdict,
                "url": quoted.where.url if quoted.where else None,
                "texts": quoted.searched,
            }
            for quoted in line.quoted
        ],
    }


def _entry(state: State) -> dict[str, Any]:
    card = state.card
    return {
        "kind": card.kind,
        "slug": card.slug,
        "url": card.url,
        "title": card.title,
        "status": card.status,
        "as_of": card.as_of,
        "later_history": [
            {"relation": link.label, "effect": link.effect, "url": link.card.url}
            for link in state.history
        ],
    }


def _status(state: State) -> str | None:
    card = state.card
    return status_label(card.kind, card.status) if card.status else None
