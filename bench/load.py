"""A closed loop of clients: each asks for the next path as soon as it has the last answer."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

CLIENTS = 8


@dataclass(frozen=True)
class Load:
    """What one measurement saw; times in milliseconds."""

    per_second: float
    p50: float
    p95: float
    answers: int
    bytes_each: int


def measure(base_url: str, paths: Sequence[str], *, seconds: float, warm_up: float) -> Load:
    """Ask in turn for the paths, with eight clients; an answer other than 200 is an error."""
    turn = itertools.cycle(paths)
    _run(base_url, turn, seconds=warm_up)
    took, size = _run(base_url, turn, seconds=seconds)
    took.sort()
    return Load(
        per_second=len(took) / seconds,
        p50=took[len(took) // 2] * 1000,
        p95=took[int(len(took) * 0.95)] * 1000,
        answers=len(took),
        bytes_each=size // len(took),
    )


def _run(base_url: str, turn: Iterator[str], *, seconds: float) -> tuple[list[float], int]:
    took: list[float] = []
    sizes: list[int] = []
    faults: list[str] = []
    next_path = threading.Lock()
    end = time.perf_counter() + seconds

    def client() -> None:
        address = urlsplit(base_url)
        connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
        while not faults and time.perf_counter() < end:
            with next_path:
                path = next(turn)
            begin = time.perf_counter()
            connection.request("GET", path)
            answer = connection.getresponse()
            sizes.append(len(answer.read()))
            took.append(time.perf_counter() - begin)
            if answer.status != 200:
                faults.append(f"{path} answered {answer.status}")
        connection.close()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    if faults:
        raise SystemExit(faults[0])
    return took, sum(sizes)
