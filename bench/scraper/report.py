"""Turns the measurements of the scraper into docs/benchmarks-scraper.md."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

from bench.scraper.due import Due
from bench.scraper.reading import Speed, middle
from kb.core.clock import today
from kb.jobs.scrape import declared

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
        f"| {one.look} | {one.sources:,} | {one.hosts} | {one.seconds:.0f} | {one.floor:.0f} |"
        f" {one.ratio:.2f} | {one.worked:.0f} | {one.worked / one.sources * 1000:.1f} |"
        f" {one.load:.0f} | {one.pause_kept:.2f} | {one.peak:.0f} |"
        for one in runs
    ]
    heads = ("look", "sources", "hosts", "seconds", "hosts alone", "ratio", "processor",
             "ms a source", "load", "pause kept", "MB")  # fmt: skip
    return [
        "## Very many sources at once",
        "",
        "Pages on hosts of loopback that were never seen before, all due at once: each is",
        f"fetched, archived and recorded. An answer takes {runs[0].answer:g} s, as over a network,",
        f"and each host is left alone for {runs[0].pause:g} s after it, as every installation does",
        "that sets nothing else. Then all are due again, and none has changed.",
        "",
        "The pauses and the answers of the host with the most pages, its robots.txt included, are",
        "what no scraper with manners can undercut; the ratio is how many times as long the run",
        "took. As long as the time of a processor that we need is well below them, and a processor",
        "is free (a load of no more than the cores), hosts bound the run and not we. Times are in",
        "seconds, that of a processor also in ms for each source; MB is the peak of memory.",
        "",
        f"| {' | '.join(heads)} |",
        f"| --- |{' ---: |' * (len(heads) - 1)}",
        *rows,
        "",
        *_spread(runs[-1]),
    ]


def _spread(run: Due) -> list[str]:
    """How long so many sources would take if they lay on hosts as ours do."""
    hosts = Counter(urlsplit(one.url).hostname for one in declared())
    most, count = max(hosts.values()), hosts.total()
    minutes = run.pause * run.sources * most / count / 60
    return [
        f"This is the hard case, pages spread evenly over few hosts. The {count} sources that the",
        f"project comes with are on {len(hosts)} hosts, of which one has {most}: {run.sources:,}",
        f"that were spread like these would wait {minutes:.0f} minutes for that host.",
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
