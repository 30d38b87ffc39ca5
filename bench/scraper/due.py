"""Very many sources that are due at once, on many hosts, each host with its pause.

`python -m bench.scraper.due SOURCES HOSTS PAUSE` runs them in a process of its own.
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
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog

from bench.scraper.installation import installation


@dataclass(frozen=True)
class Due:
    """What became of a run, times in seconds.

    `floor` is what the pauses of the busiest host alone take, its robots.txt included;
    `pause_kept` the least pause that a host saw; `worked` the time of a processor that we took,
    `load` how many processes wanted one at the end, and `peak` the most memory in MB.
    """

    sources: int
    hosts: int
    pause: float
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


def measured(sources: int, hosts: int, pause: float) -> Due:
    """The run in a process of its own, whose memory tells of nothing else."""
    command = [sys.executable, "-m", "bench.scraper.due", str(sources), str(hosts), str(pause)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Due(**json.loads(done.stdout.splitlines()[-1]))


def run_due(sources: int, hosts: int, pause: float) -> Due:
    """Run so many sources for the first time: each is fetched, archived and recorded."""
    with (
        subprocess.Popen(
            [sys.executable, "-m", "bench.scraper.hosts", str(hosts)],
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
            started, before = time.perf_counter(), time.process_time()
            results = made.run(rows)
            seconds, worked = time.perf_counter() - started, time.process_time() - before
        least, _ = servers.communicate()
    changed = sum(result.status == "changed" for result in results)
    floor = pause * math.ceil(sources / hosts)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    least_pause, load = min(json.loads(least)), os.getloadavg()[0]
    return Due(sources, hosts, pause, seconds, floor, least_pause, changed, worked, load, peak)


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    due = run_due(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(due)))
