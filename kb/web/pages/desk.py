"""Where editing begins, and what needs a look."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.accounts.permissions import can
from kb.core import clock
from kb.editorial.queue import QueueFilter, queue
from kb.editorial.staleness import StaleGroup, findings
from kb.entries import vocabulary
from kb.entries.proposals import own_proposals
from kb.entries.tables.proposals import ORIGINS, STATES
from kb.web.identity import actor_of
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
SHOWN_OWN = 10
SHOWN_STALE = 20  # entries of a group; the rest unfold


@router.get("/editor")
def start(request: Request) -> Response:
    """What waits, what needs a look, and one's own proposals, as far as one may."""
    actor = actor_of(request)
    reviews = can(actor, "review")
    with site_of(request).database.reading() as session:
        waiting = mine = None
        groups: tuple[StaleGroup, ...] = ()
        if reviews:
            assigned = QueueFilter(assigned_to=actor.name)
            waiting = queue(session, QueueFilter(), actor=actor, limit=1)
            mine = queue(session, assigned, actor=actor, limit=1)
            groups = findings(session, today=clock.today(), actor=actor)
        own = own_proposals(session, actor, limit=SHOWN_OWN)
    return render(
        request,
        "pages/desk.html",
        waiting=waiting,
        mine=mine,
        groups=groups,
        own=own,
        origins=ORIGINS,
        states=STATES,
        kinds=vocabulary.KINDS,
    )


@router.get("/editor/stale")
def stale(request: Request) -> Response:
    """Entries, sources and statements that may no longer be true."""
    actor = actor_of(request)
    with site_of(request).database.reading() as session:
        groups = findings(session, today=clock.today(), actor=actor)
    return render(request, "pages/stale.html", groups=groups, shown=SHOWN_STALE)
