"""Where searches are read: at replicas of the database if there are any, else at the database.

A replica that does not answer is left alone for a while. One that is behind what is known to be
committed is passed over, so nobody is shown less than before.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.engine import make_url

from kb.core.database import Database

LEFT_ALONE: Final = 10.0  # seconds
_CONNECT_SECONDS: Final = "2"


@dataclass
class Server:
    """A database that can be read; `is_primary` for the one that is written."""

    database: Database
    is_primary: bool
    _back_at: float = field(default=0.0, repr=False)

    @property
    def answers(self) -> bool:
        """Whether it is worth asking."""
        return time.monotonic() >= self._back_at

    def leave_alone(self) -> None:
        """Do not ask it for a while."""
        self._back_at = time.monotonic() + LEFT_ALONE


class Servers:
    """The primary database, which belongs to the caller, and its replicas, which are ours."""

    def __init__(self, primary: Database, replicas: Sequence[str] = ()) -> None:
        self.primary = Server(primary, is_primary=True)
        self.replicas = tuple(Server(_replica(url), is_primary=False) for url in replicas)
        self._turns = itertools.count()
        self._lock = threading.Lock()

    def in_turn(self) -> Iterator[Server]:
        """Whom to ask, one after the other; each replica is the first in turn."""
        if self.replicas:
            with self._lock:
                first = next(self._turns) % len(self.replicas)
            turned = self.replicas[first:] + self.replicas[:first]
            yield from (server for server in turned if server.answers)
        yield self.primary

    def close(self) -> None:
        """Close the connections to the replicas."""
        for server in self.replicas:
            server.database.close()


def _replica(url: str) -> Database:
    """A database whose connections only read, also when the pool tries whether they live.

    A replica refuses to begin a transaction that might write.
    """
    database = Database(_impatient(url))
    for moment in ("connect", "checkin"):
        event.listen(database.engine, moment, _only_read)
    return database


def _only_read(connection: Any, record: object) -> None:
    if connection is not None:
        connection.read_only = True


def _impatient(url: str) -> str:
    """The address, giving up soon where nobody answers."""
    address = make_url(url)
    if "connect_timeout" not in address.query:
        address = address.update_query_dict({"connect_timeout": _CONNECT_SECONDS})
    return address.render_as_string(hide_password=False)
