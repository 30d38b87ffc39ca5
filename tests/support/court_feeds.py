"""Feeds of a federal court of the United States as CM/ECF writes them."""

from __future__ import annotations

COURT = "https://ecf.cand.uscourts.gov"


def item(
    events: str,
    *,
    number: str = "3:24-cv-09999",
    document: str | None = "41",
    time: str = "18:14:31",
) -> str:
    """An item of a case's docket, by default one of `documents.case()`."""
    link = f"{COURT}/cgi-bin/DktRpt.pl?42"
    told = f"[{events}]"
    if document:
        told += f' (<a href="{COURT}/doc1/{document}">{document}</a>)'
    told = told.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        f"<item><title>{number} Painter et al\n v. Model</title><link>{link}</link>"
        f"<guid isPermaLink='true'>{link}</guid><description>{told}</description>"
        f"<pubDate>Tue, 04 Mar 2025 {time} GMT</pubDate></item>"
    )


def feed(*items: str) -> bytes:
    """The feed of the court with these items."""
    text = f"<rss version='2.0'><channel><title>Court</title>{''.join(items)}</channel></rss>"
    return f'<?xml version="1.0" encoding="ISO-8859-1"?>{text}'.encode("cp1252")
