"""How fast answers are read and compared, without a network and a database."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bench.scraper.answers import FAMILIES, HOST, KNOWN, Bodies, Family, paragraphs
from kb.core import clock
from kb.scraper.connectors import connectors
from kb.scraper.connectors.interface import WatchedSource
from kb.scraper.extract import html
from kb.scraper.extract.decode import decode
from kb.scraper.fetcher import Fetched
from kb.scraper.textdiff import compare
from tests.scraper.polling import KnownEntries, Polls

SECONDS = 2.0  # for each connector


class Canned:
    """Answers from memory, in the place of the fetcher."""

    def __init__(self, bodies: Bodies) -> None:
        self.bodies = bodies

    def fetch(self, url: str, **options: Any) -> Fetched:
        """The body of the address."""
        kind, body = self.bodies[urlsplit(url).path]
        return Fetched(
            url, url, 200, {"content-type": kind}, body, clock.now(), wire_bytes=len(body)
        )


@dataclass(frozen=True)
class Speed:
    """What reading gave in so many seconds."""

    looks: int
    findings: int
    size: int  # bytes
    seconds: float


def connector_speeds() -> Mapping[str, Speed]:
    """Every connector on answers that change at each look."""
    return {family.connector: _speed(family) for family in FAMILIES}


def _speed(family: Family) -> Speed:
    connector = connectors()[family.connector]
    options = connector.options.model_validate(family.options)
    source = WatchedSource("watched", HOST + family.path, family.entry, None, options)
    canned = Canned(family.answers(0))
    polls = Polls(connector, source, canned, KnownEntries(KNOWN))  # type: ignore[arg-type]  # no network
    polls.poll()  # the first look loads tables and patterns
    looks = findings = size = 0
    seconds = 0.0
    while seconds < SECONDS:
        looks += 1
        canned.bodies = family.answers(looks)
        size += sum(len(body) for _, body in canned.bodies.values())
        started = time.perf_counter()
        findings += len(polls.poll().findings)
        seconds += time.perf_counter() - started
        polls.bodies = dict(list(polls.bodies.items())[-20:])
    return Speed(looks, findings, size, seconds)


def diff_seconds(size: int, times: int) -> Sequence[float]:
    """Comparing two texts of so many bytes, of which every fiftieth paragraph changed a little."""
    taken = []
    for number in range(times):
        old = paragraphs(size // 500, number)
        new = [
            line.replace(".", f" and change {number}.") if n % 50 == 0 else line
            for n, line in enumerate(old)
        ]
        new.insert(len(new) // 2, "We may use what you upload to train models.")
        new.append(new.pop(3))  # a moved one
        before, after = "\n".join(old), "\n".join(new)
        started = time.perf_counter()
        assert compare(before, after).changes
        taken.append(time.perf_counter() - started)
    return taken


def collected_pages(folder: Path) -> Speed:
    """Reading the HTML pages in a folder of one's own: what the selection starts from."""
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*.html"))]
    started = time.perf_counter()
    for body in bodies:
        html.body_text(html.parsed(decode(body, "text/html")))
    seconds = time.perf_counter() - started
    return Speed(len(bodies), 0, sum(map(len, bodies)), seconds)


def middle(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)
