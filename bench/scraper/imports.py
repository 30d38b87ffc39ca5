"""Importing a collection of Open Terms Archive: `python -m bench.scraper.imports COMMITS`.

In a process of its own, so that its peak memory is that of the import; prints JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.scraper.answers import paragraphs
from bench.scraper.installation import installation
from tests.support.collections import Commit, repository

SERVICES: Final = 20
_START: Final = int(dt.datetime(2015, 1, 1, tzinfo=dt.UTC).timestamp())


def commits(count: int) -> Iterator[Commit]:
    """So many versions of 10 kB, each with another paragraph than the one before."""
    texts = [paragraphs(20, seed) for seed in range(SERVICES)]
    for number in range(count):
        service = number % SERVICES
        texts[service][number // SERVICES % 20] = f"Paragraph of version {number}. " * 15
        path = f"Service {service}/Terms of Service.md"
        first = "First record" if number < SERVICES else "Record new changes"
        subject = f"{first} of Service {service} Terms of Service"
        body = "\n\n".join(texts[service])
        yield Commit(_START + number * 3600, subject, {path: body})


def measure(count: int) -> dict[str, float]:
    """Seconds, versions and the peak of memory in MB."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        collection = repository(folder / "versions", commits(count))
        row: dict[str, object] = {
            "name": "collection", "connector": "open-terms-archive",
            "url": "https://example.org/versions", "collection": str(collection),
            "services": {f"Service {n}": f"policy/site-{n}" for n in range(SERVICES)},
        }  # fmt: skip
        with installation(folder / "data", SERVICES) as made:
            started = time.perf_counter()
            (result,) = made.run([row])
            seconds = time.perf_counter() - started
    assert result.failure is None, result.message
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"versions": result.versions, "seconds": seconds, "peak": peak}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))))
