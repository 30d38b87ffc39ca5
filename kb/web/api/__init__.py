"""The API, version 1; `routers()` lists its parts."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of the API, in the order of matching and of the documentation."""
    from kb.web.api import (
        changes,
        citations,
        courts,
        entries,
        matrices,
        proposals,
        references,
        root,
        search,
        suggest,
        systems,
        topics,
    )

    return (
        search.router,
        suggest.router,
        *matrices.routers(),  # before the entries, whose names they would be taken for
        *entries.routers(),
        *references.routers(),
        citations.router,
        changes.router,
        proposals.router,
        topics.router,
        systems.router,
        courts.router,
        root.router,
    )
