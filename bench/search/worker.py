"""One engine in a process of its own: does what it is told, line by line, and times it.

A line on standard input is one command as JSON, a line on standard output its answer. Only the
standard library is needed beside the engine, so that a peer may live in another environment.
"""

from __future__ import annotations

import importlib
import json
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Query = dict[str, Any]


class Worker:
    """The commands; times in milliseconds."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.folder = folder
        self.engine: Any = importlib.import_module(f"bench.search.{engine}").Engine(folder)
        self.private_before = private_mb()
        self.added = 0

    def rows(self) -> Iterator[dict[str, Any]]:
        """The entries as plain rows."""
        with (self.folder / "rows.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield json.loads(line)

    def build(self) -> float:
        """Seconds for the whole collection."""
        begin = time.perf_counter()
        self.engine.build(self.rows())
        return time.perf_counter() - begin

    def open(self, first: Query) -> float:
        """From nothing to the first answer."""
        begin = time.perf_counter()
        self.engine.open()
        self.engine.search(first)
        return (time.perf_counter() - begin) * 1000

    def ask(self, queries: list[Query], longest: float) -> list[float]:
        """Each query once, until so many seconds have passed; none that it cannot answer."""
        took: list[float] = []
        end = time.perf_counter() + longest
        for query in queries:
            begin = time.perf_counter()
            if self.engine.search(query) is None or begin > end:
                break
            took.append((time.perf_counter() - begin) * 1000)
        return took

    def crowd(self, queries: list[Query], threads: int, seconds: float) -> list[float]:
        """So many readers at once, each asking on and on; the times of all."""
        took: list[float] = []
        end = time.perf_counter() + seconds

        def read(place: int) -> None:
            engine = self.engine.another()
            while (begin := time.perf_counter()) < end:
                engine.search(queries[place % len(queries)])
                took.append((time.perf_counter() - begin) * 1000)
                place += 1

        readers = [threading.Thread(target=read, args=(7 * n,)) for n in range(threads)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
        return took

    def add(self, count: int, pause: float) -> list[float]:
        """Commit so many new entries, each searched for once."""
        took: list[float] = []
        base = next(self.rows())
        asked = {"kind": "rare", "words": base["title"].split()[:1], "filters": {}}
        for _ in range(count):
            self.added += 1
            row = {**base, "id": 50_000_000 + int(time.time()) % 10_000_000 * 100 + self.added}
            begin = time.perf_counter()
            self.engine.add(row)
            self.engine.search(asked)
            took.append((time.perf_counter() - begin) * 1000)
            self.engine.rest()
            time.sleep(pause)
        return took

    def memory(self) -> float:
        """Private memory since the engine was opened, in MB; mapped files do not count."""
        return private_mb() - self.private_before


def private_mb() -> float:
    """What this process holds for itself."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("RssAnon"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Serve the commands until standard input ends."""
    worker = Worker(sys.argv[1], Path(sys.argv[2]))
    for line in sys.stdin:
        command = json.loads(line)
        answer = getattr(worker, command.pop("do"))(**command)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
