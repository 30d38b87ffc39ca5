"""Very many sources that are due at once, on many hosts, each host with its pause."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.scraper.installation import installation


@dataclass(frozen=True)
class Due:
    """What became of a run; `floor` is what the pauses alone take, `pause_kept` the least one."""

    sources: int
    hosts: int
    pause: float
    seconds: float
    floor: float
    pause_kept: float
    changed: int


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
            started = time.perf_counter()
            results = made.run(rows)
            seconds = time.perf_counter() - started
        least, _ = servers.communicate()
    changed = sum(result.status == "changed" for result in results)
    floor = pause * (sources / hosts)
    return Due(sources, hosts, pause, seconds, floor, min(json.loads(least)), changed)
