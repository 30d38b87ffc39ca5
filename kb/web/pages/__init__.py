"""The pages, one module a family; `routers()` lists them in the order of matching."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of every page family."""
    from kb.web.pages import (
        entries,
        health,
        history,
        home,
        lists,
        matrices,
        search,
        sources,
    )

    return (
        health.router,
        home.router,
        matrices.router,
        search.router,
        sources.router,
        lists.router,
        history.router,
        entries.router,  # last: its addresses take any name below a kind
    )
