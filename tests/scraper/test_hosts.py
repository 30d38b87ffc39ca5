"""Many sources at once: every host keeps its pause, and the slowest host is what a run takes."""

from __future__ import annotations

import itertools
import threading
import time
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from kb.scraper.hosts import HostQueue
from kb.scraper.pace import Pace


def drained(queue: HostQueue[int], pace: Pace, threads: int) -> dict[str, list[tuple[float, int]]]:
    """Work a queue off with so many threads: when each item of a host was served."""
    served: dict[str, list[tuple[float, int]]] = defaultdict(list)
    lock = threading.Lock()

    def work() -> None:
        while (taken := queue.take()) is not None:
            host, item = taken
            with pace.turn(host), lock:
                served[host].append((time.monotonic(), item))
            queue.done(host)

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return served


def test_a_run_takes_as_long_as_its_slowest_host_and_not_the_sum() -> None:
    pace = Pace(0.05)
    items = [(f"host-{number % 40}", number) for number in range(200)]
    started = time.monotonic()
    served = drained(HostQueue(items, ready_in=pace.ready_in), pace, threads=4)
    took = time.monotonic() - started
    for times in served.values():
        gaps = [later[0] - earlier[0] for earlier, later in itertools.pairwise(times)]
        assert min(gaps) >= 0.05
    sum_of_pauses = 40 * 4 * 0.05
    assert took < sum_of_pauses / 4 / 2, "threads must not sleep through the pauses of hosts"


def test_ten_thousand_sources_are_served_once_each() -> None:
    pace = Pace(0.0)
    items = [(f"host-{number % 300}", number) for number in range(10_000)]
    served = drained(HostQueue(items, ready_in=pace.ready_in), pace, threads=64)
    assert sorted(item for times in served.values() for _, item in times) == list(range(10_000))


def test_a_host_that_asks_for_time_holds_nobody_else_up() -> None:
    pace = Pace(0.0)
    pace.hold("slow", 0.5)
    queue = HostQueue([("slow", 1), ("slow", 2), ("quick", 3)], ready_in=pace.ready_in)
    served = drained(queue, pace, threads=2)
    assert served["quick"][0][0] < served["slow"][0][0]


def test_what_is_put_back_comes_next_and_not_too_soon() -> None:
    queue = HostQueue([("a", 1), ("a", 2), ("b", 3)], ready_in=lambda _: 0.0)
    started = time.monotonic()
    assert queue.take() == ("a", 1)
    queue.put_back("a", 1, seconds=0.1)
    assert queue.take() == ("b", 3)
    queue.done("b")
    assert queue.take() == ("a", 1)
    assert time.monotonic() - started >= 0.1
    queue.done("a")
    assert queue.take() == ("a", 2)
    queue.done("a")
    assert queue.take() is None


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers()), max_size=30))
def test_the_items_of_a_host_come_in_their_order(items: list[tuple[str, int]]) -> None:
    served = drained(HostQueue(items, ready_in=lambda _: 0.0), Pace(0.0), threads=1)
    for host in "abc":
        assert [item for _, item in served[host]] == [item for name, item in items if name == host]
