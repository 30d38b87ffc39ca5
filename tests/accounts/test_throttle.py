"""Limits hold across processes and give way with time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import time_machine

from kb.accounts import throttle
from kb.accounts.tables import Throttle
from kb.core.database import Database

NOON = "2026-11-22 12:00:00+00:00"
QUARTER = dt.timedelta(minutes=15)


def tries(database: Database, bucket: str, times: int) -> list[int | None]:
    found = []
    for _ in range(times):
        with database.writing() as session:
            found.append(throttle.allow(session, bucket, limit=10, per=QUARTER))
    return found


def test_the_eleventh_try_waits_until_one_is_worked_off(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        assert tries(database, "a", 11) == [None] * 10 + [90]
        assert tries(database, "b", 1) == [None]  # another bucket
        clock.shift(60)
        assert tries(database, "a", 1) == [30]
        clock.shift(30)
        assert tries(database, "a", 2) == [None, 90]
        clock.shift(QUARTER)
        assert tries(database, "a", 11) == [None] * 10 + [90]


def test_a_try_given_back_counts_for_nothing(database: Database) -> None:
    with time_machine.travel(NOON, tick=False):
        for _ in range(30):
            assert tries(database, "a", 1) == [None]
            with database.writing() as session:
                throttle.give_back(session, "a", limit=10, per=QUARTER)


def test_rows_go_when_their_time_is_over(database: Database) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        tries(database, "a", 3)
        clock.shift(QUARTER)
        tries(database, "b", 1)
    with database.reading() as session:
        assert session.get(Throttle, "a") is None


def test_threads_at_once_get_ten_tries_between_them(database: Database) -> None:

    with (
        time_machine.travel(NOON, tick=False),
        ThreadPoolExecutor(4) as pool,
    ):
        found = [
            one for part in pool.map(lambda _: tries(database, "a", 5), range(4)) for one in part
        ]
    assert found.count(None) == 10


def test_a_bucket_does_not_tell_whose_it_is() -> None:
    name = throttle.bucket(b"k" * 32, "sign-in address", "192.0.2.7")
    assert "192.0.2.7" not in name
    assert name != throttle.bucket(b"x" * 32, "sign-in address", "192.0.2.7")
    assert len(name) <= 100
