"""`/licences/choose`: from a question to the licences that answer it, and to what is disputed.

Three questions: may others train on my work, may I train on that, may I sell what a model made.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.licence_choice import FOR_WORKS, WISHES, Wish, fits
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.links import entry_links
from kb.entries.queries.matrix import cells_of, matrix
from kb.entries.reference import Reference, System
from kb.entries.views import Card, Cell
from kb.web.parameters import choice
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
PURPOSES: Final = {
    "share": "May others train on my work?",
    "train": "May I train on that?",
    "output": "May I sell what a model made for me?",
}
#: What matters for each question, in the order of reading.
ASKED: Final = {
    "train": ("training_permitted", "commercial_use", "attribution_required", "share_alike",
              "use_restrictions", "revocable"),
    "output": ("commercial_use", "output_rights", "use_restrictions", "attribution_required"),
}  # fmt: skip
TRAINED_ON: Final = ("content", "dataset", "software", "model")
MADE_BY: Final = ("model", "service-terms", "software")


@dataclass(frozen=True)
class Answered:
    """A licence with the answers that matter, and the cases and laws that it is tied to."""

    card: Card
    cells: tuple[Cell, ...]
    missing: tuple[str, ...]
    disputes: tuple[Card, ...]

    @property
    def is_disputed(self) -> bool:
        """Whether one of the answers is itself disputed."""
        return any(cell.value == "disputed" for cell in self.cells)


@router.get("/licences/choose")
def choose(request: Request) -> Response:
    """The questions, and the answer to the one that was asked."""
    purpose = choice(request, "for", {"", *PURPOSES}, "")
    answers = {"share": _share, "train": _named, "output": _named}
    context = answers[purpose](request, purpose) if purpose else {}
    return render(
        request,
        "pages/licence_choose.html",
        purpose=purpose,
        purposes=PURPOSES,
        section="licences",
        crumbs=[("Licences", "/licences"), ("Which licence?", "")],
        **context,
    )


def _share(request: Request, _: str) -> dict[str, Any]:
    chosen = {
        name: choice(request, name, {**values, "": ""}, "") for name, values in WISHES.items()
    }
    wishes: list[Wish] = [WISHES[name][value] for name, value in chosen.items() if value]
    filters = {"licence_kind": FOR_WORKS}
    with site_of(request).database.reading() as session:
        rows = matrix(session, "licence", filters=filters) if wishes else ()
    return {
        "wishes": wishes,
        "offered": WISHES,
        "chosen": chosen,
        "fits": fits(rows, wishes) if wishes else {},
        "questions": vocabulary.LICENCE_QUESTIONS,
        "wants_no_training": chosen["training"] == "no",
    }


def _named(request: Request, purpose: str) -> dict[str, Any]:
    site = site_of(request)
    kinds = TRAINED_ON if purpose == "train" else MADE_BY
    slug = request.query_params.get("licence", "")
    system = _system(site.reference, request.query_params.get("system", ""))
    with site.database.reading() as session:
        rows = matrix(session, "licence", filters={"licence_kind": kinds})
        wanted = [slug] if slug else list(system.licences) if system else []
        cards = cards_by_name(session, [("licence", one) for one in wanted])
        if slug and not cards:
            raise NotFound(f"There is no licence with the name “{slug[:100]}”.")
        answered = _answered(session, list(cards.values()), ASKED[purpose])
    return {
        "licences": [(row.card.slug, row.card.name) for row in rows],
        "systems": _choosable(site.reference) if purpose == "output" else [],
        "licence": slug,
        "system": system,
        "answered": answered,
        "questions": vocabulary.LICENCE_QUESTIONS,
    }


def _system(reference: Reference, slug: str) -> System | None:
    if not slug:
        return None
    found = reference.systems.get(slug)
    if found is None:
        raise NotFound(f"There is no system with the name “{slug[:100]}”.")
    return found


def _choosable(reference: Reference) -> list[tuple[str, str]]:
    """The systems that make something and of which a licence is on record, by name."""
    found = [
        one for one in reference.systems.values() if one.licences and one.system_kind != "other"
    ]
    return [(one.slug, one.name) for one in sorted(found, key=lambda one: one.name.casefold())]


def _answered(
    session: Session, cards: Sequence[Card], asked: Iterable[str]
) -> tuple[Answered, ...]:
    cells = cells_of(session, cards)
    found = []
    for card in cards:
        known = cells.get(card.id, {})
        ties = (link.card for link in entry_links(session, card))
        found.append(
            Answered(
                card,
                tuple(known[name] for name in asked if name in known),
                tuple(name for name in asked if name not in known),
                tuple(dict.fromkeys(one for one in ties if one.kind in {"case", "law"})),
            )
        )
    return tuple(found)
