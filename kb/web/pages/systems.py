"""Systems and data sets: who sues over them, under which licence they are, who uses or bans them.

`/systems`, `/systems/{slug}`, `/datasets`, `/datasets/{slug}`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.queries import figures
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.matrix import cells_of
from kb.entries.reference import SYSTEM_KINDS, DataSet, System
from kb.entries.views import Card, Cell
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)

#: What a reader of such a page wants to know of a platform first.
PLATFORM_QUESTIONS = ("ai_images_allowed", "platform_trains_on_uploads", "user_owns_output")
LICENCE_QUESTIONS = ("training_permitted", "commercial_use", "output_rights")
#: Systems whose output a ban on machine-made images is about.
PICTURE_KINDS = frozenset({"image-model", "video-model", "product"})


@dataclass(frozen=True)
class Answered:
    """A platform or licence with some of its answers."""

    card: Card
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Listed:
    """A system or data set in its list."""

    name: str
    href: str
    note: str
    cases: int


@router.get("/systems")
def systems(request: Request) -> Response:
    """`/systems`, by kind of system."""
    site = site_of(request)
    with site.database.reading() as session:
        counts = _case_counts(
            session, "system", lambda name: _slug(site.reference.system_for(name))
        )
    groups: dict[str, list[Listed]] = {}
    for system in sorted(site.reference.systems.values(), key=lambda found: found.name.casefold()):
        line = Listed(
            system.name, f"/systems/{system.slug}", system.developer, counts.get(system.slug, 0)
        )
        groups.setdefault(system.system_kind, []).append(line)
    ordered = [(SYSTEM_KINDS[kind], groups[kind]) for kind in SYSTEM_KINDS if kind in groups]
    return render(
        request,
        "pages/systems.html",
        heading="Systems",
        intro="Models and products that lawsuits, platforms and licences speak of.",
        groups=ordered,
        other=("Data sets", "/datasets"),
    )


@router.get("/datasets")
def datasets(request: Request) -> Response:
    """`/datasets`, by name."""
    site = site_of(request)
    with site.database.reading() as session:
        counts = _case_counts(
            session, "dataset", lambda name: _slug(site.reference.dataset_for(name))
        )
    ordered = sorted(site.reference.datasets.values(), key=lambda found: found.name.casefold())
    lines = [
        Listed(found.name, f"/datasets/{found.slug}", found.maker, counts.get(found.slug, 0))
        for found in ordered
    ]
    return render(
        request,
        "pages/systems.html",
        heading="Data sets",
        intro="Collections of works that models were trained on, or are said to have been.",
        groups=[("", lines)],
        other=("Systems", "/systems"),
    )


@router.get("/systems/{slug}")
def system(request: Request, slug: str) -> Response:
    """`/systems/{slug}`."""
    site = site_of(request)
    found = site.reference.systems.get(slug)
    if found is None:
        raise NotFound(f"There is no system with the name “{slug[:100]}”.")
    reference = site.reference
    with site.database.reading() as session:
        cases = _naming(session, "system", lambda name: reference.system_for(name) is found)
        using = _naming(session, "used_by", lambda name: reference.system_for(name) is found)
        named = cards_by_name(session, [("licence", licence) for licence in found.licences])
        licences = dict.fromkeys([*named.values(), *using])
        platforms = _platforms(session, found.policies)
        bans = figures.answer_counts(session).get("ai_images_allowed", {}).get("no", 0)
        shown_licences = _answered(session, list(licences), LICENCE_QUESTIONS)
    return render(
        request,
        "pages/system.html",
        system=found,
        system_kind=SYSTEM_KINDS[found.system_kind],
        cases=cases,
        licences=shown_licences,
        platforms=platforms,
        datasets=[reference.datasets[name] for name in found.datasets],
        bans=bans if found.system_kind in PICTURE_KINDS else 0,
        questions=vocabulary.QUESTIONS,
    )


@router.get("/datasets/{slug}")
def dataset(request: Request, slug: str) -> Response:
    """`/datasets/{slug}`."""
    site = site_of(request)
    found = site.reference.datasets.get(slug)
    if found is None:
        raise NotFound(f"There is no data set with the name “{slug[:100]}”.")
    reference = site.reference
    with site.database.reading() as session:
        cases = _naming(session, "dataset", lambda name: reference.dataset_for(name) is found)
        named = cards_by_name(session, [("licence", licence) for licence in found.licences])
        licences = _answered(session, list(named.values()), LICENCE_QUESTIONS)
        platforms = _platforms(session, found.policies)
    return render(
        request,
        "pages/dataset.html",
        dataset=found,
        cases=cases,
        licences=licences,
        platforms=platforms,
        systems=reference.systems_referring_to(dataset=found.slug),
        questions=vocabulary.QUESTIONS,
    )


def _platforms(session: Session, slugs: Sequence[str]) -> tuple[Answered, ...]:
    cards = cards_by_name(session, [("policy", slug) for slug in slugs])
    return _answered(session, list(cards.values()), PLATFORM_QUESTIONS)


def _answered(
    session: Session, cards: Sequence[Card], questions: Sequence[str]
) -> tuple[Answered, ...]:
    cells = cells_of(session, cards)
    return tuple(
        Answered(
            card,
            tuple(
                cells[card.id][question]
                for question in questions
                if question in cells.get(card.id, {})
            ),
        )
        for card in cards
    )


def _naming(session: Session, field: str, is_meant: Callable[[str], bool]) -> tuple[Card, ...]:
    """Entries that name the thing in any spelling that leads to its page."""
    names = [name for name in figures.name_counts(session, field) if is_meant(name)]
    return figures.entries_naming(session, field, names) if names else ()


def _case_counts(
    session: Session, field: str, slug_of: Callable[[str], str | None]
) -> dict[str, int]:
    """How many cases name each page, whatever the spelling."""
    cases: dict[str, set[int]] = {}
    for name, entry_ids in figures.entries_by_name(session, field).items():
        slug = slug_of(name)
        if slug is not None:
            cases.setdefault(slug, set()).update(entry_ids)
    return {slug: len(entry_ids) for slug, entry_ids in cases.items()}


def _slug(page: System | DataSet | None) -> str | None:
    return page.slug if page is not None else None
