"""Templates to responses: one environment, everything escaped, missing values are errors."""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import HTMLResponse

import kb
from kb.accounts import permissions
from kb.accounts.actors import VISITOR, Actor
from kb.core.resources import resource_dir
from kb.entries import vocabulary
from kb.entries.views import entry_url
from kb.web import components
from kb.web.identity import BadToken, actor_of
from kb.web.site import site_of

__all__ = [
    "STATIC",
    "environment",
    "public_base",
    "render",
    "site_of",  # pages take it from here, beside `render`
    "static_url",
    "with_query",
]

STATIC = Path(__file__).parent / "static"
#: Macros that depend on their arguments alone, which are hashable; a page of a long case asks for
#: hundreds of them. A file stands after those that it imports from.
PURE_MACROS = {
    "components/icons.html": ("icon",),
    "components/tags.html": ("date", "kind_tag", "status_tag", "meaning_tag", "favours_tag"),
    "components/source_chip.html": ("source_chip",),
    "components/matrix_cell.html": ("matrix_cells",),
}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The environment of every template; Jinja itself escapes only some file names."""
    made = Environment(
        loader=FileSystemLoader(resource_dir("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    made.globals.update(
        static_url=static_url,
        entry_url=entry_url,
        vocabulary=vocabulary,
        with_query=with_query,
    )
    components.install(made)
    for template, macros in PURE_MACROS.items():
        module = made.get_template(template).module
        for name in macros:
            # Typed, since a text and the same text marked as safe are different arguments.
            kept = lru_cache(maxsize=4096, typed=True)(getattr(module, name))
            setattr(module, name, kept)
    return made


@cache  # one entry a file of ours
def static_url(name: str) -> str:
    """`/static/site.css?v=3f2a…`: the address changes with the content, so it may be kept."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


def public_base(request: Request) -> str:
    """The address that links in feeds and canonical links begin with."""
    return site_of(request).settings.base_url or str(request.base_url).rstrip("/")


def with_query(path: str, **parameters: Any) -> str:
    """A path with those parameters that have a value; lists repeat."""
    pairs = [
        (key, one)
        for key, value in parameters.items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one not in (None, "")
    ]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def render(
    request: Request, template: str, *, status_code: int = 200, **context: Any
) -> HTMLResponse:
    """A page. Beside its own, every template gets `request`, `site`, `base_url`, `page_url`,
    `actor` (who asks) and `may` (`may("review")`: whether they may do that).
    """
    standing = site_of(request).standing()
    base = public_base(request)
    actor = _named_in_frame(request)
    frame = {
        "request": request,
        "site": {
            "base_url": base,
            "version": kb.__version__,
            "as_of": standing.as_of,
            "entries": standing.entries,
        },
        "base_url": base,
        "page_url": base + request.url.path,
        "actor": actor,
        "may": partial(permissions.can, actor),
    }
    text = environment().get_template(template).render(frame | context)
    return HTMLResponse(text, status_code=status_code)


def _named_in_frame(request: Request) -> Actor:
    """Who asks; a visitor where that cannot be found out, which the page of the error says."""
    try:
        return actor_of(request)
    except (BadToken, SQLAlchemyError):
        return VISITOR
