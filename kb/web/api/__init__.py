"""The API, version 1; `routers()` lists its parts."""

from __future__ import annotations

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """The routers of the API."""
    return ()
