"""`/systems/{slug}/chain`: from a model to its licence, the data sets behind it and their terms.

Each step is what the reference pages state; whatever is not on record is said to be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.matrix import cells_of
from kb.entries.reference import DataSet
from kb.entries.views import Card, Cell
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
MODEL_QUESTIONS: Final = ("commercial_use", "output_rights", "use_restrictions")
DATA_QUESTIONS: Final = ("training_permitted", "commercial_use", "attribution_required")


@dataclass(frozen=True)
class Terms:
    """A licence with the answers that matter at its place in the chain."""

    card: Card
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Behind:
    """A data set with its terms, and the cases that name it."""

    dataset: DataSet
    terms: tuple[Terms, ...]
    cases: tuple[Card, ...]


@router.get("/systems/{slug}/chain")
def chain(request: Request, slug: str) -> Response:
    """`/systems/{slug}/chain`."""
    reference = site_of(request).reference
    system = reference.systems.get(slug)
    if system is None:
        raise NotFound(f"There is no system with the name “{slug[:100]}”.")
    datasets = [reference.datasets[name] for name in system.datasets]
    with site_of(request).database.reading() as session:
        names = figures.name_counts(session, "dataset")
        behind = []
        for dataset in datasets:
            meant = [name for name in names if reference.dataset_for(name) is dataset]
            cases = figures.entries_naming(session, "dataset", meant) if meant else ()
            terms = _terms(session, dataset.licences, DATA_QUESTIONS)
            behind.append(Behind(dataset, terms, cases))
        licences = _terms(session, system.licences, MODEL_QUESTIONS)
        data_terms = {dataset_licence for one in datasets for dataset_licence in one.licences}
    return render(
        request,
        "pages/chain.html",
        system=system,
        # Terms of the data are shown with the data, not once more with the model.
        licences=[one for one in licences if one.card.slug not in data_terms],
        behind=behind,
        questions=vocabulary.LICENCE_QUESTIONS,
        crumbs=[
            ("Systems", "/systems"),
            (system.name, f"/systems/{system.slug}"),
            ("Chain", ""),
        ],
    )


def _terms(session: Session, slugs: Sequence[str], questions: Sequence[str]) -> tuple[Terms, ...]:
    cards = list(cards_by_name(session, [("licence", slug) for slug in slugs]).values())
    cells = cells_of(session, cards)
    return tuple(
        Terms(
            card,
            tuple(cells[card.id][name] for name in questions if name in cells.get(card.id, {})),
        )
        for card in cards
    )
