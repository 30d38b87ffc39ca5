"""What pages of lists share: files of their entries, and which of them can be compared."""

from __future__ import annotations

from typing import Final

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.alerts.list_views import ListView
from kb.core import clock
from kb.entries.views import Card
from kb.entries.vocabulary import KIND_PLURALS
from kb.exports.collection import FORMS, Provenance
from kb.web.dossiers import TitlePage, cards_dossier
from kb.web.exported import exported_entries, file_links
from kb.web.rendering import public_base, with_query

LIST_FORMS: Final = ("html", *FORMS)
MOST_COMPARED: Final = 5  # entries that `/compare` puts side by side


def list_file(
    request: Request, session: Session, found: ListView, form: str, *, path: str
) -> Response:
    """The public entries of a list in one of `LIST_FORMS` but the page, with its notes."""
    base = public_base(request)
    source = Provenance(
        title=f"list “{found.name}”",
        url=base + path,
        total=len(found.cards),
        base_url=base,
        accessed=clock.today(),
        notes=found.notes,
    )
    return exported_entries(session, found.cards, form, source=source, name="list")


def list_dossier(request: Request, session: Session, found: ListView, *, path: str) -> Response:
    """The public entries of a list laid out for paper, with its notes."""
    title = TitlePage(
        title=f"List “{found.name}”", path=path, total=len(found.cards), notes=found.notes
    )
    return cards_dossier(request, session, found.cards, title=title)


def list_files(path: str) -> list[tuple[str, str]]:
    """Label and address of everything that a list is handed out as."""
    return [("Dossier to print", f"{path}/dossier"), *file_links(path, ())]


def comparisons(found: ListView) -> list[tuple[str, str]]:
    """Label and address of every comparison: up to five entries of one kind."""
    by_kind: dict[str, list[Card]] = {}
    for card in found.cards:
        by_kind.setdefault(card.kind, []).append(card)
    return [
        (f"Compare {_how_many(len(cards))} {KIND_PLURALS[kind]}", _address(cards))
        for kind, cards in by_kind.items()
        if len(cards) > 1
    ]


def _how_many(count: int) -> str:
    return f"the {count}" if count <= MOST_COMPARED else f"the first {MOST_COMPARED}"


def _address(cards: list[Card]) -> str:
    return with_query("/compare", e=[f"{one.kind}/{one.slug}" for one in cards[:MOST_COMPARED]])
