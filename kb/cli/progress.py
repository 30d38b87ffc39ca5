"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Step = Callable[[str], None]
LINES = 4  # how many lines a log gets for one piece of work


@contextmanager
def progress(title: str, total: int) -> Iterator[Step]:
    """`with progress("Indexing", 398) as step: step("case/…")` for each piece."""
    if sys.stderr.isatty():
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, transient=True) as bar:
            task = bar.add_task(title, total=total)
            yield lambda _: bar.advance(task)
        return
    done = 0
    every = max(1, total // LINES)

    def step(_: str) -> None:
        nonlocal done
        done += 1
        if done % every == 0 and done < total:
            print(f"{title}: {done} of {total}", flush=True)

    yield step
