"""Turns the measurements of the scraper into docs/benchmarks-scraper.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence

from bench.scraper.due import Due
from bench.scraper.reading import Speed, middle
from kb.core.clock import today

MB = 1 << 20


def written(
    speeds: Mapping[str, Speed],
    diffs: Sequence[float],
    imports: Sequence[Mapping[str, float]],
    due: Sequence[Due],
    collected: Speed | None,
) -> str:
    """The page, in Markdown."""
    machine = f"{today():%d %B %Y}, {os.cpu_count()} cores shared with other work, "
    machine += f"Python {platform.python_version()}"
    return "\n".join(
        [
            "# Benchmarks of the scraper",
            "",
            "Written by `make bench-scraper`. The answers of servers are invented, of the size of",
            "real ones, and differ at each look, so that there is always something to find.",
            "",
            f"Machine: {machine}.",
            "",
            *_connectors(speeds),
            *_diff(diffs),
            *_imports(imports),
            *_due(due),
            *([] if collected is None else _collected(collected)),
        ]
    )


def _connectors(speeds: Mapping[str, Speed]) -> list[str]:
    rows = [
        f"| `{name}` | {speed.looks / speed.seconds:,.0f} | {speed.findings / speed.seconds:,.0f} |"
        f" {speed.size / MB / speed.seconds:.1f} |"
        for name, speed in speeds.items()
    ]
    return [
        "## Reading",
        "",
        "Each connector in one thread, without a network and a database.",
        "",
        "| connector | looks a second | findings a second | MB a second |",
        "| --- | ---: | ---: | ---: |",
        *rows,
        "",
    ]


def _diff(seconds: Sequence[float]) -> list[str]:
    return [
        "## Comparing",
        "",
        "Two texts of 500 kB, of which every fiftieth paragraph changed, one came and one moved:",
        f"{middle(seconds) * 1000:.0f} ms at the median, {max(seconds) * 1000:.0f} ms at most.",
        "",
    ]


def _imports(imports: Sequence[Mapping[str, float]]) -> list[str]:
    rows = [
        f"| {one['versions']:,.0f} | {one['versions'] / one['seconds']:,.0f} | {one['peak']:.0f} |"
        for one in imports
    ]
    return [
        "## Importing from Open Terms Archive",
        "",
        "A repository of 20 services with versions of 10 kB, read, archived and recorded; the peak",
        "is that of the whole process, its libraries included.",
        "",
        "| versions | versions a second | peak, MB |",
        "| ---: | ---: | ---: |",
        *rows,
        "",
    ]


def _due(runs: Sequence[Due]) -> list[str]:
    rows = [
        f"| {one.sources:,} | {one.hosts} | {one.seconds:.0f} | {one.floor:.0f} | {one.ratio:.2f} |"
        f" {one.worked:.0f} | {one.load:.0f} | {one.pause_kept:.2f} | {one.peak:.0f} |"
        for one in runs
    ]
    return [
        "## Very many sources at once",
        "",
        "Pages on hosts of loopback that were never seen before, all due at once: each is fetched,",
        f"archived and recorded, and each host is left alone for {runs[0].pause:g} s after every",
        "answer. The pauses alone, of the host with the most pages and its robots.txt, are what no",
        "scraper with manners can undercut; the ratio is how many times as long the run took. As",
        "long as the time of a processor that we need is well below the pauses, and a processor is",
        "free (a load of no more than the cores), hosts bound the run and not we. Times are in",
        "seconds, MB is the peak of memory.",
        "",
        "| sources | hosts | seconds | pauses alone | ratio | processor | load | pause kept | MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
    ]


def _collected(speed: Speed) -> list[str]:
    pages, size = speed.looks / speed.seconds, speed.size / MB / speed.seconds
    return [
        "## Collected pages",
        "",
        f"{speed.looks} pages of real platforms, {speed.size / MB:.0f} MB, were read at",
        f"{pages:.0f} pages ({size:.1f} MB) a second.",
        "",
    ]
