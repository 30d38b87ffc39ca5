"""The audit record for admins: who did what, filtered, and as a file."""

from __future__ import annotations

import datetime as dt
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from kb.core import audit
from kb.core.audit import AuditFilter
from kb.web.facets import address
from kb.web.parameters import day, row_number
from kb.web.rendering import render, site_of

router = APIRouter(include_in_schema=False)
PATH: Final = "/editor/audit"
PER_PAGE: Final = 100
_WORDS: Final = ("actor", "action", "subject")


@router.get(PATH)
def record(request: Request) -> Response:
    """The newest rows first, from the row `before` on."""
    given = {name: request.query_params.get(name, "")[:200].strip() for name in _WORDS}
    since, until = day(request, "since"), day(request, "until")
    wanted = AuditFilter(
        actor=given["actor"],
        action=given["action"],
        subject=given["subject"],
        since=_begin(since),
        until=_begin(until + dt.timedelta(days=1)) if until else None,
    )
    before = row_number(request, "before")
    with site_of(request).database.reading() as session:
        rows = audit.newest(session, wanted, before=before, limit=PER_PAGE + 1)
        actions = audit.actions(session)
    days = {"since": since, "until": until}
    filters = [*given.items(), *((name, one.isoformat()) for name, one in days.items() if one)]
    shown, following = rows[:PER_PAGE], rows[PER_PAGE - 1].id if len(rows) > PER_PAGE else None
    return render(
        request,
        "pages/audit.html",
        rows=shown,
        given=given | {name: one.isoformat() if one else "" for name, one in days.items()},
        actions=[(one, one) for one in actions],
        is_filtered=any(value for _, value in filters),
        first=address(PATH, filters) if before else "",
        following=address(PATH, [*filters, ("before", str(following))]) if following else "",
    )


@router.get(f"{PATH}.jsonl")
def export(request: Request) -> Response:
    """All of it, oldest first, with the hashes that prove the chain outside the database."""
    with site_of(request).database.reading() as session:
        text = "".join(audit.exported(session))
    return Response(
        text,
        headers={
            "Content-Type": "application/jsonl; charset=utf-8",
            "Content-Disposition": 'attachment; filename="audit.jsonl"',
        },
    )


def _begin(date: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(date, dt.time.min, tzinfo=dt.UTC) if date else None
