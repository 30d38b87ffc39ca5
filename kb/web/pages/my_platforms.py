"""`/my-platforms`: the places where somebody publishes, kept in the address or in a list.

Nothing is stored of whoever has no account: the address is the bookmark, and `since` in it is the
day of the last look.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.alerts import list_views, lists
from kb.core import clock
from kb.core.errors import NotFound
from kb.entries import vocabulary
from kb.entries.documents import PolicyDocument
from kb.entries.queries.cards import cards_by_name
from kb.entries.queries.concerns import (
    cases_concerning,
    events_since,
    events_to_come,
    policy_documents,
)
from kb.entries.queries.lists import ListRequest, list_all
from kb.entries.queries.matrix import cells_of
from kb.entries.queries.news import MOST_NEWS, captured_changes, publications
from kb.entries.queries.pages import storable
from kb.entries.views import Card, MatrixRow
from kb.exports.atom import Feed, atom_feed, version_item
from kb.web.calendar_files import calendar_answer
from kb.web.entry_parts import FIRST_QUESTIONS
from kb.web.exported import exported
from kb.web.forms import Posted
from kb.web.identity import actor_of, signed_in_only
from kb.web.matrix_choice import Choice
from kb.web.pages.matrices import rows_of
from kb.web.parameters import BadParameter, choices, day, known_choices
from kb.web.platform_names import PlatformNames
from kb.web.rendering import public_base, render, site_of, with_query
from kb.web.threads import item_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/my-platforms"
LIST_NAME: Final = "My platforms"
MOST: Final = 30  # platforms
MOST_OFFERED: Final = 2000  # platforms to choose from
#: How far back the news reach for whoever did not look before.
FIRST_LOOK: Final = dt.timedelta(days=365)


@dataclass(frozen=True)
class Chosen:
    """The platforms that were found, and names that nothing has with what comes near them."""

    cards: tuple[Card, ...]
    unknown: tuple[tuple[str, tuple[Card, ...]], ...]

    @property
    def slugs(self) -> tuple[str, ...]:
        """Their names in addresses."""
        return tuple(card.slug for card in self.cards)


@router.get(PATH)
def my_platforms(request: Request) -> Response:
    """The form, and what is known about the platforms in `p`, or in one's own list."""
    site, actor = site_of(request), actor_of(request)
    wanted = choices(request, "p", limit=MOST)
    since = day(request, "since")
    places = known_choices(request, "in", vocabulary.JURISDICTIONS)
    today = clock.today()
    if since is not None and since > today:
        raise BadParameter("since must be a day that has come, such as the one of your last look.")
    with site.database.reading() as session:
        number = _list(session, actor) if actor.is_signed_in else None
        kept = _kept(session, actor, number)
        slugs = wanted or tuple(kept)
        chosen = _chosen(session, slugs)
        everything = _offered(session)
        about = _about(request, session, chosen, since or today - FIRST_LOOK, today, places)
    find = " ".join(request.query_params.get("find", "").split())[:100]
    return render(
        request,
        "pages/my_platforms.html",
        section="artists",
        chosen=chosen,
        groups=_groups(everything, find),
        hidden=_hidden(everything, find, chosen.slugs),
        find=find,
        since=since,
        today=today,
        is_from_list=not wanted and bool(kept),
        kept=kept,
        places=places,
        own_url=with_query(PATH, p=chosen.slugs, since=today.isoformat()),
        feed_url=with_query(f"{PATH}.atom", p=chosen.slugs) if chosen.cards else "/changes.atom",
        calendar_url=with_query(f"{PATH}.ics", p=chosen.slugs),
        alerts_url=f"/alerts/new?list={number}" if number is not None else "",
        matrix_url=with_query("/policies/matrix", pin=chosen.slugs),
        crumbs=[("For artists", "/artists"), ("My platforms", "")],
        **about,
    )


@router.get(f"{PATH}.atom")
def feed(request: Request) -> Response:
    """What was published about these platforms, newest first."""
    site, base = site_of(request), public_base(request)
    with site.database.reading() as session:
        chosen = _chosen_of_file(request, session)
        versions = publications(session, chosen.cards)
    names = ", ".join(card.name for card in chosen.cards) or "none chosen"
    made = Feed(
        title=f"My platforms: {names}",
        subtitle="Publications about the platforms of this feed",
        self_url=base + with_query(f"{PATH}.atom", p=chosen.slugs),
        page_url=base + with_query(PATH, p=chosen.slugs),
        updated=max((card.published_at for card in chosen.cards), default=clock.now()),
        items=tuple(version_item(version, base_url=base) for version in versions),
    )
    return exported(atom_feed(made), form="atom", name="my-platforms")


@router.get(f"{PATH}.ics")
def calendar(request: Request) -> Response:
    """The dates to come of these platforms, and of the suits that may concern whoever is there."""
    site = site_of(request)
    with site.database.reading() as session:
        chosen = _chosen_of_file(request, session)
        documents = policy_documents(session, chosen.cards)
        concerns = cases_concerning(session, documents, chosen.cards, reference=site.reference)
        ids = [*(card.id for card in chosen.cards), *(one.card.id for one in concerns)]
        coming = events_to_come(session, ids, today=clock.today())
    path = with_query(PATH, p=chosen.slugs)
    return calendar_answer(request, coming, title="My platforms", path=path, name="my-platforms")


