"""Connectors: one file for each family of sources, all on one small interface."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from kb.scraper.connectors.interface import Connector


@lru_cache(maxsize=1)
def connectors() -> Mapping[str, Connector]:
    """Every connector by the name that declarations use."""
    from kb.scraper.connectors import (
        courtlistener,
        federal_register,
        feed,
        find_case_law,
        open_terms_archive,
        pacer_rss,
        robots_txt,
        spdx,
        web_page,
    )

    found: tuple[Connector, ...] = (
        courtlistener.CONNECTOR,
        federal_register.CONNECTOR,
        feed.CONNECTOR,
        find_case_law.CONNECTOR,
        open_terms_archive.CONNECTOR,
        pacer_rss.CONNECTOR,
        robots_txt.CONNECTOR,
        spdx.CONNECTOR,
        web_page.CONNECTOR,
    )
    return {connector.name: connector for connector in found}
