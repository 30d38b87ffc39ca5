"""Which entries `/compare` is asked for: at most five of one kind, each as `case/andersen`.

`chosen` reads the addresses and finds the entries. What stands in the way of a comparison is a
`Refusal`: one sentence with the entries that may help. A former name, an entry named twice or one
named by its address gives the address to go to instead.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session
from starlette.requests import Request

from kb.core.errors import KbError, NotFound, Retracted
from kb.entries import vocabulary
from kb.entries.queries.cards import cards_by_name, nearest_titles
from kb.entries.queries.pages import Moved, entry_page, find_card, version_as_of
from kb.entries.views import Card, EntryPage
from kb.search import IndexUnavailable, QueryError, SearchRequest
from kb.web.facets import Pair, address
from kb.web.parameters import BadParameter, choices
from kb.web.similar_entries import similar_cards
from kb.web.site import Site

PATH: Final = "/compare"
MOST: Final = 5
SUGGESTED: Final = 8
_SINGULARS: Final = {plural: kind for kind, plural in vocabulary.KIND_PLURALS.items()}
_NAME: Final = re.compile(r"(?:https?://[^/\s]+)?/?([a-z]+)/([a-z0-9-]{1,100})(?:[/?#.].*)?")

Name = tuple[str, str]


class Refusal(KbError):
    """Why these entries cannot be compared; `error` has the status, `nearest` may help."""

    def __init__(self, error: KbError, *, nearest: Sequence[Card] = ()) -> None:
        super().__init__(str(error))
        self.error = error
        self.nearest = tuple(nearest)


@dataclass(frozen=True)
class Chosen:
    """The names asked for, each once under its present name, and the pages of their entries."""

    names: tuple[Name, ...]
    asked: tuple[str, ...]  # the parameters as they came
    pages: tuple[EntryPage, ...]

    @property
    def moved(self) -> bool:
        """Whether the address says the same in another way."""
        return self.asked != tuple(f"{kind}/{slug}" for kind, slug in self.names)


def pairs_of(names: Sequence[Name]) -> list[Pair]:
    """The parameters that name these entries."""
    return [("e", f"{kind}/{slug}") for kind, slug in names]


def named(request: Request) -> tuple[Name, ...]:
    """The kinds and slugs of the request, each once; `Refusal` for what is no name."""
    found: dict[Name, None] = {}
    for text in choices(request, "e", limit=20):
        match = _NAME.fullmatch(text.strip())
        kind = match and _SINGULARS.get(match[1], match[1])
        if match is None or kind not in vocabulary.KINDS:
            raise Refusal(
                BadParameter(
                    f"“{text[:60]}” names no entry; a kind and a name are needed, such as "
                    "case/andersen-v-stability-ai."
                )
            )
        found[kind, match[2]] = None
    return tuple(found)


def chosen(session: Session, request: Request, *, as_of: dt.date | None) -> Chosen:
    """The entries to compare, at least none; `Refusal` where they cannot be."""
    names: dict[Name, Card] = {}
    for kind, slug in named(request):
        card = _card(session, kind, slug)
        names[card.kind, card.slug] = card
    if len(names) > MOST:
        raise Refusal(
            BadParameter(
                f"{len(names)} entries were given; at most {MOST} can be compared at a time."
            )
        )
    kinds = {kind for kind, _ in names}
    if len(kinds) > 1:
        listed = " and a ".join(vocabulary.KINDS[kind].lower() for kind in sorted(kinds))
        raise Refusal(
            BadParameter(f"Only entries of one kind can be compared; a {listed} were given.")
        )
    pages = tuple(_page(session, card, as_of) for card in names.values())
    return Chosen(tuple(names), choices(request, "e"), pages)


def _card(session: Session, kind: str, slug: str) -> Card:
    try:
        return find_card(session, kind, slug)
    except Moved as moved:
        return _card(session, moved.kind, moved.slug)
    except Retracted as gone:
        raise Refusal(Retracted(f"{kind}/{slug} was withdrawn: {gone}")) from gone
    except NotFound as missing:
        raise Refusal(missing, nearest=nearest_titles(session, kind, slug)) from missing


def _page(session: Session, card: Card, as_of: dt.date | None) -> EntryPage:
    if as_of is None:
        return entry_page(session, card.kind, card.slug)
    try:
        number = version_as_of(session, card, as_of)
    except NotFound as missing:
        raise Refusal(missing) from missing
    return entry_page(session, card.kind, card.slug, version=number)


def suggested(
    site: Site, session: Session, words: str, *, names: Sequence[Name], kind: str | None
) -> tuple[Card, ...]:
    """Entries that these words find and that can be added; none where they cannot be searched."""
    if not words:
        return ()
    filters = {"kind": (kind,)} if kind else {}
    asked = SearchRequest(q=words, filters=filters, per_page=SUGGESTED + MOST, facets=False)
    try:
        hits = site.engine.search(asked).hits
    except (IndexUnavailable, QueryError):
        return ()
    wanted = [(hit.kind, hit.slug) for hit in hits if (hit.kind, hit.slug) not in names]
    return tuple(cards_by_name(session, wanted).values())[:SUGGESTED]


def alike(site: Site, session: Session, page: EntryPage) -> tuple[Card, ...]:
    """Entries of the same kind that are related to this one or like it."""
    related = [link.card for link in page.links]
    with suppress(IndexUnavailable):
        related += similar_cards(site.engine, session, page)
    cards = {card.id: card for card in related if card.kind == page.card.kind}
    return tuple(cards.values())[:SUGGESTED]


def with_entry(names: Sequence[Name], card: Card, *, more: Sequence[Pair] = ()) -> str:
    """The address that compares this entry, too."""
    return address(PATH, [*pairs_of([*names, (card.kind, card.slug)]), *more])
