"""How long one search may take, whatever it asks: all its statements together have so long.

PostgreSQL limits a single statement. So each is given the time that is left, and none is begun
when there is none.
"""

from __future__ import annotations

import time
from typing import Any, Final

from psycopg import errors
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from kb.search.engine import QueryError

_STEP: Final = 0.25  # of the time; it costs a statement to say how much is left
_TOO_LATE: Final = "This query takes too long; use fewer words, or longer beginnings of words."


class Deadline:
    """So many seconds from now on; `QueryError` after that."""

    def __init__(self, seconds: float) -> None:
        self._step = seconds * _STEP
        self._end = time.monotonic() + seconds

    def guard(self, connection: Connection) -> None:
        """Hold whatever is asked in the transaction of a connection to the time that is left."""
        told = float("inf")  # seconds that PostgreSQL believes a statement has

        def limit(_: object, cursor: Any, *args: object) -> None:
            nonlocal told
            left = self._end - time.monotonic()
            if left <= 0:
                raise QueryError(_TOO_LATE)
            if told - left > self._step:
                cursor.execute(f"SET LOCAL statement_timeout = {max(1, int(left * 1000))}")
                told = left

        event.listen(connection, "before_cursor_execute", limit)


def refuse_if_late(error: SQLAlchemyError) -> None:
    """`QueryError` where PostgreSQL ended a statement because its time was over."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, errors.QueryCanceled):
        raise QueryError(_TOO_LATE) from error
