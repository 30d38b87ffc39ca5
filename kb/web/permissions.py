"""Which permission each route asks for; a route without a row here answers nobody.

The table is asked before a page function runs (`permitted`). Services ask again, about the
very subject: the table says that editors may publish, a service that this one is a draft of
somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from kb.accounts.actors import VISITOR
from kb.accounts.permissions import require
from kb.entries.vocabulary import KIND_PLURALS
from kb.web.identity import actor_of, has_credentials
from kb.web.site import site_of

PUBLIC = (
    "/",
    "/about",
    "/accessibility",
    "/alerts/{secret}.atom",
    "/api",
    "/api/docs",
    "/api/v1",
    "/api/v1/changes",
    "/api/v1/courts",
    "/api/v1/datasets",
    "/api/v1/datasets/{slug}",
    "/api/v1/licences/matrix",
    "/api/v1/openapi.json",
    "/api/v1/policies/matrix",
    "/api/v1/search",
    "/api/v1/suggest",
    "/api/v1/systems",
    "/api/v1/systems/{slug}",
    "/api/v1/topics",
    "/api/v1/topics/{slug}",
    "/api/v1/{kinds}",
    "/api/v1/{kinds}/{slug}",
    "/api/v1/{kinds}/{slug}/citations",
    "/api/v1/{kinds}/{slug}/reference",
    "/api/v1/{kinds}/{slug}/similar",
    "/api/v1/{kinds}/{slug}/versions",
    "/api/v1/{kinds}/{slug}/versions/{n}",
    "/artists",
    "/bans",
    "/bans.{suffix}",
    "/brief",
    "/calendar",
    "/calendar.ics",
    "/cases/{slug}/claims",
    "/cases/{slug}/claims.{suffix}",
    "/cases/{slug}/dockets",
    "/changes",
    "/changes.atom",
    "/cite",
    "/compare",
    "/compare.{suffix}",
    "/copies/{name}",
    "/corrections",
    "/corrections.atom",
    "/courts",
    "/courts/{court_id}",
    "/coverage",
    "/datasets",
    "/datasets/{slug}",
    "/fair-use",
    "/fair-use.{suffix}",
    "/favicon.ico",
    "/glossary",
    "/healthz",
    "/help/search",
    "/holdings",
    "/holdings.{suffix}",
    "/jurisdictions",
    "/jurisdictions/{code}",
    "/licences/choose",
    "/licences/matrix",
    "/licences/matrix.{suffix}",
    "/lists/{name}",
    "/lists/{secret}/dossier",
    "/method",
    "/my-platforms",
    "/my-platforms.atom",
    "/my-platforms.ics",
    "/opensearch.xml",
    "/policies/clauses",
    "/policies/clauses.{suffix}",
    "/policies/matrix",
    "/policies/matrix.{suffix}",
    "/policies/phrase",
    "/policies/{slug}/answers",
    "/policies/{slug}/answers.json",
    "/policies/{slug}/line",
    "/policies/{slug}/on",
    "/privacy",
    "/readyz",
    "/research",
    "/robots.txt",
    "/search",
    "/search.atom",
    "/search.{suffix}",
    "/search/dossier",
    "/signals",
    "/signals/check",
    "/signals/files/{name}",
    "/sitemap-{n}.xml",
    "/sitemap.xml",
    "/sources/{name}",
    "/static",
    "/styleguide",
    "/systems",
    "/systems/{slug}",
    "/systems/{slug}/chain",
    "/timeline",
    "/topics",
    "/topics/{name}",
    "/unsubscribe/{secret}",
    "/where-to-go",
    "/{kinds}",
    "/{kinds}.atom",
    "/{kinds}.bib",
    "/{kinds}.csl.json",
    "/{kinds}.csv",
    "/{kinds}.json",
    "/{kinds}.md",
    "/{kinds}.ris",
    "/{kinds}/dossier",
    "/{kinds}/{name}",
    "/{kinds}/{slug}/citations",
    "/{kinds}/{slug}/citations.{suffix}",
    "/{kinds}/{slug}/compare",
    "/{kinds}/{slug}/documents",
    "/{kinds}/{slug}/documents/{name}",
    "/{kinds}/{slug}/documents/{name}/compare",
    "/{kinds}/{slug}/documents/{name}/v/{number}",
    "/{kinds}/{slug}/dossier",
    "/{kinds}/{slug}/history",
    "/{kinds}/{slug}/v/{number}",
)
_OTHERS = {
    "GET /api/v1/proposals": "see-own",
    "GET /api/v1/proposals/{id}": "see-own",
    "POST /api/v1/proposals": "propose",
    "POST /api/v1/proposals/{id}/decision": "decide",
    "POST /api/v1/citations/lookup": "read",
    "POST /brief": "read",
    "GET /editor": "edit",
    "GET /editor/audit": "see-audit",
    "GET /editor/audit.jsonl": "see-audit",
    "GET /editor/copies/{sha256}": "review",
    "GET /editor/queue": "review",
    "GET /editor/stale": "stale",
    "GET /editor/proposals/{proposal_id}": "see-own",
    "POST /editor/proposals/{proposal_id}": "decide",
    "GET /reports/{receipt}": "read",
    "GET /{kinds}/{slug}/report": "propose",
    "POST /{kinds}/{slug}/report": "propose",
    "POST /signals/check": "read",
    "GET /login": "sign-in",
    "POST /login": "sign-in",
    "GET /login/oidc": "sign-in",
    "GET /login/oidc/callback": "sign-in",
    "POST /logout": "sign-in",
    "GET /password": "sign-in",
    "POST /password": "sign-in",
    "GET /account": "own-account",
    "POST /account/password": "own-account",
    "POST /account/sessions/end": "own-account",
    "POST /account/tokens": "own-account",
    "POST /account/tokens/{token_id}/revoke": "own-account",
    "GET /account/lists": "follow",
    "POST /account/lists": "follow",
    "POST /my-platforms": "follow",
    "GET /account/lists/add": "follow",
    "POST /account/lists/add": "follow",
    "GET /account/lists/{name}": "follow",
    "POST /account/lists/{list_id}": "follow",
    "GET /editor/entries/{entry_id}/edit": "edit",
    "POST /editor/entries/{entry_id}/edit": "edit",
    "GET /editor/entries/new/{kind}": "edit",
    "POST /editor/entries/new/{kind}": "edit",
    "GET /account/lists/{list_id}/dossier": "follow",
    "GET /editor/entries/{entry_id}/rename": "rename",
    "POST /unsubscribe/{secret}": "read",
    "GET /alerts": "follow",
    "POST /alerts": "follow",
    "GET /alerts/new": "follow",
    "GET /alerts/mail/confirm": "follow",
    "POST /alerts/mail": "follow",
    "POST /alerts/mail/confirm": "follow",
    "GET /alerts/{subscription_id}": "follow",
    "POST /alerts/{subscription_id}": "follow",
    "POST /alerts/deliveries/{delivery_id}": "follow",
    "POST /editor/entries/{entry_id}/rename": "rename",
    "GET /editor/entries/{entry_id}/merge": "merge",
    "POST /editor/entries/{entry_id}/merge": "merge",
    "GET /editor/entries/{entry_id}/retract": "retract",
    "POST /editor/entries/{entry_id}/retract": "retract",
    "GET /editor/entries/{entry_id}/restore": "retract",
    "POST /editor/entries/{entry_id}/restore": "retract",
    "GET /editor/entries/{entry_id}/revert": "revert",
    "POST /editor/entries/{entry_id}/revert": "revert",
    "POST /editor/drafts": "draft",
    "GET /editor/drafts/{draft_id}": "draft",
    "GET /editor/saved": "edit",
    "GET /editor/sources": "manage-sources",
    "POST /editor/sources": "manage-sources",
    "GET /editor/sources/{name}": "manage-sources",
    "POST /editor/sources/{name}": "manage-sources",
    "GET /editor/users": "manage-users",
    "POST /editor/users": "manage-users",
    "POST /editor/users/{account_id}/role": "manage-users",
    "POST /editor/users/{account_id}/state": "manage-users",
    "POST /editor/users/{account_id}/link": "manage-users",
}


def _rows(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    """The rows by method and path, `{kinds}` spelled out."""
    for route, action in rows:
        method, _, path = route.partition(" ")
        for kinds in KIND_PLURALS.values() if "{kinds}" in path else ("",):
            yield (method, path.replace("{kinds}", kinds)), action


#: (method, path as the route declares it) → action of `kb.accounts.permissions.ACTIONS`.
ROUTES: Mapping[tuple[str, str], str] = MappingProxyType(
    dict(_rows([*((f"GET {path}", "read") for path in PUBLIC), *_OTHERS.items()]))
)


async def permitted(request: Request) -> None:
    """Let the request pass to its page function, or raise `NotSignedIn` or `Forbidden`."""
    action = ROUTES[request.method, request.scope["route"].path]
    # A visitor is known by the headers alone; anybody else is looked up, off the event loop.
    says_who = has_credentials(request.headers, site_of(request).settings)
    actor = await run_in_threadpool(actor_of, request) if says_who else VISITOR
    require(actor, action)
