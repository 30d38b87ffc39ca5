"""The pages, one module a family; `routers()` lists them in the order of matching."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of every page family."""
    from kb.web.pages import (
        health,
        home,
        search,
    )

    return (
        health.router,
        home.router,
        search.router,
    )
