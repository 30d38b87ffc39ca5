"""Very many sources that are due at once, on many hosts, each host with its pause.

`python -m bench.scraper.due SOURCES HOSTS PAUSE ANSWER` runs them in a process of its own.
"""

from __future__ import annotations

import json
import logging
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from bench.scraper.installation import Installation, installation


@dataclass(frozen=True)
class Due:
    """What became of a run, times in seconds.

    `look` is "first" or "again", of pages that have not changed. `floor` is what the pauses and
    the answers of the busiest host alone take, its robots.txt included; `pause_kept` the least
    pause that a host saw in both; `worked` the time of a processor that we took, `load` how many
    processes wanted one at the end, and `peak` the most memory in MB.
    """

    look: str
    sources: int
    hosts: int
    pause: float
    answer: float
    seconds: float
    floor: float
    pause_kept: float
    changed: int
    worked: float
    load: float
    peak: float

    @property
    def ratio(self) -> float:
        """How many times as long as the pauses alone it took."""
        return self.seconds / self.floor


def measured(sources: int, hosts: int, pause: float, answer: float) -> list[Due]:
    """The two runs in a process of their own, whose memory tells of nothing else."""
    told = map(str, (sources, hosts, pause, answer))
    command = [sys.executable, "-m", "bench.scraper.due", *told]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return [Due(**one) for one in json.loads(done.stdout.splitlines()[-1])]


def run_due(sources: int, hosts: int, pause: float, answer: float) -> list[Due]:
    """Run so many sources for the first time (each is fetched, archived, recorded) and again."""
    with (
        subprocess.Popen(
            [sys.executable, "-m", "bench.scraper.hosts", str(hosts), str(answer)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        ) as servers,
        tempfile.TemporaryDirectory() as folder,
    ):  # fmt: skip
        assert servers.stdout is not None
        ports = json.loads(servers.stdout.readline())
        allowed = ",".join(f"127.0.0.1:{port}" for port in ports)
        rows: list[dict[str, object]] = [
            {
                "name": f"source-{n}", "connector": "web-page", "select": ["main"],
                "url": f"http://127.0.0.1:{ports[n % hosts]}/{n}", "document": f"Terms {n}",
                "entry": f"policy/site-{n % hosts}",
            }
            for n in range(sources)
        ]  # fmt: skip
        settings = {"scraper_allow": allowed, "scraper_pause": pause}
        with installation(Path(folder), hosts, **settings) as made:
            runs = [_run(made, rows, look) for look in ("first", "again")]
        least, _ = servers.communicate()
    busiest = math.ceil(sources / hosts)
    floor = pause * busiest + answer * (busiest + 1)
    kept = min(json.loads(least))
    return [
        Due(sources=sources, hosts=hosts, pause=pause, answer=answer, floor=floor,
            pause_kept=kept, **run)
        for run in runs
    ]  # fmt: skip


def _run(made: Installation, rows: Sequence[dict[str, object]], look: str) -> dict[str, Any]:
    started, before = time.perf_counter(), time.process_time()
    results = made.run(rows)
    return {
        "look": look,
        "seconds": time.perf_counter() - started,
        "worked": time.process_time() - before,
        "changed": sum(result.status == "changed" for result in results),
        "load": os.getloadavg()[0],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    due = run_due(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
    sys.stdout.write(json.dumps([asdict(one) for one in due]))
