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
    )

    return (
        health.router,
        api_docs.router,
        discovery.router,
        home.router,
        matrices.router,
        search.router,
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
        queue.router,
        deciding.router,
        reports.router,
        desk.router,
        audit.router,
        copies.router,
        edit.router,
        entry_deeds.router,
        documents.router,
        lists.router,
        history.router,
        entries.router,  # last: its addresses take any name below a kind
    )
