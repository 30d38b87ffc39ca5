"""What looks again and again in the background: a thread that starts and stops with the server."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import ClassVar, Final

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kb.search import SearchError

RETRY_SECONDS: Final = 30.0  # after a failure that will not pass by itself in a second

log = structlog.get_logger(__name__)


class Keeper(ABC):
    """`start()` and `stop()` it with the server. `interval` is the pause after a look, in seconds.

    A look may be repeated at any time, and a failed one is.
    """

    NAME: ClassVar[str]  # of the thread
    FAILED: ClassVar[str]  # what a failed look means, for the log
    PATIENCE: ClassVar[float] = 10.0  # seconds that a stop waits for the look at hand
    BEGINS_AT_ONCE: ClassVar[bool] = False

    def __init__(self, *, interval: float) -> None:
        self._interval = interval
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=self.NAME, daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End after what is at hand; a crash in its middle would lose nothing either."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=self.PATIENCE)

    @abstractmethod
    def work(self) -> None:
        """One look; may raise what a database, an index or a disk raises."""

    def _run(self) -> None:
        pause = 0.0 if self.BEGINS_AT_ONCE else self._interval
        while not self._stopping.wait(pause):
            pause = self._interval
            try:
                self.work()
            except (SearchError, SQLAlchemyError, OSError) as error:
                log.warning(self.FAILED, exc_info=error)
                pause = max(pause, RETRY_SECONDS)
