"""`GET /api/v1/systems` and `/datasets`: what is trained, on what, and who names it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries.queries.figures import entries_naming, name_counts
from kb.entries.reference import DataSet, System
from kb.entries.views import Card
from kb.exports.entry_json import card_json
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.reference import DataSetList, DataSetPage, SystemList, SystemPage
from kb.web.rendering import site_of

router = api_router("Systems and data sets")
Slug = Annotated[str, Path(description="The name in addresses.", examples=["stable-diffusion"])]
DataSetSlug = Annotated[str, Path(description="The name in addresses.", examples=["laion-5b"])]


@router.get(
    "/systems",
    operation_id="list_systems",
    summary="List systems",
    response_model=SystemList,
    responses=problems(),
)
def systems(request: Request) -> Response:
    """Models and products that cases or policies speak of."""
    found = site_of(request).reference.systems.values()
    return answer({"items": [_system(system) for system in found]})


@router.get(
    "/systems/{slug}",
    operation_id="get_system",
    summary="Read a system",
    response_model=SystemPage,
    responses=problems(404),
)
def system_page(request: Request, slug: Slug) -> Response:
    """A system with the entries that name it."""
    site = site_of(request)
    system = site.reference.systems.get(slug)
    if system is None:
        raise NotFound(f"There is no system with the name “{slug[:100]}”.")
    with site.database.reading() as session:
        cards = _naming(session, "system", lambda name: site.reference.system_for(name) is system)
    return answer(_system(system) | {"entries": [card_json(card) for card in cards]})


@router.get(
    "/datasets",
    operation_id="list_datasets",
    summary="List data sets",
    response_model=DataSetList,
    responses=problems(),
)
def datasets(request: Request) -> Response:
    """Collections of works that were published, or are known, under a name."""
    found = site_of(request).reference.datasets.values()
    return answer({"items": [_dataset(dataset) for dataset in found]})


@router.get(
    "/datasets/{slug}",
    operation_id="get_dataset",
    summary="Read a data set",
    response_model=DataSetPage,
    responses=problems(404),
)
def dataset_page(request: Request, slug: DataSetSlug) -> Response:
    """A data set with the entries that name it and the systems that were trained on it."""
    site = site_of(request)
    dataset = site.reference.datasets.get(slug)
    if dataset is None:
        raise NotFound(f"There is no data set with the name “{slug[:100]}”.")
    with site.database.reading() as session:
        cards = _naming(
            session, "dataset", lambda name: site.reference.dataset_for(name) is dataset
        )
    trained = site.reference.systems_referring_to(dataset=slug)
    more = {
        "systems": [system.slug for system in trained],
        "entries": [card_json(card) for card in cards],
    }
    return answer(_dataset(dataset) | more)


def _naming(session: Session, field: str, is_meant: Callable[[str], bool]) -> tuple[Card, ...]:
    """Entries that name the thing in any spelling that leads to its page."""
    names = [name for name in name_counts(session, field) if is_meant(name)]
    return entries_naming(session, field, names) if names else ()


def _system(system: System) -> dict[str, Any]:
    return {
        "slug": system.slug,
        "url": f"/systems/{system.slug}",
        "name": system.name,
        "aliases": list(system.aliases),
        "developer": system.developer,
        "system_kind": system.system_kind,
        "released": system.released,
        "summary": system.summary,
        "datasets": list(system.datasets),
        "licences": list(system.licences),
        "policies": list(system.policies),
        "notes": list(system.notes),
    }


def _dataset(dataset: DataSet) -> dict[str, Any]:
    return {
        "slug": dataset.slug,
        "url": f"/datasets/{dataset.slug}",
        "name": dataset.name,
        "aliases": list(dataset.aliases),
        "maker": dataset.maker,
        "released": dataset.released,
        "size": dataset.size,
        "summary": dataset.summary,
        "contents": dataset.contents,
        "licences": list(dataset.licences),
        "policies": list(dataset.policies),
    }
