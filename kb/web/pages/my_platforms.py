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
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.actors import Actor
from kb.accounts.errors import BadInput
from kb.alerts import list_views, lists
from kb.core import clock, ids
from kb.entries import vocabulary
from kb.entries.documents import PolicyDocument
from kb.entries.queries.cards import cards_by_name, nearest_titles
from kb.entries.queries.concerns import (
    cases_concerning,
    events_since,
    events_to_come,
    policy_documents,
)
from kb.entries.queries.lists import ListRequest, list_all
from kb.entries.queries.matrix import cells_of
from kb.entries.queries.pages import storable, to_version, version_query
from kb.entries.tables import CapturedVersion, Publication
from kb.entries.views import Card, MatrixRow, Version
from kb.exports.atom import Feed, atom_feed, version_item
from kb.web.entry_parts import FIRST_QUESTIONS
from kb.web.exported import exported
from kb.web.forms import Posted
from kb.web.identity import actor_of, signed_in_only
from kb.web.matrix_choice import Choice
from kb.web.pages.matrices import rows_of
from kb.web.parameters import BadParameter, choices, day, known_choices
from kb.web.rendering import public_base, render, site_of, with_query
from kb.web.threads import item_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/my-platforms"
LIST_NAME: Final = "My platforms"
MOST: Final = 30  # platforms
MOST_OFFERED: Final = 2000  # platforms to choose from
MOST_NEWS: Final = 60
MOST_CAPTURES: Final = 1000  # versions that are counted
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


@dataclass(frozen=True)
class CapturedChanges:
    """How a document changed since the last look, newest version first."""

    card: Card
    versions: tuple[CapturedVersion, ...]

    @property
    def name(self) -> str:
        """The document."""
        return self.versions[0].document

    @property
    def url(self) -> str:
        """The document's page."""
        return f"{self.card.url}/documents/{ids.slugify(self.name)}"

    @property
    def compare_url(self) -> str:
        """The text before these changes beside the newest."""
        older = self.versions[-1].number - 1
        return f"{self.url}/compare?from={older}&to={self.versions[0].number}"

    def count(self, sort: str) -> int:
        """How many of the versions `returned` to an earlier text, or changed in a `silent` way."""
        return sum(one.silent if sort == "silent" else one.kind == sort for one in self.versions)


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
        kept = _kept(session, actor)
        slugs = wanted or tuple(kept)
        chosen = _chosen(session, slugs)
        everything = list_all(session, ListRequest(kind="policy", sort="title"), limit=MOST_OFFERED)
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
        matrix_url=with_query("/policies/matrix", pin=chosen.slugs),
        crumbs=[("For artists", "/artists"), ("My platforms", "")],
        **about,
    )


@router.get(f"{PATH}.atom")
def feed(request: Request) -> Response:
    """What was published about these platforms, newest first."""
    site, base = site_of(request), public_base(request)
    with site.database.reading() as session:
        chosen = _chosen(session, choices(request, "p", limit=MOST))
        versions = _versions(session, chosen.cards, None)
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


def _kept(session: Session, actor: Actor) -> dict[str, tuple[str, ...]]:
    """The platforms of the list by slug, with what changed since they were marked as seen."""
    number = _list(session, actor) if actor.is_signed_in else None
    if number is None:
        return {}
    view = list_views.own_view(session, number, actor=actor)
    return {
        item.card.slug: item.since.sentences if item.since else ()
        for item in view.items
        if item.card is not None and item.card.kind == "policy"
    }


def _chosen(session: Session, slugs: Sequence[str]) -> Chosen:
    named = [("policy", storable(slug)) for slug in slugs]
    found = cards_by_name(session, named)
    unknown = tuple(
        (slug[:60], tuple(nearest_titles(session, "policy", slug, limit=3)))
        for _, slug in named
        if ("policy", slug) not in found
    )
    return Chosen(tuple(dict.fromkeys(found.values())), unknown[:5])


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
    asked = Choice("policy", {}, show=FIRST_QUESTIONS, pins=chosen.slugs)
    cells = cells_of(session, cards)
    rows = [MatrixRow(card, card.detail or "", cells.get(card.id, {})) for card in cards]
    concerns = cases_concerning(session, documents, cards, reference=site_of(request).reference)
    shown = [one for one in concerns if not places or one.card.jurisdiction in places]
    ids = [card.id for card in cards]
    coming = events_to_come(session, [*ids, *(one.card.id for one in shown)], today=today)
    return {
        "cards": cards,
        "questions": asked.questions,
        "rows": rows_of(rows, asked),
        "steps": [(card, documents[card.id].how_to_opt_out) for card in cards],
        "policy_url": {card.id: _policy_url(documents[card.id]) for card in cards},
        "concerns": shown,
        "concern_places": sorted({one.card.jurisdiction for one in concerns}),
        "coming": [item_of(event) for event in coming[:MOST_NEWS]],
        "happened": [
            item_of(event)
            for event in events_since(session, ids, first=since, last=today)[:MOST_NEWS]
        ],
        "versions": _versions(session, cards, since),
        "captures": _captures(session, cards, since),
        "news_from": since,
    }


def _policy_url(document: PolicyDocument) -> str:
    return document.policy_urls[0].url if document.policy_urls else document.platform_url


def _versions(
    session: Session, cards: Sequence[Card], since: dt.date | None
) -> tuple[Version, ...]:
    """Publications of these entries, newest first; from a day on without the very first ones."""
    by_id = {card.id: card for card in cards}
    query = version_query().where(col(Publication.entry_id).in_(by_id))
    if since is not None:
        start = dt.datetime.combine(since, dt.time.min, tzinfo=dt.UTC)
        query = query.where(col(Publication.published_at) >= start, col(Publication.number) > 1)
    rows = session.connection().execute(query.order_by(col(Publication.id).desc()).limit(MOST_NEWS))
    return tuple(to_version(row, by_id[row.entry_id]) for row in rows)


def _captures(
    session: Session, cards: Sequence[Card], since: dt.date
) -> tuple[CapturedChanges, ...]:
    """Documents whose text changed since that day, the newest first."""
    by_id = {card.id: card for card in cards}
    start = dt.datetime.combine(since, dt.time.min, tzinfo=dt.UTC)
    query = (
        select(CapturedVersion)
        .where(
            col(CapturedVersion.entry_id).in_(by_id),
            col(CapturedVersion.first_seen_at) >= start,
            col(CapturedVersion.kind).in_(["change", "returned"]),
        )
        .order_by(col(CapturedVersion.first_seen_at).desc())
        .limit(MOST_CAPTURES)
    )
    found: dict[tuple[int, str], list[CapturedVersion]] = {}
    for row in session.scalars(query).all():
        session.expunge(row)
        found.setdefault((row.entry_id, row.document), []).append(row)
    return tuple(
        CapturedChanges(by_id[entry_id], tuple(rows)) for (entry_id, _), rows in found.items()
    )


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
