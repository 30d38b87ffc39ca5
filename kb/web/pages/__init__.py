"""The pages, one module a family; `routers()` lists them in the order of matching."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of every page family."""
    from kb.web.pages import (
        account,
        api_docs,
        audit,
        changes,
        copies,
        corrections,
        coverage,
        deciding,
        desk,
        discovery,
        documents,
        edit,
        entries,
        entry_deeds,
        fair_use,
        health,
        history,
        home,
        lists,
        login,
        matrices,
        oidc,
        phrases,
        places,
        queue,
        reports,
        search,
        sources,
        static_pages,
        systems,
        timeline,
        topics,
        users,
        watched,
    )

    return (
        # What is asked for most comes first: each router that is tried costs time.
        matrices.router,
        phrases.router,
        entries.router,  # after these two: its addresses take any name below a kind
        home.router,
        search.router,
        lists.router,
        history.router,
        documents.router,
        health.router,
        api_docs.router,
        discovery.router,
        topics.router,
        systems.router,
        places.router,
        timeline.router,
        changes.router,
        corrections.router,
        fair_use.router,
        coverage.router,
        static_pages.router,
        sources.router,
        login.router,
        oidc.router,
        account.router,
        users.router,
        watched.router,
        queue.router,
        deciding.router,
        reports.router,
        desk.router,
        audit.router,
        copies.router,
        edit.router,
        entry_deeds.router,
    )
