"""Connectors: one file for each family of sources, all on one small interface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kb.scraper.connectors.interface import Connector


@lru_cache(maxsize=1)
def connectors() -> Mapping[str, Connector]:
    """Every connector by the name that declarations use."""
    from kb.scraper.connectors import courtlistener, pacer_rss, robots_txt, web_page

    found: tuple[Connector, ...] = (
        courtlistener.CONNECTOR,
        pacer_rss.CONNECTOR,
        robots_txt.CONNECTOR,
        web_page.CONNECTOR,
    )
    return {connector.name: connector for connector in found}
