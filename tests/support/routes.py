"""Every route of the application, and an address of each for tests that try them all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from starlette.routing import Mount

#: Parameters that must be numbers to reach a page function.
_NUMBER = re.compile(r"\{(\w*_id|n|number)\}")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def routes(app: FastAPI) -> list[tuple[str, str]]:
    """(method, path as declared) of every route; HEAD is answered like GET and left out."""
    return sorted({pair for route in app.routes for pair in _pairs(route)})


def address(path: str) -> str:
    """An address that the route of that path answers; nothing need be there."""
    filled = re.sub(r"\{[^}]*\}", "nothing", _NUMBER.sub("1", path))
    return filled + "/nothing.css" if path == "/static" else filled


def _pairs(route: Any) -> Iterator[tuple[str, str]]:
    # FastAPI keeps an included router whole and works out its routes when they are asked for.
    if hasattr(route, "effective_candidates"):
        for part in route.effective_candidates():
            yield from _pairs(part)
        return
    path = getattr(route, "path", None) or route.starlette_route.path
    for method in {"GET"} if isinstance(route, Mount) else set(route.methods) - {"HEAD"}:
        yield method, path
