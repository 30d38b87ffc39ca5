"""Dossiers as pages: entries laid out for paper, for whoever shows some of them.

What a dossier has at most is `MOST_ENTRIES`; its title page says so where there are more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from kb.citations.formats import Cited
from kb.core import clock
from kb.entries.queries.whole import pages_of
from kb.entries.views import Card, EntryPage
from kb.exports.dossier import DossierEntry, dossier_entry, wanted_proofs
from kb.sources.archive import best_proofs
from kb.web.rendering import public_base, render, site_of

MOST_ENTRIES: Final = 50
#: The guide that courts of a jurisdiction are cited by; others are cited in OSCOLA.
_STYLES: Final[Mapping[str, str]] = MappingProxyType({"US": "bluebook", "DE": "german"})


@dataclass(frozen=True)
class TitlePage:
    """What a dossier is of.

    `path` leads back to the page that it was made from, with its parameters; `asked` are these
    in words; `total` is how many entries there are, of which the dossier has the first; `version`
    is that of the one entry that it is of. `notes` are somebody's own words by kind and slug.
    """

    title: str
    path: str
    total: int
    asked: tuple[tuple[str, str], ...] = ()
    version: int | None = None
    notes: Mapping[tuple[str, str], str] = field(default_factory=dict)


def cards_dossier(
    request: Request, session: Session, cards: Sequence[Card], *, title: TitlePage
) -> Response:
    """The dossier of these entries in their newest versions, in this order."""
    pages = tuple(pages_of(session, cards[:MOST_ENTRIES]))
    return pages_dossier(request, session, pages, title=title)


def pages_dossier(
    request: Request, session: Session, pages: Sequence[EntryPage], *, title: TitlePage
) -> Response:
    """The dossier of these versions of entries."""
    proofs = best_proofs(session, wanted_proofs(pages))
    base, today, courts = public_base(request), clock.today(), site_of(request).courts

    def entry(page: EntryPage) -> DossierEntry:
        return dossier_entry(
            page,
            Cited.of(page, base_url=base, accessed=today, courts=courts),
            style=_STYLES.get(page.document.jurisdiction[:2], "oscola"),
            proofs=proofs,
            note=title.notes.get((page.card.kind, page.card.slug), ""),
        )

    return render(
        request,
        "pages/dossier.html",
        dossier=title,
        entries=[entry(page) for page in pages],
        most=MOST_ENTRIES,
        today=today.isoformat(),
        source_url=base + title.path,
    )
