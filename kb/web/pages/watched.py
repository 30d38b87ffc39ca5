"""The watched sources, for admins: how each goes, its last looks, and declaring one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.accounts.errors import BadInput
from kb.scraper import managing
from kb.scraper.connectors import connectors
from kb.scraper.declarations import InvalidSources
from kb.scraper.watching import latest_looks, watched_sources
from kb.web.forms import Posted
from kb.web.identity import actor_of
from kb.web.rendering import render, site_of, with_query

router = APIRouter(include_in_schema=False)
PAGE: Final = "/editor/sources"
DONE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "declared": "The source is declared and will be looked at when it is due.",
        "on": "The source is switched on.",
        "off": "The source is switched off; its copies and versions stay.",
        "run": "The source runs with the next round, within a minute where kb work or kb serve "
        "looks after sources.",
        "file": "The source follows the file of sources again from the next round on.",
    }
)
_EXAMPLE: Final = """[[source]]
name = "gallery-terms"
connector = "web-page"
url = "https://gallery.example/terms"
entry = "policy/gallery"
document = "Terms of Service"
every = "1d"
select = ["main"]
"""


@router.get(PAGE)
def listed(request: Request) -> Response:
    """Every source, and the form for another."""
    return _list(request, text=_EXAMPLE)


@router.post(PAGE)
def declare(request: Request, form: Posted) -> Response:
    """Declare a source, as the file of sources would."""
    text = form.get("declaration").replace("\r\n", "\n")
    try:
        with site_of(request).database.writing() as session:
            name = managing.declare(session, text, actor=actor_of(request))
    except InvalidSources as error:
        return _list(request, text=text, faults=str(error).splitlines(), status_code=400)
    return _done(name, "declared")


@router.get(PAGE + "/{name}")
def one(request: Request, name: str) -> Response:
    """A source with its last looks, its declaration and what can be done to it."""
    with site_of(request).database.reading() as session:
        watch = managing.find(session, name)
        session.expunge(watch)
        looks = latest_looks(session, name)
        found = next(one for one in watched_sources(session) if one.watch.name == name)
    return render(
        request,
        "pages/watched_source.html",
        found=found,
        watch=watch,
        looks=looks,
        text=managing.as_toml(watch),
        done=DONE.get(request.query_params.get("done", ""), ""),
        crumbs=[("Watched sources", PAGE), (name, "")],
    )


@router.post(PAGE + "/{name}")
def act(request: Request, name: str, form: Posted) -> Response:
    """Switch a source, have it run soon, or give it back to the file: `action` says which."""
    actor, action = actor_of(request), form.get("action")
    with site_of(request).database.writing() as session:
        match action:
            case "on" | "off":
                managing.switch(session, name, enabled=action == "on", actor=actor)
            case "run":
                managing.run_soon(session, name, actor=actor)
            case "file":
                managing.give_back(session, name, actor=actor)
            case _:
                raise BadInput({"action": "The action is on, off, run or file."})
    return _done(name, action)


def _done(name: str, done: str) -> Response:
    return RedirectResponse(with_query(f"{PAGE}/{name}", done=done), status_code=303)


def _list(
    request: Request, *, text: str, faults: list[str] | None = None, status_code: int = 200
) -> Response:
    with site_of(request).database.reading() as session:
        sources = watched_sources(session)
    return render(
        request,
        "pages/watched_sources.html",
        status_code=status_code,
        sources=sources,
        connectors=sorted(connectors()),
        text=text,
        faults=faults or [],
    )
