"""The pages, one module a family; `routers()` lists them in the order of matching."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of every page family."""
    from kb.web.pages import (
        health,
        home,
        matrices,
        search,
    )

    return (
        health.router,
        home.router,
        matrices.router,
        search.router,
    )
