"""Turns the measurements of searching into a section of docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Callable, Mapping
from itertools import chain

from bench.search.figures import Figures, middle, near_worst
from bench.search.queries import CLASSES
from kb.core.clock import today

NAMES = {
    "ours": "Artdocket",
    "ours_postgres": "Artdocket, PostgreSQL engine",
    "peer_fts5": "SQLite FTS5",
    "peer_tantivy": "Tantivy",
    "peer_postgres": "PostgreSQL",
}
PEERS = ("peer_fts5", "peer_tantivy", "peer_postgres")
Found = Mapping[int, Mapping[str, Figures]]


def written(found: Found) -> str:
    """The section, in Markdown."""
    return "\n".join(chain(_introduction(), *(_size(count, of) for count, of in found.items()),
                           _growth(found)))  # fmt: skip


def _introduction() -> list[str]:
    return [
        "## Searching",
        "",
        "Written by `make bench-search`. The same entries (the seed, and invented ones whose",
        "words follow Zipf's law) in every engine, each in processes of its own, asked in turns in",
        "one run. A page is the parsed query, twenty results with snippets, the total and the",
        "counts of three facets (six, and the statements inside entries, in Artdocket). No page is",
        "kept: every query is evaluated each time. FTS5 stems, ranks by BM25, was optimised after",
        "building and reads through mmap; Tantivy has fast fields and was merged; PostgreSQL has a",
        "stored tsvector under a GIN index, ranks by `ts_rank_cd` and forces nothing to disk. Of",
        "ratios, ours is divided by theirs: below 1, Artdocket is quicker. First touch is asking",
        "for the first time in a new process, warmed up by nothing.",
        "",
        f"Machine: {_machine()}.",
        "",
    ]


def _machine() -> str:
    return (
        f"{today():%d %B %Y}, {os.cpu_count()} cores shared with other work, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def _size(count: int, engines: Mapping[str, Figures]) -> list[str]:
    return [
        f"### {count:,} entries",
        "",
        *_times("p50, warm, ms", engines, lambda figures, kind: middle(figures.warm.get(kind, []))),
        *_times("p95, warm, ms", engines,
                lambda figures, kind: near_worst(figures.warm.get(kind, []))),
        *_times("first touch, ms", engines,
                lambda figures, kind: middle(figures.first.get(kind, []))),
        *_rest(count, engines),
    ]  # fmt: skip


def _times(
    title: str, engines: Mapping[str, Figures], value: Callable[[Figures, str], float | None]
) -> list[str]:
    """A table by class, with the ratios to the peers and the ratio of the means."""
    rows = [
        f"| {title} | {' | '.join(CLASSES)} | all |",
        f"| --- {'| ---: ' * (len(CLASSES) + 1)}|",
    ]
    table = {name: [value(figures, kind) for kind in CLASSES] for name, figures in engines.items()}
    for name, values in table.items():
        known = [each for each in values if each is not None]
        mean = sum(known) / len(known) if known else None
        rows.append(_row(NAMES[name], [*values, mean], "{:.2f}"))
    for peer in PEERS:
        if peer in table and "ours" in table:
            pairs = list(zip(table["ours"], table[peer], strict=True))
            both = [(a, b) for a, b in pairs if a is not None and b is not None]
            mean = sum(a for a, _ in both) / sum(b for _, b in both) if both else None
            ratios = [a / b if a is not None and b is not None else None for a, b in pairs]
            rows.append(_row(f"÷ {NAMES[peer]}", [*ratios, mean], "{:.2f}"))
    return [*rows, ""]


def _row(name: str, values: list[float | None], form: str) -> str:
    cells = ("–" if value is None else form.format(value) for value in values)
    return f"| {name} | {' | '.join(cells)} |"


def _rest(count: int, engines: Mapping[str, Figures]) -> list[str]:
    crowds = list(dict.fromkeys(chain.from_iterable(f.crowds for f in engines.values())))
    titles = ["built, entries a second", "open, ms", "private MB", "committed and visible, ms"]
    titles += [f"{name}, pages a second" for name in crowds]
    titles += [f"{name}, p95 ms" for name in crowds]
    rows = [f"| engine | {' | '.join(titles)} |", f"| --- {'| ---: ' * len(titles)}|"]
    for name, figures in engines.items():
        values = [count / figures.build, middle(figures.opened), figures.memory]
        values += [middle(figures.added)]
        values += [middle(figures.crowds.get(crowd, [])) for crowd in crowds]
        values += [near_worst(figures.crowd_times.get(crowd, [])) for crowd in crowds]
        rows.append(_row(NAMES[name], values, "{:.1f}"))
    return [*rows, ""]


def _growth(found: Found) -> list[str]:
    small, large = found.get(10_000), found.get(100_000)
    if not small or not large or "ours" not in small or "ours" not in large:
        return []
    rows = []
    for kind in CLASSES:
        before, after = middle(small["ours"].warm[kind]), middle(large["ours"].warm[kind])
        if before and after:
            rows.append(f"{kind} {after / before:.1f}")
    return [f"Artdocket's p50 at 100,000 ÷ at 10,000: {', '.join(rows)}.", ""]
