"""Turns measurements of the web application into a section of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from bench.load import CLIENTS, Load
from kb.core.clock import today

HOME = "home"
HOME_ANEW = "home, made anew"
ENTRY = "entry page"
ENTRY_ANEW = "entry page, made anew"
CITATIONS_ANEW = "citations with graph, made anew"
CLAIMS_ANEW = "claims of a case, made anew"
COMPARISON_ANEW = "three cases compared, made anew"
RULINGS_ANEW = "rulings by issue, made anew"
FAIR_USE_ANEW = "fair use by factor, made anew"
MATRIX = "policy matrix"
MATRIX_ANEW = "policy matrix, made anew"
MATRIX_FILTERED = "policy matrix, filtered and pinned"
MY_PLATFORMS = "six platforms of an artist"
WHERE_TO_GO = "where to go"
CLAUSES_ANEW = "clauses on AI, made anew"
SEARCH = "search page"
SEARCH_ANEW = "search page, words not asked before"
IN_ALL = "phrase that every version has"
IN_HALF = "phrase that half of the documents came to have"
RARE = "phrase that half of the documents had once"
COMMON = "word that nearly every paragraph has"
PEER_ENTRY = "Datasette: row of `entry`"
PEER_DETAIL = "Datasette: row of `case_detail`"
PEER_SEARCH = "Datasette: FTS5 search of the table"

RATIOS = (
    (ENTRY, PEER_ENTRY),
    (ENTRY, PEER_DETAIL),
    (ENTRY_ANEW, PEER_ENTRY),
    (ENTRY_ANEW, PEER_DETAIL),
    (SEARCH, PEER_SEARCH),
)


@dataclass(frozen=True)
class Figures:
    """What one run measured; times in seconds."""

    init: float
    init_again: float
    start: float
    loads: Mapping[str, Load]
    captured: int  # versions
    texts: Mapping[str, Load]


def written(figures: Figures) -> str:
    """The page, in Markdown."""
    return "\n".join(
        [
            *_introduction(),
            *_times(figures),
            *_load(figures),
            *_ratios(figures),
            *_texts(figures),
            "",
        ]
    )


def _introduction() -> list[str]:
    machine = (
        f"{today():%d %B %Y}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, {platform.system()}"
    )
    return [
        "## The web application",
        "",
        "Written by `make bench`. The machine did other work too, so the ratios say more than the",
        "figures.",
        "",
        f"Machine: {machine.lstrip('0')}.",
        "",
    ]


def _times(figures: Figures) -> list[str]:
    return [
        "### Starting",
        "",
        "| what | seconds |",
        "| --- | ---: |",
        f"| `kb init` from nothing | {figures.init:.1f} |",
        f"| `kb init` when there is nothing to do | {figures.init_again:.2f} |",
        f"| `kb serve`, seeded, to the first home page (median of 5) | {figures.start:.2f} |",
        "",
    ]


def _load(figures: Figures) -> list[str]:
    return [
        f"### Answering {CLIENTS} clients at once",
        "",
        "One process each, on loopback, no compression, no conditional requests; forty different",
        "cases, twenty different searches of 25 results; the middle one of several rounds taken in",
        "turns. A page without a query is kept in memory until something is published; “made anew”",
        "is the same page asked for in a way that is never kept, as is every search.",
        "",
        *_rows(figures.loads),
        "",
    ]


def _texts(figures: Figures) -> list[str]:
    return [
        "",
        f"### {figures.captured:,} captured versions",
        "",
        "When a phrase first appeared in each of eighty documents, and when it was gone, among so",
        "many versions that differ in a paragraph or two; all of it made anew.",
        "",
        *_rows(figures.texts),
    ]


def _rows(loads: Mapping[str, Load]) -> list[str]:
    rows = [
        f"| {name} | {load.per_second:.0f} | {load.p50:.1f} | {load.p95:.1f} "
        f"| {load.bytes_each / 1024:.0f} |"
        for name, load in loads.items()
    ]
    return [
        "| page | a second | p50, ms | p95, ms | kB each |",
        "| --- | ---: | ---: | ---: | ---: |",
        *rows,
    ]


def _ratios(figures: Figures) -> list[str]:
    rows = [
        f"| {ours} | {theirs} "
        f"| {figures.loads[ours].per_second / figures.loads[theirs].per_second:.2f} |"
        for ours, theirs in RATIOS
    ]
    return [
        "### Beside Datasette",
        "",
        "The same SQLite rows, served in the same run. More than 1 means that Artdocket answers",
        "more requests a second. A row of `entry` makes Datasette count the rows that refer to",
        "it; nothing refers to a row of `case_detail`.",
        "",
        "| ours | theirs | ratio |",
        "| --- | --- | ---: |",
        *rows,
    ]