@router.post(PATH)
def keep(request: Request, form: Posted) -> Response:
    """Keep the platforms of the form in the list of that name, which is made if need be."""
    actor = signed_in_only(request)
    slugs = dict.fromkeys(form.all("p"))
    if len(slugs) > MOST:
        raise BadInput({"p": f"At most {MOST} platforms can be kept."})
    with site_of(request).database.writing() as session:
        _keep(session, actor, [*slugs])
    return RedirectResponse(PATH, status_code=303)


def _keep(session: Session, actor: Actor, slugs: Sequence[str]) -> None:
    number = _list(session, actor)
    if number is None:
        number = lists.create(session, actor=actor, name=LIST_NAME).id
    assert number is not None
    cards = {card.slug: card for card in _chosen(session, slugs).cards}
    for item in list_views.own_view(session, number, actor=actor).items:
        if item.kind == "policy" and (item.card is None or item.card.slug not in cards):
            lists.remove(session, number, item.entry_id, actor=actor)
    for slug in cards:
        lists.add(session, number, actor=actor, kind="policy", slug=slug)
    lists.see(session, number, actor=actor)


def _list(session: Session, actor: Actor) -> int | None:
    own = list_views.own_lists(session, actor=actor)
    return next((one.id for one in own if one.name == LIST_NAME), None)


def _kept(session: Session, actor: Actor, number: int | None) -> dict[str, tuple[str, ...]]:
    """The platforms of the list by slug, with what changed since they were marked as seen."""
    if number is None:
        return {}
    view = list_views.own_view(session, number, actor=actor)
    return {
        item.card.slug: item.since.sentences if item.since else ()
        for item in view.items
        if item.card is not None and item.card.kind == "policy"
    }


def _offered(session: Session) -> tuple[Card, ...]:
    return list_all(session, ListRequest(kind="policy", sort="title"), limit=MOST_OFFERED)


def _chosen(session: Session, wanted: Sequence[str]) -> Chosen:
    """The platforms of these slugs or names; former ones count."""
    slugs = {one: storable(one) for one in wanted}
    found = cards_by_name(session, [("policy", slug) for slug in slugs.values()])
    cards = {one: found.get(("policy", slug)) for one, slug in slugs.items()}
    missing = [one for one, card in cards.items() if card is None]
    names = PlatformNames(_offered(session) if missing else ())
    cards |= {one: names.named(one) for one in missing}
    near = [(one[:60], names.near(one, limit=3)) for one in missing if cards[one] is None]
    return Chosen(tuple(dict.fromkeys(filter(None, cards.values()))), tuple(near[:5]))


def _chosen_of_file(request: Request, session: Session) -> Chosen:
    """The platforms of a feed or a calendar; `NotFound` where all are unknown."""
    chosen = _chosen(session, choices(request, "p", limit=MOST))
    if chosen.unknown and not chosen.cards:
        names = " or ".join(f"“{name}”" for name, _ in chosen.unknown)
        raise NotFound(f"There is no platform with the name {names}.")
    return chosen


def _about(
    request: Request,
    session: Session,
    chosen: Chosen,
    since: dt.date,
    today: dt.date,
    places: Sequence[str],
) -> dict[str, Any]:
    """What the page shows of the platforms that were chosen."""
    cards = chosen.cards
    if not cards:
        return {"cards": ()}
    documents = policy_documents(session, cards)
    asked = Choice("policy", {}, show=FIRST_QUESTIONS)
    cells = cells_of(session, cards)
    rows = [MatrixRow(card, card.detail or "", cells.get(card.id, {})) for card in cards]
    concerns = cases_concerning(session, documents, cards, reference=site_of(request).reference)
    shown = [one for one in concerns if not places or one.card.jurisdiction in places]
    ids = [card.id for card in cards]
    coming = events_to_come(session, [*ids, *(one.card.id for one in shown)], today=today)
    return {
        "cards": cards,
        "questions": asked.questions,
        "rows": rows_of(rows, asked, can_pin=False),
        "steps": [(card, documents[card.id].how_to_opt_out) for card in cards],
        "policy_url": {card.id: _policy_url(documents[card.id]) for card in cards},
        "concerns": shown,
        "concern_places": sorted({one.card.jurisdiction for one in concerns}),
        "coming": [item_of(event) for event in coming[:MOST_NEWS]],
        "happened": [
            item_of(event)
            for event in events_since(session, ids, first=since, last=today)[:MOST_NEWS]
        ],
        "versions": publications(session, cards, since),
        "captures": captured_changes(session, cards, since),
        "news_from": since,
    }


def _policy_url(document: PolicyDocument) -> str:
    return document.policy_urls[0].url if document.policy_urls else document.platform_url


def _groups(cards: Sequence[Card], find: str) -> list[tuple[str, list[Card]]]:
    """The platforms to choose from by kind, those whose name or answer has the words."""
    shown = sorted(
        (card for card in cards if _is_meant(card, find)),
        key=lambda card: (card.detail or "", card.name.casefold()),
    )
    return [(kind or "", list(group)) for kind, group in groupby(shown, key=lambda one: one.detail)]


def _is_meant(card: Card, find: str) -> bool:
    return find.casefold() in f"{card.name} {card.title} {card.slug} {card.detail}".casefold()


def _hidden(cards: Sequence[Card], find: str, chosen: Sequence[str]) -> list[str]:
    """Chosen platforms that a search for others must not lose."""
    return [card.slug for card in cards if card.slug in chosen and not _is_meant(card, find)]
