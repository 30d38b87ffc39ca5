"""`GET /api/v1/changes`: what was published lately, across all entries."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from kb.entries.queries.changes import changes_before
from kb.entries.queries.pages import CHANGED
from kb.exports.entry_json import version_json
from kb.web.api import parameters
from kb.web.api.answering import answer, api_router, problems
from kb.web.api.models.entries import ChangeList
from kb.web.parameters import known_choices
from kb.web.rendering import site_of

FILTERS = {"kind": "Kind of entry", "topic": "Topic"}

router = api_router("Changes")


@router.get(
    "/changes",
    operation_id="list_changes",
    summary="Follow what changes",
    response_model=ChangeList,
    responses=problems(400),
    openapi_extra=parameters.described(
        parameters.SINCE,
        *(parameters.filter_parameter("", name, words) for name, words in FILTERS.items()),
        parameters.CHANGED,
        parameters.LIMIT_OF,
        parameters.CURSOR,
    ),
)
def changes(request: Request) -> Response:
    """Publications, newest first. To stay up to date, keep the newest `published_at` that you
    have seen and pass it as `since`; that publication comes again, so compare hashes.
    """
    chosen = parameters.filters(request, "", FILTERS)
    since, before = parameters.since(request), parameters.number_cursor(request)
    with site_of(request).database.reading() as session:
        found, following = changes_before(
            session,
            before=before,
            limit=parameters.limit(request),
            since=since,
            kinds=chosen.get("kind", ()),
            topics=chosen.get("topic", ()),
            changed=known_choices(request, "changed", CHANGED),
        )
    cursor = None if following is None else parameters.as_cursor(following)
    links = {} if cursor is None else {"next": parameters.link(request, cursor=cursor)}
    body = {"items": [version_json(version) for version in found], "next_cursor": cursor}
    return answer(body, links=links)
