"""The application: `create_app(settings)` puts pages, API and middleware together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from urllib.parse import urlsplit

import anyio.to_thread
from fastapi import APIRouter, Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Scope

import kb
from kb.core import logging
from kb.core.collecting import collect_seldom
from kb.core.settings import Settings
from kb.jobs.alerts import AlertKeeper
from kb.jobs.citations import CitationKeeper
from kb.jobs.index_keeper import IndexKeeper
from kb.jobs.keeper import Keeper
from kb.jobs.scrape import ScraperKeeper
from kb.search.indexer import Indexer
from kb.web import api, errors, pages
from kb.web.api import openapi
from kb.web.conditional import Conditional
from kb.web.csrf import SameOrigin
from kb.web.middleware import BoundedQuery, HeadAsGet, OpenReading, SecurityHeaders
from kb.web.permissions import permitted
from kb.web.recognising import warm_soon
from kb.web.rendering import STATIC
from kb.web.site import Site

REQUEST_THREADS = 16
_PERMITTED = [Depends(permitted)]  # of every route, one that is added later included
LOOPBACK_HOSTS = ["127.0.0.1", "localhost", "[::1]"]


class KeptStaticFiles(StaticFiles):
    """Static files whose addresses carry a hash of their content, so they may be kept for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = scope.get("query_string", b"").startswith(b"v=")
        response.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "public, max-age=3600"
        )
        return response


class Application(FastAPI):
    """FastAPI with the security headers outside of everything, faults of ours included."""

    def build_middleware_stack(self) -> ASGIApp:
        is_https = self.state.site.settings.is_https
        return SecurityHeaders(super().build_middleware_stack(), is_https=is_https)


def create_app(settings: Settings, *, background: bool = False) -> FastAPI:
    """The ASGI application; the database and the index are opened when it starts.

    With `background` threads keep the index up to date, send alerts and propose citations while it
    runs and, where the settings say so, look at the watched sources.
    """
    site = Site(settings)
    keepers: list[Keeper] = []
    if background:
        keepers.append(IndexKeeper(Indexer(site.database, site.engine, site.archive)))
        keepers.append(AlertKeeper(site.database, settings, site.engine))
        keepers.append(CitationKeeper(site.database, site.archive))
    if background and settings.scraper == "on":
        keepers.append(ScraperKeeper(site.database, settings))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = REQUEST_THREADS
        try:
            site.open()
            for keeper in keepers:
                keeper.start()
            if background:
                warm_soon()
            yield
        finally:
            for keeper in keepers:
                keeper.stop()
            site.close()

    app = Application(
        title="Artdocket",
        version=kb.__version__,
        summary="Lawsuits, platform policies, licences and laws about training AI on artwork.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
        redirect_slashes=False,
        dependencies=_PERMITTED,
    )
    openapi.install(app)
    app.state.site = site
    errors.install(app)
    app.mount("/static", KeptStaticFiles(directory=STATIC), name="static")
    app.router.routes.extend(_routes())
    # The last one added is the outermost.
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
    app.add_middleware(Conditional, site=site)
    app.add_middleware(BoundedQuery)
    app.add_middleware(HeadAsGet)
    app.add_middleware(OpenReading)
    app.add_middleware(SameOrigin, settings=settings)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(settings))
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Pages and API with what each asks for, worked out once: no application changes them."""
    every = APIRouter(dependencies=_PERMITTED, redirect_slashes=False)
    for router in (*pages.routers(), *api.routers()):
        every.include_router(router)
    return tuple(every.routes)


def allowed_hosts(settings: Settings) -> list[str]:
    """The hosts that a request may name: loopback, and the host of the public address."""
    public = urlsplit(settings.base_url).hostname
    return [*LOOPBACK_HOSTS, public] if public else LOOPBACK_HOSTS


def create_app_from_environment() -> FastAPI:
    """For server processes: the application of the settings in the environment."""
    logging.configure()
    collect_seldom()
    return create_app(Settings.load(), background=True)
