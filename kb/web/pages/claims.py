"""`/cases/{slug}/claims`: every claim of a case by defendant and by decision; `.csv`, `.json`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import ids
from kb.core.dates import earliest, latest
from kb.entries import vocabulary
from kb.entries.anchors import anchored
from kb.entries.claim_grid import ClaimGrid, ClaimRows, Row, Step, claim_grid, deciding_event
from kb.entries.documents import CaseDocument, ClaimOutcome
from kb.entries.queries.pages import entry_page, find_card, version_as_of
from kb.entries.views import EntryPage
from kb.exports.csv_table import Cell, csv_text
from kb.exports.entry_json import json_text
from kb.web import entry_parts
from kb.web.days import Days, asked_days
from kb.web.exported import exported
from kb.web.facets import address
from kb.web.negotiate import chosen_form, known_suffix
from kb.web.rendering import public_base, render, site_of

router = APIRouter(include_in_schema=False)
FORMS = ("html", "json", "csv")
#: Events at which a court or the parties may have settled the fate of a claim.
DECIDING = frozenset({"order", "judgment", "dismissal", "settlement", "appeal"})
HEADER = (
    "case", "claim", "basis", "defendant", "named_as", "stage", "date", "status", "note",
    "source", "source_url", "claim_status", "claim_source_url", "as_of", "version", "url",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A decision above its cells: what it was about, when, and the event that it was."""

    step: Step
    label: str
    title: str
    anchor: str


@router.get("/cases/{slug}/claims")
@router.get("/cases/{slug}/claims.{suffix}")
def claims(request: Request, slug: str, suffix: str | None = None) -> Response:
    """The grid as the case stands, as it was published on a day, or of what was decided by one."""
    form = chosen_form(request, known_suffix(suffix, FORMS), FORMS)
    with site_of(request).database.reading() as session:
        days = asked_days(request, session)
        version = None
        if days.as_of is not None:
            version = version_as_of(session, find_card(session, "case", slug), days.as_of)
        page = entry_page(session, "case", slug, version=version)
    document = page.document
    assert isinstance(document, CaseDocument)
    grid = claim_grid(document, until=days.until)
    if form == "json":
        return exported(json_text(_json(page, grid, days)), form=form, name=f"{slug}-claims")
    if form == "csv":
        text = csv_text(HEADER, _lines(page, grid, base_url=public_base(request)))
        return exported(text, form=form, name=f"{slug}-claims")
    path = f"{page.card.url}/claims"
    decisions, vague = _decisions(document, days)
    return render(
        request,
        "pages/claims.html",
        section="cases",
        page=page,
        card=page.card,
        document=document,
        grid=grid,
        days=days,
        columns=[_column(document, step) for step in grid.steps],
        sources=_sources(document, grid, decisions),
        decisions=decisions,
        vague=vague,
        here=f"{page.card.url}/v/{page.version}" if page.superseded else page.card.url,
        path=path,
        table_url=address(f"{path}.csv", days.pairs),
        data_url=address(f"{path}.json", days.pairs),
    )


def _column(document: CaseDocument, step: Step) -> Column:
    event = deciding_event(document, step)
    anchors = dict(anchored(document.events))
    label = vocabulary.CLAIM_STAGES[step.stage]
    return Column(step, label, event.title if event else "", anchors[event] if event else "")


def _decisions(
    document: CaseDocument, days: Days
) -> tuple[tuple[entry_parts.ThreadItem, ...], int]:
    """The deciding events by the day asked for, and how many others may be of before it."""
    items = [one for one in entry_parts.events(document) if one.kind in DECIDING]
    if days.until is None:
        return tuple(items), 0
    shown = tuple(one for one in items if latest(one.date) <= days.until)
    vague = sum(earliest(one.date) <= days.until < latest(one.date) for one in items)
    return shown, vague


def _sources(
    document: CaseDocument, grid: ClaimGrid, decisions: tuple[entry_parts.ThreadItem, ...]
) -> dict[str, entry_parts.SourceLine]:
    """The sources that the page refers to, by their id inside the document."""
    used: set[str | None] = {one.source for one in decisions}
    for found in grid.claims:
        used.add(found.claim.source)
        used.update(one.source for row in found.rows for one in _in_order(row))
    return {key: one for key, one in entry_parts.sources(document).items() if key in used}


def _lines(page: EntryPage, grid: ClaimGrid, *, base_url: str) -> Iterator[tuple[Cell, ...]]:
    """One line an outcome of a claim for a defendant; a claim without one has a line, too."""
    document = page.document
    url = f"{base_url}{page.card.url}/v/{page.version}"
    for found in grid.claims:
        claim = found.claim
        end = (claim.status, document.source(claim.source).url, document.as_of, page.version, url)
        for row in found.rows:
            for party in row.parties:
                start = (page.card.slug, claim.claim, claim.basis, party, claim.against)
                for outcome in _in_order(row) or (None,):
                    yield (*start, *_outcome_cells(page, outcome), *end)


def _in_order(row: Row) -> tuple[ClaimOutcome, ...]:
    return tuple(outcome for step in sorted(row.cells) for outcome in row.cells[step])


def _outcome_cells(page: EntryPage, outcome: ClaimOutcome | None) -> tuple[Cell, ...]:
    if outcome is None:
        return (None,) * 6
    source = page.document.source(outcome.source)
    told = (outcome.stage, outcome.date, outcome.status, outcome.note)
    return (*told, source.title, source.url)


def _json(page: EntryPage, grid: ClaimGrid, days: Days) -> dict[str, Any]:
    return {
        "case": page.card.slug,
        "url": page.card.url,
        "version": page.version,
        "published_at": page.published_at.isoformat(),
        **days.known,
        "facts_as_of": page.document.as_of,
        "left_out": {"later": grid.later, "undecidable": grid.unsure},
        "stages": [{"stage": step.stage, "date": step.date} for step in grid.steps],
        "claims": [_claim_json(page, found) for found in grid.claims],
    }


def _claim_json(page: EntryPage, found: ClaimRows) -> dict[str, Any]:
    claim = found.claim
    return {
        "claim": claim.claim,
        "basis": claim.basis,
        "against": claim.against,
        "status": claim.status,
        "source": _source_json(page, claim.source),
        "defendants": [
            {
                "named_as": list(row.defendants),
                "parties": list(row.parties),
                "outcomes": [
                    {
                        "stage": outcome.stage,
                        "date": outcome.date,
                        "status": outcome.status,
                        "note": outcome.note,
                        "source": _source_json(page, outcome.source),
                    }
                    for outcome in _in_order(row)
                ],
            }
            for row in found.rows
        ],
    }


def _source_json(page: EntryPage, source_id: str) -> dict[str, str]:
    source = page.document.source(source_id)
    return {
        "title": source.title,
        "url": source.url,
        "page": f"/sources/{ids.source_id(source.url)}",
    }
